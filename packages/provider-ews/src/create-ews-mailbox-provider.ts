import { type MailboxProvider, NotAuthenticatedError, type PluginDeps } from '@vmrkit/core';
import { createEwsClient } from './client/create-ews-client.ts';
import type { EwsSession, ServerHabits } from './client/ews-session.ts';
import { openEventStream, subscribe, unsubscribe } from './client/operations/subscriptions.ts';
import { toVmrKitError } from './errors/to-vmrkit-error.ts';
import { EwsEquipmentMailbox } from './ews-equipment-mailbox.ts';
import { EwsOrganizerCalendars } from './ews-organizer-calendars.ts';
import { Directory } from './mailbox/directory.ts';
import type { EwsSettings } from './settings.ts';
import { StreamHub } from './streaming/stream-hub.ts';
import { EwsChannel } from './transport/ews-channel.ts';
import { basicSignIn, ntlmIdentity, ntlmSignIn, type SignedSend } from './transport/sign-in.ts';

/** Streams that a server lets an account hold (page ews-throttling-in-exchange). */
const STREAMS = { '2013': 3, '2016': 10 } as const;

/**
 * Opens an account at an Exchange server.
 *
 * @example
 * const provider = createEwsMailboxProvider(ewsSettingsSchema.parse(json), deps);
 * await provider.check('room-connector@corp.example');
 */
export function createEwsMailboxProvider(settings: EwsSettings, deps: PluginDeps): MailboxProvider {
  const { limits } = settings;
  const channel = new EwsChannel({
    url: new URL(settings.ews_url),
    signIn: signInOf(settings, deps),
    caCertificates: settings.ca_certificates,
    maxConcurrency: limits.max_concurrency,
    callDeadlineMs: limits.call_deadline_ms,
    deps,
  });
  const habits: ServerHabits = { severalAnswers: true, zoneIds: true };
  const directory = new Directory(deps.clock);
  const sessionOf = (mailbox: string): EwsSession => ({
    channel,
    mailbox,
    version: settings.exchange_version === '2013' ? 'Exchange2013_SP1' : 'Exchange2016',
    impersonation: settings.impersonation,
    habits,
    url: settings.ews_url,
  });
  const hub = new StreamHub({
    clock: deps.clock,
    logger: deps.logger,
    maxConnections: limits.streaming_connections ?? STREAMS[settings.exchange_version],
    silenceMs: limits.streaming_silence_ms,
    access: {
      subscribe: (mailbox, signal) => subscribe(sessionOf(mailbox), { signal }),
      unsubscribe: (mailbox, subscription) => unsubscribe(sessionOf(mailbox), subscription, {}),
      open: (anchor, subscriptions, signal) =>
        openEventStream(sessionOf(anchor), subscriptions, {
          signal,
          minutes: limits.streaming_timeout_minutes,
        }),
      affinityOf: (mailbox) => channel.affinityOf(mailbox),
    },
  });
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
        watch: (signal) => hub.watch(email, signal),
      }),
    organizerCalendars: () => new EwsOrganizerCalendars(clientOf),
    check: async (email, options = {}) => {
      try {
        await clientOf(email).inspectInbox({ signal: options.signal });
      } catch (error) {
        throw toVmrKitError(error, options.signal);
      }
    },
    close: async () => {
      hub.close();
      await channel.close();
    },
  };
}

function signInOf(settings: EwsSettings, deps: PluginDeps): SignedSend {
  if (settings.enable_oauth) return oauthSignIn;
  const { service_account_username: user, service_account_password: password } = settings;
  if (settings.authentication === 'basic') return basicSignIn(user, password);
  return ntlmSignIn(ntlmIdentity(user, password), deps);
}

/** No token can be had yet: a service account signs in by OAuth once a person can consent (S8.4). */
const oauthSignIn: SignedSend = async () => {
  throw new NotAuthenticatedError('Signing the service account in by OAuth is not supported yet.', {
    code: 'ERR_EWS_OAUTH_UNSUPPORTED',
  });
};
