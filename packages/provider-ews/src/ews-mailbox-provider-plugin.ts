import { definePlugin, type Plugin } from '@vmrkit/core';
import { accountSignInOf } from './account/oauth-sign-in.ts';
import { createEwsMailboxProvider } from './create-ews-mailbox-provider.ts';
import { ewsDescription, ewsErrors } from './describe-ews.ts';
import { ewsSetup } from './ews-setup.ts';
import { exchangeOnlineCheck } from './exchange-online.ts';
import { offeredSignInsCheck } from './offered-sign-ins.ts';
import { type EwsSettings, ewsSettingsSchema } from './settings.ts';

/** Mailboxes of Exchange Server over EWS, named `ews` in records. */
export const ewsMailboxProviderPlugin: Plugin<'mailbox-provider', EwsSettings> = definePlugin({
  kind: 'mailbox-provider',
  name: 'ews',
  settingsSchema: ewsSettingsSchema,
  description: ewsDescription,
  errors: ewsErrors,
  secrets: [
    { name: 'service_account_password', sentTo: ['ews_url', 'ca_certificates'] },
    // What they get is sent to Exchange.
    { name: 'oauth_client_secret', sentTo: ['oauth_token_endpoint', 'ews_url', 'ca_certificates'] },
    { name: 'oauth_private_key', sentTo: ['oauth_token_endpoint', 'ews_url', 'ca_certificates'] },
  ],
  serviceAccountSignIn: {
    switchedBy: 'enable_oauth',
    dependsOn: ['service_account_username', 'oauth_client_id', 'oauth_token_endpoint', 'ews_url'],
  },
  setup: ewsSetup,
  checks: [exchangeOnlineCheck, offeredSignInsCheck],
  accountSignIn: accountSignInOf,
  create: (settings, deps, own) => createEwsMailboxProvider(settings, deps, { own }),
});
