import type {
  EquipmentMailbox,
  IntegrationRecord,
  MailboxProvider,
  MeetingBooker,
  NotificationDelivery,
  OrganizerCalendars,
} from '@vmrkit/core';
import type { OperatedMailbox, TryConnectionDeps, WorkerContext } from '@vmrkit/core/composition';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import { type SharedContext, workerContexts } from './worker-contexts.ts';

/** What mailboxes are opened with. */
export interface MailboxOpenerOptions extends SharedContext {
  readonly openProvider: TryConnectionDeps['openProvider'];
}

/** A mailbox as a record names it. */
export type MailboxAddress = Pick<
  NonNullable<IntegrationRecord['mailbox']>['mailboxes'][number],
  'id' | 'email'
>;

interface OrganizerRoute {
  readonly domains: readonly string[];
  readonly provider: MailboxProvider;
}

interface Providers {
  readonly own: MailboxProvider;
  readonly others: readonly OrganizerRoute[];
  /** All of them, each with the name of its plugin. */
  readonly named: readonly { readonly name: string; readonly provider: MailboxProvider }[];
}

/** Opens the equipment mailboxes of integrations: for their workers, and for operators' commands beside them. */
export class MailboxOpener {
  readonly #options: MailboxOpenerOptions;

  constructor(options: MailboxOpenerOptions) {
    this.#options = options;
  }

  /** Opens the accounts of one integration. Rejects as the providers do; nothing stays open then. */
  async open(live: LiveIntegration): Promise<MailboxConnections> {
    return new MailboxConnections(await openProviders(live.record, this.#options), this.#options);
  }
}

/** The accounts of one integration, and its mailboxes as they are reached by them. */
export class MailboxConnections {
  readonly #providers: Providers;
  readonly #shared: SharedContext;
  /** One object an account, so that what goes to the same one is sent together. */
  readonly #calendars: ReadonlyMap<MailboxProvider, OrganizerCalendars>;

  constructor(providers: Providers, shared: SharedContext) {
    this.#providers = providers;
    this.#shared = shared;
    this.#calendars = new Map(
      allOf(providers).map((provider) => [provider, provider.organizerCalendars()] as const),
    );
  }

  /** A mailbox, and what its worker has at hand. */
  place(
    live: LiveIntegration,
    { id: mailboxId, email }: MailboxAddress,
  ): { readonly mailbox: EquipmentMailbox; contextFor(fence: number): WorkerContext } {
    const mailbox = this.#providers.own.equipmentMailbox(email);
    const organizerCalendars = (address: string) => this.#calendarsOf(address);
    const place = { mailboxId, email, mailbox, organizerCalendars };
    return { mailbox, contextFor: workerContexts(live, place, this.#shared) };
  }

  /** All mailboxes of the record, for an operators' command. */
  operated(live: LiveIntegration): readonly OperatedMailbox[] {
    const { id: integrationId, mailbox } = live.record;
    return (mailbox?.mailboxes ?? []).map(({ id, email }) => {
      const { contextFor } = this.place(live, { id, email });
      return { integrationId, mailboxId: id, email, contextFor };
    });
  }

  /** What books meetings in this organizer's name; null: the account that reaches them cannot. */
  meetingBooker(organizer: string): MeetingBooker | null {
    return routeTo(organizer, this.#providers).meetingBooker?.() ?? null;
  }

  /** Passes notifications on to the accounts of these providers. */
  notified({ providers, notifications }: NotificationDelivery): void {
    for (const { name, provider } of this.#providers.named) {
      if (providers.includes(name)) for (const each of notifications) provider.notified?.(each);
    }
  }

  /** Lets go of the accounts' sockets and streams. */
  async close(): Promise<void> {
    await closeAll(allOf(this.#providers));
  }

  #calendarsOf(address: string): OrganizerCalendars {
    const provider = routeTo(address, this.#providers);
    return this.#calendars.get(provider) ?? provider.organizerCalendars();
  }
}

/** Whether an integration's mailboxes are worked as its record stands. */
export function isWorked({ record, allocation }: LiveIntegration): boolean {
  return record.general.enabled && allocation !== null && record.mailbox !== null;
}

async function openProviders(
  { tenantId, id, mailbox, organizerAccess }: IntegrationRecord,
  { openProvider }: MailboxOpenerOptions,
): Promise<Providers> {
  if (mailbox === null) throw new TypeError('An integration without mailboxes is not worked.');
  const named: Providers['named'][number][] = [];
  const open = async (choice: { readonly provider: string; readonly settings: unknown }) => {
    const provider = await openProvider({
      name: choice.provider,
      settings: choice.settings,
      integration: { tenantId, integrationId: id },
    });
    named.push({ name: choice.provider, provider });
    return provider;
  };
  try {
    const own = await open(mailbox);
    const others: OrganizerRoute[] = [];
    for (const access of organizerAccess) {
      others.push({ domains: access.domains, provider: await open(access) });
    }
    return { own, others, named };
  } catch (error) {
    await closeAll(named.map(({ provider }) => provider));
    throw error;
  }
}

/** The access that names the organizer's domain, else the one that names none, else the mailbox's own. */
function routeTo(email: string, { own, others }: Providers): MailboxProvider {
  const domain = email.split('@').at(-1)?.toLowerCase() ?? '';
  const route =
    others.find(({ domains }) => domains.includes(domain)) ??
    others.find(({ domains }) => domains.length === 0);
  return route?.provider ?? own;
}

function allOf({ named }: Providers): readonly MailboxProvider[] {
  return named.map(({ provider }) => provider);
}

async function closeAll(providers: readonly MailboxProvider[]): Promise<void> {
  await Promise.allSettled(providers.map((provider) => provider.close()));
}
