import { type IntegrationDeps, type MailboxProvider, type PluginDeps, UnavailableError } from '@vmrkit/core';
import { accountsOf } from './account/graph-account.ts';
import { RunningCalls } from './client/running-calls.ts';
import { type GraphWire, SdkGraphClient } from './client/sdk-graph-client.ts';
import { meaningOf } from './errors/error-meaning.ts';
import { GraphFailure } from './errors/graph-failure.ts';
import { toVmrKitError } from './errors/to-vmrkit-error.ts';
import { GraphEquipmentMailbox } from './graph-equipment-mailbox.ts';
import { GraphMeetingBooker } from './graph-meeting-booker.ts';
import { GraphOrganizerCalendars } from './graph-organizer-calendars.ts';
import { Doorbell } from './mailbox/doorbell.ts';
import { KnownRequests } from './mailbox/known-requests.ts';
import { MailboxZone } from './mailbox/mailbox-zone.ts';
import { judgeRights, RightsLog } from './mailbox/rights-log.ts';
import { readEntry } from './notifications/accept-notifications.ts';
import { shortMemory, subscriptionMemory } from './notifications/subscription-memory.ts';
import { SubscriptionRunner } from './notifications/subscription-runner.ts';
import type { GraphSettings } from './settings.ts';

/**
 * Opens an application at Microsoft Graph. Providers that are made with the same `deps` and name the same application
 * share its token, connections and limits; each fails and closes for itself.
 *
 * @example
 * const provider = createGraphMailboxProvider(graphSettingsSchema.parse(json), deps);
 * await provider.check('room-connector@corp.example');
 */
export function createGraphMailboxProvider(
  settings: GraphSettings,
  deps: PluginDeps,
  own: Pick<IntegrationDeps, 'secrets'> | null = null,
): MailboxProvider {
  const { clock, logger, random } = deps;
  const { account, release } = accountsOf(deps).use(settings);
  const calls = new RunningCalls();
  const wire: GraphWire = { account, calls, clock, graphUrl: settings.graph_url, serverTime: null };
  const rights = new RightsLog();
  const runners = new Set<SubscriptionRunner>();
  const clientOf = (email: string) => new SdkGraphClient(email, wire);
  const translate = (email: string, error: unknown, signal?: AbortSignal): unknown => {
    const denied = error instanceof GraphFailure && error.kind === 'response' && isDenied(error);
    if (!denied) return toVmrKitError(error, signal);
    const at = clock.monotonicMs();
    rights.note(email, { allowed: false, at });
    if (judgeRights(rights.of(email), at) === 'missing') return toVmrKitError(error, signal);
    const code = 'ERR_GRAPH_RIGHTS_SETTLING';
    return new UnavailableError('Rights over the mailbox are granted and refused in turn.', {
      code,
      cause: error,
    });
  };
  return {
    equipmentMailbox: (email) => {
      const client = clientOf(email);
      const zone = new MailboxZone(client, clock);
      const known = new KnownRequests();
      return new GraphEquipmentMailbox({
        context: { client, email, settings, clock, logger, known, mailboxZone: () => zone.get() },
        listen: (signal) => {
          const bell = new Doorbell(clock);
          const { notification_url: notificationUrl } = settings;
          if (notificationUrl === null) return bell;
          const memory = own ? subscriptionMemory(own.secrets, email) : shortMemory();
          const serverTime = () => wire.serverTime;
          const options = { client, clock, random, logger, memory, notificationUrl, bell, serverTime };
          const runner = new SubscriptionRunner(options);
          runners.add(runner);
          void runner.run(signal).finally(() => runners.delete(runner));
          return bell;
        },
        translate: (error, signal) => translate(email, error, signal),
        succeeded: () => rights.note(email, { allowed: true, at: clock.monotonicMs() }),
        settling: () => {
          const history = rights.of(email);
          return judgeRights(history, clock.monotonicMs()) === 'settling' ? history : null;
        },
        token: () => account.tokens.token(),
        serverTime: () => wire.serverTime,
      });
    },
    organizerCalendars: () => new GraphOrganizerCalendars({ clientOf, logger }),
    meetingBooker: () => new GraphMeetingBooker(clientOf),
    check: async (email, { signal } = {}) => {
      const client = clientOf(email);
      try {
        await client.call({ method: 'GET', path: `${client.user}/mailFolders/inbox?$select=id` }, { signal });
      } catch (error) {
        throw toVmrKitError(error, signal);
      }
    },
    notified: ({ key, payload }) => {
      const entry = readEntry(payload);
      if (entry === null) return;
      for (const runner of runners) if (runner.key === key) runner.notified(entry);
    },
    close: async () => {
      calls.close();
      await release();
    },
  };
}

function isDenied(failure: GraphFailure): boolean {
  return meaningOf(failure) === 'not-allowed';
}
