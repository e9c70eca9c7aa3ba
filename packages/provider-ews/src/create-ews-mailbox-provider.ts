import type { IntegrationDeps, MailboxProvider, PluginDeps } from '@vmrkit/core';
import { accountsOf } from './account/ews-accounts.ts';
import { signedInAccountOf } from './account/oauth-sign-in.ts';
import { type EwsSignIns, ownSignIns } from './account/sign-ins.ts';
import { createEwsClient } from './client/create-ews-client.ts';
import type { EwsSession } from './client/ews-session.ts';
import { openEventStream, subscribe, unsubscribe } from './client/operations/subscriptions.ts';
import { toVmrKitError } from './errors/to-vmrkit-error.ts';
import { EwsEquipmentMailbox } from './ews-equipment-mailbox.ts';
import { EwsMeetingBooker } from './ews-meeting-booker.ts';
import { EwsOrganizerCalendars } from './ews-organizer-calendars.ts';
import { isExchangeOnline } from './exchange-online.ts';
import { Directory } from './mailbox/directory.ts';
import type { EwsSettings } from './settings.ts';
import type { WatchedInbox } from './streaming/watched-inbox.ts';
import { EwsChannel } from './transport/ews-channel.ts';

/** What a package adds to this one. */
export interface EwsProviderOptions {
  /** What the kit lends for the integration; needed where a person signs the account in. */
  readonly own?: IntegrationDeps;
  /** Ways of signing in besides `basic`, `ntlm` and `oauth`; see `ewsSettingsSchemaOf`. */
  readonly signIns?: EwsSignIns;
}

/**
 * Opens an account at an Exchange server. Providers that are made with the same `deps` and name the same account share
 * its connections, streams and limits; each fails and closes for itself.
 *
 * @example
 * const provider = createEwsMailboxProvider(ewsSettingsSchema.parse(json), deps);
 * await provider.check('room-connector@corp.example');
 */
export function createEwsMailboxProvider(
  settings: EwsSettings,
  deps: PluginDeps,
  { signIns = {}, own }: EwsProviderOptions = {},
): MailboxProvider {
  const { limits } = settings;
  // Exchange Online lets no service account act in other names any more; its own rights must do.
  const impersonation =
    settings.impersonation && !(signedInAccountOf(settings) !== null && isExchangeOnline(settings.ews_url));
  const { account, line, lineName, release } = accountsOf(deps).use(
    settings,
    { ...ownSignIns, ...signIns },
    own ?? null,
  );
  const { habits, hub } = account;
  const closing = new AbortController();
  const openChannel = () =>
    new EwsChannel({ wire: line.wire, callDeadlineMs: limits.call_deadline_ms, deps });
  const channel = openChannel();
  // Others may ride on a stream when this provider is closed: streams end with the account's connections.
  const streamChannel = openChannel();
  const directory = new Directory(deps.clock);
  const sessionOf = (mailbox: string): EwsSession => ({
    channel,
    mailbox,
    version: settings.exchange_version === '2013' ? 'Exchange2013_SP1' : 'Exchange2016',
    impersonation,
    habits,
    url: settings.ews_url,
  });
  const inboxOf = (mailbox: string): WatchedInbox => {
    const session: EwsSession = { ...sessionOf(mailbox), channel: streamChannel };
    return {
      mailbox,
      subscribe: (signal) => subscribe(session, { signal }),
      unsubscribe: (subscription) => unsubscribe(session, subscription, {}),
      open: (subscriptions, signal) =>
        openEventStream(session, subscriptions, { signal, minutes: limits.streaming_timeout_minutes }),
      place: () => JSON.stringify([lineName, impersonation, streamChannel.affinityOf(mailbox)]),
    };
  };
  const clientOf = (mailbox: string) => createEwsClient(sessionOf(mailbox));
  return {
    equipmentMailbox: (email) =>
      new EwsEquipmentMailbox({
        client: clientOf(email),
        clock: deps.clock,
        habits,
        directory,
        repliesPerMinute: limits.replies_per_minute,
        syncIntervalMs: limits.sync_interval_ms,
        syncWithoutStreamMs: limits.sync_without_stream_ms,
        watch: (signal) => hub.watch(inboxOf(email), AbortSignal.any([signal, closing.signal])),
        serverTime: () => channel.serverTime,
      }),
    organizerCalendars: () => new EwsOrganizerCalendars(clientOf),
    // Without impersonation the meeting would be the service account's own.
    meetingBooker: () => (impersonation ? new EwsMeetingBooker(clientOf) : null),
    check: async (email, options = {}) => {
      try {
        await clientOf(email).inspectInbox({ signal: options.signal });
      } catch (error) {
        throw toVmrKitError(error, options.signal);
      }
    },
    close: async () => {
      closing.abort();
      channel.close();
      await release();
    },
  };
}
