import { definePlugin } from '@vmrkit/core';
import { createPexipJoinAdapter } from './pexip-join-adapter.ts';
import { pexipSettingsSchema } from './pexip-settings.ts';

/** Pexip Infinity's external policy as a plugin, named `pexip`. */
export const pexipPlatformPlugin = definePlugin({
  kind: 'join-adapter',
  name: 'pexip',
  settingsSchema: pexipSettingsSchema,
  description: {
    title: 'Pexip Infinity',
    documentation: 'docs/guides/platforms.md',
    fields: {
      service_type: { title: 'Service type', help: 'A conference, or a lecture with hosts and an audience.' },
      allow_guests: {
        title: 'Guests',
        help: 'Tells guests from hosts in rooms that have no PINs of their own.',
      },
      guests_can_present: { title: 'Guests present', help: 'Whether guests may share content.' },
      locked: { title: 'Locked', help: 'Participants wait until a host lets them in.' },
      mute_all_guests: { title: 'Guests muted', help: 'Guests are muted when they join.' },
      participant_limit: { title: 'Participants', help: 'The most participants of a room.' },
      view: { title: 'Layout', help: 'Layout that participants see.' },
      ivr_theme_name: { title: 'Theme', help: 'Theme of rooms whose integration names none.' },
      call_type: { title: 'Media', help: 'Video and audio, video alone or audio alone.' },
      crypto_mode: { title: 'Encryption', help: 'Encryption of media; the platform’s own rule if absent.' },
      enable_chat: { title: 'Chat', help: 'Whether participants may chat.' },
      enable_overlay_text: { title: 'Names', help: 'Whether names are shown over the video.' },
      max_callrate_in: { title: 'Rate in', help: 'Most bits a second that a participant sends.' },
      max_callrate_out: { title: 'Rate out', help: 'Most bits a second that a participant gets.' },
      max_pixels_per_second: { title: 'Quality', help: 'Highest video quality.' },
      breakout_rooms: { title: 'Breakout rooms', help: 'Whether hosts may open breakout rooms.' },
      live_captions_enabled: { title: 'Live captions', help: 'Whether captions may be shown.' },
      host_identity_provider_group: {
        title: 'Identity providers of hosts',
        help: 'Group of identity providers by which hosts sign in.',
      },
      guest_identity_provider_group: {
        title: 'Identity providers of guests',
        help: 'Group of identity providers by which guests sign in.',
      },
      non_idp_participants: {
        title: 'Others',
        help: 'What becomes of participants whose devices cannot sign in.',
      },
      automatic_participants: {
        title: 'Automatic participants',
        help: 'Who is called when a room opens, such as a recorder.',
      },
      rejected_prefixes: {
        title: 'Own prefixes',
        help: 'Unknown aliases that begin so are rejected; the platform looks for other ones itself.',
      },
    },
  },
  errors: {
    ERR_PEXIP_EVENT: {
      status: 400,
      remedy: 'Give the event sink of the platform this address, and no other program.',
    },
    ERR_PEXIP_QUESTION: { status: 400, remedy: 'Send `local_alias`, as the platform does by itself.' },
  },
  create: createPexipJoinAdapter,
});
