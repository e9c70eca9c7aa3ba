import { z } from 'zod';

/** Settings of one Jitsi deployment. Without `app_id` it is asked for reservations alone. */
export const jitsiSettingsSchema = z
  .strictObject({
    path: z
      .string()
      .regex(/^(?:\/[a-z0-9-]+)+$/)
      .default('/jitsi'),
    server_url: z.url({ protocol: /^https$/ }).optional(),
    app_id: z.string().min(1).max(200).optional(),
    audience: z.string().min(1).max(200).default('jitsi'),
    subject: z.string().min(1).max(200).default('*'),
    secret_file: z.string().min(1).optional(),
    key_file: z.string().min(1).optional(),
    key_id: z.string().min(1).max(200).optional(),
    overrun_minutes: z.int().min(0).max(10_080).default(240),
    personal_room_hours: z.int().min(1).max(168).default(24),
    max_occupants: z.int().min(1).max(10_000).optional(),
  })
  .superRefine((settings, context) => {
    const { app_id, server_url, secret_file, key_file, key_id } = settings;
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const keys = [secret_file, key_file].filter((file) => file !== undefined).length;
    if (app_id === undefined) {
      if (keys > 0) fault('app_id', 'Tokens need the app id of the deployment.');
      return;
    }
    if (keys !== 1) fault('secret_file', 'Tokens need either secret_file or key_file.');
    if (server_url === undefined) fault('server_url', 'Tokens need the address of the deployment.');
    if ((key_file === undefined) !== (key_id === undefined))
      fault('key_id', 'key_file and key_id go together.');
  });

/** {@link jitsiSettingsSchema}, parsed. */
export type JitsiSettings = z.output<typeof jitsiSettingsSchema>;
