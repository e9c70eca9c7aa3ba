import { z } from 'zod';

/** Settings of one BigBlueButton server. */
export const bigBlueButtonSettingsSchema = z.strictObject({
  path: z
    .string()
    .regex(/^(?:\/[a-z0-9-]+)+$/)
    .default('/bigbluebutton'),
  server_url: z.url({ protocol: /^https$/ }),
  secret_file: z.string().min(1),
  checksum: z.enum(['sha1', 'sha256', 'sha384', 'sha512']).default('sha256'),
  guest_policy: z.enum(['ALWAYS_ACCEPT', 'ALWAYS_DENY', 'ASK_MODERATOR']).default('ASK_MODERATOR'),
  max_participants: z.int().min(1).max(10_000).optional(),
  record: z.boolean().optional(),
  welcome: z.string().min(1).max(1_000).optional(),
  logout_url: z.url({ protocol: /^https$/ }).optional(),
  end_when_no_moderator: z.boolean().optional(),
});

/** {@link bigBlueButtonSettingsSchema}, parsed. */
export type BigBlueButtonSettings = z.output<typeof bigBlueButtonSettingsSchema>;
