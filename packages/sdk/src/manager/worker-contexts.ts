import type { EquipmentMailbox, Logger, OrganizerCalendars, Random } from '@vmrkit/core';
import {
  type AlarmService,
  type ClockWatch,
  ReservationService,
  type ReserveAliasesDeps,
  type Store,
  TagReader,
  type WorkerContext,
  type WorkerSettings,
} from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '../integrations/integration-registry.ts';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import type { KitKeys } from '../keys/kit-keys.ts';

/** What the workers of all mailboxes share. */
export interface SharedContext {
  readonly registry: IntegrationRegistry;
  readonly allocation: ReserveAliasesDeps;
  readonly keys: KitKeys;
  readonly store: Store;
  readonly alarms: AlarmService;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: WorkerSettings;
  readonly deploymentId: string;
  readonly clockWatch: ClockWatch;
}

/** Where one worker works. */
export interface WorkerPlace {
  readonly mailboxId: string;
  /** Its address, by which people know it; stands in each line of the log. */
  readonly email: string;
  readonly mailbox: EquipmentMailbox;
  organizerCalendars(email: string): OrganizerCalendars;
}

/** Contexts of one mailbox's worker, whose policy and texts are those of the record as it stands at each use. */
export function workerContexts(
  started: LiveIntegration,
  place: WorkerPlace,
  shared: SharedContext,
): (fence: number) => WorkerContext {
  const { registry, allocation, keys, store, alarms, random, settings, deploymentId } = shared;
  const { mailbox, email } = place;
  const logger = shared.logger.child({ integration: started.record.id, address: email });
  const now = (): LiveIntegration => registry.find(started.record.id) ?? started;
  return (fence) => ({
    ...place,
    fence,
    store,
    alarms,
    clock: allocation.clock,
    random,
    logger,
    settings,
    deploymentId,
    readClocks: () =>
      shared.clockWatch.read(mailbox.serverTime === undefined ? 'none' : mailbox.serverTime()),
    get policy() {
      return now().scheduling;
    },
    get texts() {
      return now().texts;
    },
    get reservations() {
      const policy = now().allocation ?? started.allocation;
      if (policy === null) throw new TypeError('Single-use VMRs are off.');
      return new ReservationService(policy, allocation);
    },
    get tags() {
      const { privateKeys } = keys.tokens;
      return new TagReader({ tokenPrivateKeys: privateKeys, callers: now().callers });
    },
  });
}
