import { definePlugin, type Plugin } from '@vmrkit/core';
import { attendedCalendarCheck } from './attended-calendar.ts';
import { createGraphMailboxProvider } from './create-graph-mailbox-provider.ts';
import { graphDescription, graphErrors } from './describe-graph.ts';
import { graphSetup } from './graph-setup.ts';
import { graphNotifications } from './notifications/accept-notifications.ts';
import { type GraphSettings, graphSettingsSchema } from './settings.ts';

const sentTo = ['tenant_id', 'client_id', 'authority_url', 'ca_certificates'];

/** Mailboxes of Microsoft 365 over Microsoft Graph, named `graph` in records. */
export const graphMailboxProviderPlugin: Plugin<'mailbox-provider', GraphSettings> = definePlugin({
  kind: 'mailbox-provider',
  name: 'graph',
  settingsSchema: graphSettingsSchema,
  description: graphDescription,
  errors: graphErrors,
  secrets: [
    { name: 'client_secret', sentTo },
    { name: 'client_private_key', sentTo: [...sentTo, 'client_certificate'] },
  ],
  notifications: graphNotifications,
  setup: graphSetup,
  checks: [attendedCalendarCheck],
  create: createGraphMailboxProvider,
});
