export type { EwsSignIn, EwsSignIns } from './account/sign-ins.ts';
export { createEwsMailboxProvider, type EwsProviderOptions } from './create-ews-mailbox-provider.ts';
export { ewsMailboxProviderPlugin } from './ews-mailbox-provider-plugin.ts';
export { type EwsSettings, ewsSettingsSchema, ewsSettingsSchemaOf } from './settings.ts';
export type { SignedSend } from './transport/sign-in.ts';
