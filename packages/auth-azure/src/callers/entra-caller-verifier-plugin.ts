import { configuredUrl, definePlugin, lineList } from '@vmrkit/core';
import { z } from 'zod';
import { createEntraCallerVerifier } from './entra-caller-verifier.ts';

const guid = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.guid('Not an id such as 00000000-0000-0000-0000-000000000000.'));

/** Scheme, host and port alone, without the slash behind. */
const authority = configuredUrl
  .refine((text) => /^https?:\/\/[^/?#]+\/?$/.test(text), 'Scheme and host alone, without a path.')
  .transform((text) => text.replace(/\/$/, '').toLowerCase());

/** Settings of {@link entraCallerVerifierPlugin}. */
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
});

/** See {@link entraCallerSettingsSchema}. */
export type EntraCallerSettings = z.output<typeof entraCallerSettingsSchema>;

/** Verification of Entra access tokens as a plugin, named `entra` in a record's `callers`. */
export const entraCallerVerifierPlugin = definePlugin({
  kind: 'caller-verifier',
  name: 'entra',
  settingsSchema: entraCallerSettingsSchema,
  description: {
    title: 'Entra access tokens',
    documentation: 'docs/guides/entra.md',
    fields: {
      tenant_ids: {
        title: 'Tenant IDs',
        help: 'The directories whose people may use the add-in, one a line. Tokens of any other are refused.',
        placeholder: '00000000-0000-0000-0000-000000000000',
        flatName: 'entra_tenant_ids',
      },
      client_id: {
        title: 'Application (client) ID',
        help: 'Of the app registration whose API the add-in asks a token for.',
        placeholder: '00000000-0000-0000-0000-000000000000',
        flatName: 'entra_client_id',
      },
      app_id_uri: {
        title: 'Application ID URI',
        help: 'Only where it is another than api:// and the client ID.',
        placeholder: 'api://vmr.example.com',
      },
      scope: { title: 'Scope', help: 'The scope that the registration exposes and the add-in asks for.' },
      app_ids: {
        title: 'Client applications',
        help: 'IDs of the applications that may ask for tokens, one a line. Empty: the registration above alone.',
      },
      authority: {
        title: 'Authority',
        help: 'Where people sign in. Change it for national clouds only.',
        placeholder: 'https://login.microsoftonline.us',
      },
      metadata_url: {
        title: 'Metadata URL',
        help: 'The discovery document, where it is not at its usual place under the authority. {tenant_id} in it stands for each tenant.',
      },
      allow_guests: {
        title: 'Guests',
        help: 'Whether accounts of other organizations that are guests of a tenant may use the add-in.',
      },
    },
  },
  errors: {
    ERR_ENTRA_TOKEN_APP: {
      status: 401,
      remedy: 'Add the application to app_ids if it is your add-in.',
    },
    ERR_ENTRA_TOKEN_GUEST: {
      status: 401,
      remedy: 'Switch allow_guests on if guests of the tenant may use the add-in.',
    },
    ERR_ENTRA_TOKEN_NO_USER: {
      status: 401,
      remedy: 'Let the add-in send the access token that it got for a person, not the id token.',
    },
    ERR_ENTRA_TOKEN_SCOPE: {
      status: 401,
      remedy: 'Compare scope with what the registration exposes, and grant consent to it.',
    },
    ERR_ENTRA_TOKEN_TENANT: {
      status: 401,
      remedy: 'Add the tenant to tenant_ids if it is yours, and compare authority with its cloud.',
    },
    ERR_ENTRA_TOKEN_V1: {
      status: 401,
      remedy: 'Set requestedAccessTokenVersion to 2 in the manifest of the app registration.',
    },
  },
  create: (settings, { http, clock, logger }) => createEntraCallerVerifier({ settings, http, clock, logger }),
});
