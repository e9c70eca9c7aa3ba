import { configuredUrl, lineList } from '@vmrkit/core';
import { z } from 'zod';

const guid = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.guid('Not an id such as 00000000-0000-0000-0000-000000000000.'));

/** Scheme, host and port alone, without the slash behind. */
const authority = configuredUrl
  .refine((text) => /^https?:\/\/[^/?#]+\/?$/.test(text), 'Scheme and host alone, without a path.')
  .transform((text) => text.replace(/\/$/, '').toLowerCase());

/** Settings of the verification of Entra access tokens as they stand in a record's `callers`. */
export const entraCallerSettingsSchema = z.strictObject({
  /** Directories whose people may call; no other token is accepted, whoever signed it. */
  tenant_ids: lineList(z.array(guid).min(1).max(100)),
  /** Application id of the registration that exposes the API; the audience of its tokens. */
  client_id: guid,
  /** Application ID URI, where it is another than `api://` and the client id. */
  app_id_uri: z
    .string()
    .trim()
    .max(255)
    .regex(/^[a-z][a-z0-9+.-]*:\/\/\S+$/i, 'Not a URI such as api://vmr.example.com.')
    .nullable()
    .default(null),
  /** The scope that a token must have. */
  scope: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,120}$/, 'The name of one scope, without the URI before it.')
    .default('access_as_user'),
  /** Application ids that may ask for tokens; empty: the client id alone. */
  app_ids: lineList(z.array(guid).max(100)).default([]),
  /** Where people sign in. Another one in national clouds. */
  authority: authority.default('https://login.microsoftonline.com'),
  /** Discovery document, where it is not at its usual place; `{tenant_id}` stands for each tenant. */
  metadata_url: configuredUrl.nullable().default(null),
  /** Whether guests of the tenants may call as well. */
  allow_guests: z.boolean().default(false),
  /** Whether the web proxy of the deployment is passed by. */
  bypass_web_proxy: z.boolean().default(false),
});

/** See {@link entraCallerSettingsSchema}. */
export type EntraCallerSettings = z.output<typeof entraCallerSettingsSchema>;
