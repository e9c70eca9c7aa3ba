export { createGraphMailboxProvider } from './create-graph-mailbox-provider.ts';
export { graphMailboxProviderPlugin } from './graph-mailbox-provider-plugin.ts';
export { type GraphSettings, graphSettingsSchema } from './settings.ts';
