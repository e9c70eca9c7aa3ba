import { definePlugin } from '@vmrkit/core';
import { ewsMailboxProviderPlugin } from '@vmrkit/provider-ews';
import { logAnswers } from './log-answers.ts';

/**
 * Mailboxes over EWS whose answers leave a line each in the log, named `acme-ews` in records. Settings, secrets and
 * checks are those of `ews`: what seals a password must not be forgotten by whoever wraps a provider.
 */
export const loggedEwsPlugin = definePlugin({
  ...ewsMailboxProviderPlugin,
  name: 'acme-ews',
  create: async (settings, deps, own) =>
    logAnswers(await ewsMailboxProviderPlugin.create(settings, deps, own), deps),
});
