import { configuredUrl, hostname } from '@vmrkit/core';
import { z } from 'zod';

const text = z
  .string()
  .min(1)
  .max(250)
  .regex(/^\P{Cc}*$/u, 'One line without control characters.');

/** How the rooms of a Pexip Infinity deployment are read; they stand in a record's `room_source`. */
export const pexipRoomsSettingsSchema = z.strictObject({
  /** Of the Management Node; a path is ignored. */
  management_url: configuredUrl,
  username: text.refine((name) => !name.includes(':'), 'A user name has no colon.'),
  password: text,
  /** Domains of the owners whose rooms count; empty: any. */
  owner_domains: z.array(hostname).max(500).default([]),
  /** PEM of certificate authorities that are trusted besides the usual ones. */
  ca_certificates: z.string().max(200_000).nullable().default(null),
  /** Whether the Management Node is called directly where the deployment has a web proxy. */
  bypass_web_proxy: z.boolean().default(false),
});

/** See {@link pexipRoomsSettingsSchema}. */
export type PexipRoomsSettings = z.output<typeof pexipRoomsSettingsSchema>;
