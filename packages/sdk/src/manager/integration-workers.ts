import type { Clock, EquipmentMailbox, IntegrationRecord, NotificationDelivery } from '@vmrkit/core';
import { type ClockSigns, runMailboxWorker, type Store, WorkerPulse } from '@vmrkit/core/composition';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import type { MailboxAddress, MailboxConnections, MailboxOpener } from './mailbox-connections.ts';

/** What the shifts of all integrations work with. */
export interface IntegrationWorkersOptions {
  readonly opener: MailboxOpener;
  readonly store: Store;
  /** Names this run of this manager in leases. */
  readonly owner: string;
  /** Whether this manager is the one that is to work a mailbox now. */
  prefers(mailboxId: string): boolean;
  readonly clock: Clock;
}

interface MailboxWork {
  readonly email: string;
  readonly mailbox: EquipmentMailbox;
  readonly pulse: WorkerPulse;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  /** The mailbox's mark was looked at: a store that is older than its mailbox has been noticed. */
  readonly marked: Promise<void>;
}

/** The workers of one integration's mailboxes, draining ones too, and the providers that they share. */
export class IntegrationWorkers {
  readonly #options: IntegrationWorkersOptions;
  readonly #opened: MailboxConnections;
  readonly #fingerprint: string;
  readonly #work = new Map<string, MailboxWork>();

  private constructor(
    options: IntegrationWorkersOptions,
    begun: { opened: MailboxConnections; fingerprint: string },
  ) {
    this.#options = options;
    this.#opened = begun.opened;
    this.#fingerprint = begun.fingerprint;
  }

  /** Opens the providers and starts a worker at each mailbox. Rejects as the providers do. */
  static async begin(live: LiveIntegration, options: IntegrationWorkersOptions): Promise<IntegrationWorkers> {
    const opened = await options.opener.open(live);
    const shift = new IntegrationWorkers(options, { opened, fingerprint: fingerprintOf(live.record) });
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
  repliesPerMinute(mailbox: MailboxAddress): number | null {
    return this.#work.get(placeOf(mailbox))?.mailbox.repliesPerMinute ?? null;
  }

  /** Resolves once the marks of all mailboxes were looked at by the workers of this process. */
  async marked(): Promise<void> {
    await Promise.all([...this.#work.values()].map(({ marked }) => marked));
  }

  /** What the mail systems of the mailboxes told of the time last; `none`: they tell none. */
  serverTime(): ClockSigns['server'] {
    const told = [...this.#work.values()].flatMap(({ mailbox }) =>
      mailbox.serverTime === undefined ? [] : [mailbox.serverTime()],
    );
    if (told.length === 0) return 'none';
    return told.reduce((last, time) => (time !== null && time.heardMs > (last?.heardMs ?? -1) ? time : last));
  }

  /** Addresses of the mailboxes whose workers have not come back from a step for so long. */
  stuckFor(milliseconds: number): readonly string[] {
    return [...this.#work.values()].flatMap(({ email, pulse }) =>
      pulse.longestMs() >= milliseconds ? [email] : [],
    );
  }

  /** Passes notifications of mail systems on. */
  notified(delivery: NotificationDelivery): void {
    this.#opened.notified(delivery);
  }

  /** Tells the workers to stop, without waiting; {@link IntegrationWorkers.end} waits. */
  stop(): void {
    for (const { stop } of this.#work.values()) stop.abort();
  }

  /** Stops the workers; resolves when their leases are let go and the providers are closed. */
  async end(): Promise<void> {
    await Promise.all([...this.#work.keys()].map((place) => this.#end(place)));
    await this.#opened.close();
  }

  async #end(place: string): Promise<void> {
    const work = this.#work.get(place);
    work?.stop.abort();
    await work?.done;
    this.#work.delete(place);
  }

  #begin(live: LiveIntegration, { id: mailboxId, email }: MailboxAddress): MailboxWork {
    const { store, owner, clock, prefers } = this.#options;
    const prefersUs = () => prefers(mailboxId);
    const { tenantId, id: integrationId } = live.record;
    const { mailbox, contextFor } = this.#opened.place(live, { id: mailboxId, email });
    const stop = new AbortController();
    const lease = { mailboxes: store.mailboxes, tenantId, integrationId, mailboxId, email, owner, prefersUs };
    let onMark = () => {};
    const marked = new Promise<void>((resolve) => {
      onMark = resolve;
    });
    const pulse = new WorkerPulse(clock);
    const done = runMailboxWorker({ lease, contextFor, onMark, pulse }, stop.signal);
    return { email, mailbox, pulse, stop, marked, done };
  }
}

/** What a worker was started for; the rest of a record is read anew at each use. */
function placeOf({ id, email }: MailboxAddress): string {
  return `${id} ${email}`;
}

function fingerprintOf({ mailbox, organizerAccess }: IntegrationRecord): string {
  return JSON.stringify([mailbox?.provider, mailbox?.settings, organizerAccess]);
}
