import { definePlugin } from '@vmrkit/core';
import { azureSignInSetup } from '../setup/entra-setup.ts';
import { azureChecks } from './azure-checks.ts';
import { createAzureSignInProvider } from './azure-sign-in-provider.ts';
import { azureSignInSettingsSchema } from './azure-sign-in-settings.ts';

/** Sign-in through Entra ID as a plugin, named `azure` in a record's `sign_in`. */
export const azureSignInProviderPlugin = definePlugin({
  kind: 'sign-in-provider',
  name: 'azure',
  settingsSchema: azureSignInSettingsSchema,
  secrets: [
    { name: 'client_secret', sentTo: ['token_uri'] },
    { name: 'private_key', sentTo: ['token_uri'] },
  ],
  freshUuids: ['client_id'],
  description: {
    title: 'Entra ID',
    documentation: 'docs/guides/entra.md',
    fields: {
      authorization_uri: {
        title: 'Authorization URI',
        help: 'Where people sign in: the v2.0 authorization endpoint of the tenant.',
        placeholder: 'https://login.microsoftonline.com/<tenant>/oauth2/v2.0/authorize',
        flatName: 'user_oauth_authorization_uri',
      },
      token_uri: {
        title: 'Token URI',
        help: 'Where codes are redeemed: the v2.0 token endpoint of the same tenant.',
        placeholder: 'https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token',
        flatName: 'user_oauth_token_uri',
      },
      tenant_id: {
        title: 'Tenant ID',
        help: 'The directory whose people sign in. Needed where the two addresses name it by a domain.',
      },
      client_id: {
        title: 'Application (client) ID',
        help: 'Of the app registration for sign-in.',
        flatName: 'user_oauth_client_id',
      },
      client_secret: {
        title: 'Client secret',
        help: 'Of the app registration, unless it has a certificate.',
        flatName: 'azure_client_secret',
      },
      client_secret_expires: {
        title: 'Last day of the secret',
        help: 'As the app registration shows it, such as 2027-05-31: an alarm tells of it 30 and 7 days before.',
      },
      certificate: {
        title: 'Certificate',
        help: 'The certificate (PEM) that was uploaded to the app registration, in place of a secret.',
      },
      private_key: { title: 'Private key', help: 'The key of the certificate (PEM, PKCS #8).' },
      graph_url: {
        title: 'Graph',
        help: 'Where the person’s address is looked up. Change it for national clouds only.',
        placeholder: 'https://graph.microsoft.us',
      },
      allow_guests: {
        title: 'Guests',
        help: 'Whether guests of the directory may sign in. No room is found by the address of a guest unless Entra marks it as verified.',
      },
      bypass_web_proxy: {
        title: 'Bypass of the web proxy',
        help: 'Calls Entra directly although the deployment has a web proxy.',
      },
    },
  },
  setup: azureSignInSetup,
  checks: azureChecks,
  create: (settings, { http }) => createAzureSignInProvider({ settings, http }),
});
