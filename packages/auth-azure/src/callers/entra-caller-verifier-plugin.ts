import { definePlugin } from '@vmrkit/core';
import { entraCallersSetup } from '../setup/entra-setup.ts';
import { entraCallerSettingsSchema } from './entra-caller-settings.ts';
import { createEntraCallerVerifier } from './entra-caller-verifier.ts';

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
      bypass_web_proxy: {
        title: 'Bypass of the web proxy',
        help: 'Calls Entra directly although the deployment has a web proxy.',
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
  setup: entraCallersSetup,
  create: (settings, { http, clock, logger }) => createEntraCallerVerifier({ settings, http, clock, logger }),
});
