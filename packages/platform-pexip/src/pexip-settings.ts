import { z } from 'zod';

/** Longest text in an answer of external policy. */
export const LONGEST_TEXT = 250;

const text = z.string().min(1).max(LONGEST_TEXT);
const callRate = z.int().min(128_000).max(8_192_000);

const automaticParticipant = z.strictObject({
  local_alias: text,
  remote_alias: text,
  protocol: z.enum(['h323', 'mssip', 'sip', 'rtmp']),
  role: z.enum(['chair', 'guest']),
  call_type: z.enum(['video', 'video-only', 'audio']).optional(),
  dtmf_sequence: text.optional(),
  keep_conference_alive: z
    .enum(['keep_conference_alive', 'keep_conference_alive_if_multiple', 'keep_conference_alive_never'])
    .optional(),
  presentation_url: text.optional(),
  remote_display_name: text.optional(),
  routing: z.enum(['manual', 'routing_rule']).optional(),
  streaming: z.boolean().optional(),
  system_location_name: text.optional(),
});

/** What every room is served with, in the words of service configuration. */
const serviceSchema = z.strictObject({
  service_type: z.enum(['conference', 'lecture']).default('conference'),
  allow_guests: z.boolean().optional(),
  guests_can_present: z.boolean().optional(),
  locked: z.boolean().optional(),
  mute_all_guests: z.boolean().optional(),
  participant_limit: z.int().min(1).max(1_000_000).optional(),
  view: text.optional(),
  ivr_theme_name: text.optional(),
  call_type: z.enum(['video', 'video-only', 'audio']).optional(),
  crypto_mode: z.enum(['besteffort', 'on', 'off']).optional(),
  enable_chat: z.enum(['default', 'yes', 'no']).optional(),
  enable_overlay_text: z.boolean().optional(),
  max_callrate_in: callRate.optional(),
  max_callrate_out: callRate.optional(),
  max_pixels_per_second: z.enum(['sd', 'hd', 'fullhd']).optional(),
  breakout_rooms: z.boolean().optional(),
  live_captions_enabled: z.enum(['default', 'yes', 'no']).optional(),
  host_identity_provider_group: text.optional(),
  guest_identity_provider_group: text.optional(),
  non_idp_participants: z.enum(['disallow_all', 'allow_if_trusted']).optional(),
  automatic_participants: z.array(automaticParticipant).max(50).optional(),
});

/** Settings of one Pexip Infinity deployment. Names of themes, groups and locations must exist there. */
export const pexipSettingsSchema = serviceSchema.extend({
  rejected_prefixes: z.array(z.string().min(1).max(64)).max(100).default([]),
});

/** {@link pexipSettingsSchema}, parsed. */
export type PexipSettings = z.output<typeof pexipSettingsSchema>;
