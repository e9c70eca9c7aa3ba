import type { Logger, Random, Store } from '@vmrkit/core';
import {
  type AlarmBook,
  type AllocateReservationDeps,
  type CallerVerifier,
  type IntegrationRecord,
  type MailboxProvider,
  ReservationBook,
  runMailboxWorker,
  TagReader,
  VmrKitError,
  type WorkerContext,
  type WorkerSettings,
} from '@vmrkit/core';
import type { IntegrationRegistry, LiveIntegration } from '../integrations/integration-registry.ts';
import type { KitKeys } from '../keys/kit-keys.ts';

/** What the crew works with. */
export interface MailboxCrewOptions {
  readonly registry: IntegrationRegistry;
  readonly allocation: AllocateReservationDeps;
  readonly keys: KitKeys;
  readonly verifiers: readonly CallerVerifier[];
  readonly store: Store;
  readonly alarms: AlarmBook;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: WorkerSettings;
  readonly deploymentId: string;
  /** Names this run of this manager in leases. */
  readonly owner: string;
  openProvider(choice: { readonly name: string; readonly settings: unknown }): Promise<MailboxProvider>;
}

/** The workers of one integration's mailboxes and what they share. */
interface Shift {
  readonly fingerprint: string;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Keeps one worker at each equipment mailbox of each enabled integration, as the records stand (S2.11). */
export class MailboxCrew {
  readonly #options: MailboxCrewOptions;
  readonly #shifts = new Map<string, Shift>();
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: MailboxCrewOptions) {
    this.#options = options;
  }

  /** Starts, restarts and stops workers until they fit the records. Never rejects. */
  reconcile(): Promise<void> {
    this.#last = this.#last.then(() => this.#reconcile());
    return this.#last;
  }

  /** Stops all workers; resolves when their leases are let go. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { stop } of this.#shifts.values()) stop.abort();
    await this.#last;
    await Promise.all([...this.#shifts.values()].map(({ done }) => done));
    this.#shifts.clear();
  }

  async #reconcile(): Promise<void> {
    const wanted = new Map(
      this.#options.registry
        .all()
        .filter(isWorked)
        .map((live) => [live.record.id, live]),
    );
    const leaving = [...this.#shifts].filter(([id, { fingerprint }]) => {
      const live = wanted.get(id);
      return live === undefined || fingerprintOf(live.record) !== fingerprint;
    });
    for (const [id, shift] of leaving) {
      shift.stop.abort();
      await shift.done;
      this.#shifts.delete(id);
    }
    for (const [id, live] of wanted) {
      if (this.#stopped || this.#shifts.has(id)) continue;
      try {
        this.#shifts.set(id, await this.#begin(live));
      } catch (error) {
        const code = VmrKitError.is(error) ? error.code : 'ERR_INTERNAL';
        this.#options.logger.error('The mailboxes of an integration cannot be opened.', {
          integration: id,
          code,
        });
      }
    }
  }

  async #begin(live: LiveIntegration): Promise<Shift> {
    const { record } = live;
    const { mailbox, organizerAccess } = record;
    if (mailbox === null) throw new TypeError('An integration without mailboxes is not worked.');
    const opened: MailboxProvider[] = [];
    const open = async (choice: { readonly provider: string; readonly settings: unknown }) => {
      const { provider: name, settings } = choice;
      const provider = await this.#options.openProvider({ name, settings });
      opened.push(provider);
      return provider;
    };
    const stop = new AbortController();
    try {
      const own = await open(mailbox);
      const others: OrganizerRoute[] = [];
      for (const access of organizerAccess)
        others.push({ domains: access.domains, provider: await open(access) });
      const workers = mailbox.mailboxes.map(({ id, email }) =>
        runMailboxWorker(
          {
            lease: {
              mailboxes: this.#options.store.mailboxes,
              tenantId: record.tenantId,
              integrationId: record.id,
              mailboxId: id,
              email,
              owner: this.#options.owner,
            },
            contextFor: this.#contexts(live, { mailboxId: id, email, own, others }),
          },
          stop.signal,
        ),
      );
      const done = Promise.allSettled(workers).then(() => closeAll(opened));
      return { fingerprint: fingerprintOf(record), stop, done };
    } catch (error) {
      await closeAll(opened);
      throw error;
    }
  }

  /** Contexts whose policy and texts are those of the record as it stands at each use. */
  #contexts(started: LiveIntegration, place: WorkPlace): (fence: number) => WorkerContext {
    const { registry, allocation, keys, verifiers, store, alarms, random, settings, deploymentId } =
      this.#options;
    const { mailboxId, email, own, others } = place;
    const mailbox = own.equipmentMailbox(email);
    const logger = this.#options.logger.child({ integration: started.record.id });
    const now = (): LiveIntegration => registry.find(started.record.id) ?? started;
    return (fence) => ({
      mailboxId,
      fence,
      mailbox,
      store,
      alarms,
      clock: allocation.clock,
      random,
      logger,
      settings,
      deploymentId,
      organizerCalendars: (address) => routeTo(address, { own, others }).organizerCalendars(),
      get policy() {
        return now().scheduling;
      },
      get texts() {
        return now().texts;
      },
      get reservations() {
        const policy = now().allocation ?? started.allocation;
        if (policy === null) throw new TypeError('Single-use VMRs are off.');
        return new ReservationBook(policy, allocation);
      },
      get tags() {
        const { privateKeys } = keys.tokens;
        return new TagReader({ tokenPrivateKeys: privateKeys, verifiers, policy: now().callers });
      },
    });
  }
}

interface OrganizerRoute {
  readonly domains: readonly string[];
  readonly provider: MailboxProvider;
}

interface WorkPlace {
  readonly mailboxId: string;
  readonly email: string;
  readonly own: MailboxProvider;
  readonly others: readonly OrganizerRoute[];
}

/** The access that names the organizer's domain, else the one that names none, else the mailbox's own (S1.3). */
function routeTo(email: string, { own, others }: Pick<WorkPlace, 'own' | 'others'>): MailboxProvider {
  const domain = email.split('@').at(-1)?.toLowerCase() ?? '';
  const route =
    others.find(({ domains }) => domains.includes(domain)) ??
    others.find(({ domains }) => domains.length === 0);
  return route?.provider ?? own;
}

function isWorked({ record, allocation }: LiveIntegration): boolean {
  return record.general.enabled && allocation !== null && record.mailbox !== null;
}

/** What of a record the workers were started with; everything else they read anew at each use. */
function fingerprintOf({ mailbox, organizerAccess }: IntegrationRecord): string {
  return JSON.stringify([mailbox, organizerAccess]);
}

async function closeAll(providers: readonly MailboxProvider[]): Promise<void> {
  await Promise.allSettled(providers.map((provider) => provider.close()));
}
