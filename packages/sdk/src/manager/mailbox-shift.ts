import {
  type EquipmentMailbox,
  type IntegrationRecord,
  type MailboxProvider,
  runMailboxWorker,
} from '@vmrkit/core';
import type { LiveIntegration } from '../integrations/integration-registry.ts';
import { type SharedContext, workerContexts } from './worker-contexts.ts';

/** What the shifts of all integrations work with. */
export interface MailboxShiftOptions extends SharedContext {
  /** Names this run of this manager in leases. */
  readonly owner: string;
  openProvider(choice: { readonly name: string; readonly settings: unknown }): Promise<MailboxProvider>;
}

interface OrganizerRoute {
  readonly domains: readonly string[];
  readonly provider: MailboxProvider;
}

interface Providers {
  readonly own: MailboxProvider;
  readonly others: readonly OrganizerRoute[];
}

interface MailboxWork {
  readonly mailbox: EquipmentMailbox;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** The workers of one integration's mailboxes, draining ones too, and the providers that they share. */
export class MailboxShift {
  readonly #options: MailboxShiftOptions;
  readonly #providers: Providers;
  readonly #fingerprint: string;
  readonly #work = new Map<string, MailboxWork>();

  private constructor(options: MailboxShiftOptions, begun: { providers: Providers; fingerprint: string }) {
    this.#options = options;
    this.#providers = begun.providers;
    this.#fingerprint = begun.fingerprint;
  }

  /** Opens the providers and starts a worker at each mailbox. Rejects as the providers do. */
  static async begin(live: LiveIntegration, options: MailboxShiftOptions): Promise<MailboxShift> {
    const providers = await openProviders(live.record, options);
    const shift = new MailboxShift(options, { providers, fingerprint: fingerprintOf(live.record) });
    await shift.fit(live);
    return shift;
  }

  /** Whether the providers are those of the record; else the shift is to end and another one to begin. */
  serves({ record }: LiveIntegration): boolean {
    return fingerprintOf(record) === this.#fingerprint;
  }

  /** Starts workers at mailboxes that were added and stops those that were taken out; the others notice nothing. */
  async fit(live: LiveIntegration): Promise<void> {
    const wanted = new Map(live.record.mailbox?.mailboxes.map((mailbox) => [placeOf(mailbox), mailbox]));
    await Promise.all(
      [...this.#work.keys()].filter((place) => !wanted.has(place)).map((place) => this.#end(place)),
    );
    for (const [place, mailbox] of wanted) {
      if (!this.#work.has(place)) this.#work.set(place, this.#begin(live, mailbox));
    }
  }

  /** The limit that the provider declares for a mailbox; null: none, or the mailbox is not worked here. */
  repliesPerMinute(mailbox: PlacedMailbox): number | null {
    return this.#work.get(placeOf(mailbox))?.mailbox.repliesPerMinute ?? null;
  }

  /** Tells the workers to stop, without waiting; {@link MailboxShift.end} waits. */
  stop(): void {
    for (const { stop } of this.#work.values()) stop.abort();
  }

  /** Stops the workers; resolves when their leases are let go and the providers are closed. */
  async end(): Promise<void> {
    await Promise.all([...this.#work.keys()].map((place) => this.#end(place)));
    const { own, others } = this.#providers;
    await closeAll([own, ...others.map(({ provider }) => provider)]);
  }

  async #end(place: string): Promise<void> {
    const work = this.#work.get(place);
    work?.stop.abort();
    await work?.done;
    this.#work.delete(place);
  }

  #begin(live: LiveIntegration, { id: mailboxId, email }: PlacedMailbox): MailboxWork {
    const { store, owner } = this.#options;
    const { tenantId, id: integrationId } = live.record;
    const mailbox = this.#providers.own.equipmentMailbox(email);
    const organizerCalendars = (address: string) => routeTo(address, this.#providers).organizerCalendars();
    const place = { mailboxId, mailbox, organizerCalendars };
    const stop = new AbortController();
    const lease = { mailboxes: store.mailboxes, tenantId, integrationId, mailboxId, email, owner };
    const contextFor = workerContexts(live, place, this.#options);
    return { mailbox, stop, done: runMailboxWorker({ lease, contextFor }, stop.signal) };
  }
}

type PlacedMailbox = Pick<NonNullable<IntegrationRecord['mailbox']>['mailboxes'][number], 'id' | 'email'>;

/** What a worker was started for; the rest of a record is read anew at each use. */
function placeOf({ id, email }: PlacedMailbox): string {
  return `${id} ${email}`;
}

async function openProviders(
  { mailbox, organizerAccess }: IntegrationRecord,
  { openProvider }: MailboxShiftOptions,
): Promise<Providers> {
  if (mailbox === null) throw new TypeError('An integration without mailboxes is not worked.');
  const opened: MailboxProvider[] = [];
  const open = async (choice: { readonly provider: string; readonly settings: unknown }) => {
    const provider = await openProvider({ name: choice.provider, settings: choice.settings });
    opened.push(provider);
    return provider;
  };
  try {
    const own = await open(mailbox);
    const others: OrganizerRoute[] = [];
    for (const access of organizerAccess) {
      others.push({ domains: access.domains, provider: await open(access) });
    }
    return { own, others };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** The access that names the organizer's domain, else the one that names none, else the mailbox's own (S1.3). */
function routeTo(email: string, { own, others }: Providers): MailboxProvider {
  const domain = email.split('@').at(-1)?.toLowerCase() ?? '';
  const route =
    others.find(({ domains }) => domains.includes(domain)) ??
    others.find(({ domains }) => domains.length === 0);
  return route?.provider ?? own;
}

function fingerprintOf({ mailbox, organizerAccess }: IntegrationRecord): string {
  return JSON.stringify([mailbox?.provider, mailbox?.settings, organizerAccess]);
}

async function closeAll(providers: readonly MailboxProvider[]): Promise<void> {
  await Promise.allSettled(providers.map((provider) => provider.close()));
}
