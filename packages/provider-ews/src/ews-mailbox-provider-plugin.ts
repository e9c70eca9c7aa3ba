import { definePlugin, type Plugin } from '@vmrkit/core';
import { createEwsMailboxProvider } from './create-ews-mailbox-provider.ts';
import { ewsDescription, ewsErrors } from './describe-ews.ts';
import { ewsSetup } from './ews-setup.ts';
import { type EwsSettings, ewsSettingsSchema } from './settings.ts';

/** Mailboxes of Exchange Server over EWS, named `ews` in records. */
export const ewsMailboxProviderPlugin: Plugin<'mailbox-provider', EwsSettings> = definePlugin({
  kind: 'mailbox-provider',
  name: 'ews',
  settingsSchema: ewsSettingsSchema,
  description: ewsDescription,
  errors: ewsErrors,
  secrets: [{ name: 'service_account_password', sentTo: ['ews_url', 'ca_certificates'] }],
  serviceAccountSignIn: {
    switchedBy: 'enable_oauth',
    dependsOn: ['service_account_username', 'oauth_client_id', 'oauth_token_endpoint'],
  },
  setup: ewsSetup,
  create: (settings, deps) => createEwsMailboxProvider(settings, deps),
});
