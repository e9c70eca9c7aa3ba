export { createEwsMailboxProvider } from './create-ews-mailbox-provider.ts';
export { ewsMailboxProviderPlugin } from './ews-mailbox-provider-plugin.ts';
export { type EwsSettings, ewsSettingsSchema } from './settings.ts';
