import type { MailboxRecord } from '../mailbox/mailbox-record.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DocumentCollection, Revision, Stored } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';
import { leaseLost } from './lease-lost.ts';
import { type Silence, silenceAfter } from './silence.ts';

/** Lease request: mailbox, owner, timeouts. */
export interface LeaseOptions {
  readonly mailboxes: DocumentCollection<MailboxRecord, 'integration'>;
  readonly tenantId: string;
  readonly integrationId: string;
  readonly mailboxId: string;
  readonly email: string;
  /** Names this run of this manager. */
  readonly owner: string;
  readonly clock: Clock;
  readonly leaseTimeoutMs: number;
  readonly leaseBeatMs: number;
  /** Whether this manager is the one that is to work the mailbox now; left out: it always is. */
  prefersUs?(): boolean;
}

/** Looks within one time-out: what is seen late of a beat and of its absence stays small beside it. */
const LOOKS = 8;
/** A look counts for so many pauses between two looks at most. */
const PAUSES_COUNTED = 2;
/** How often a write is tried whose place a late one of ours has taken. */
const TRIES = 3;
/** A free mailbox waits so many beats for the manager that is to work it, before any other takes it. */
const BEATS_LEFT_TO_OTHERS = 2;

/**
 * The right to work one mailbox, held in the mailbox's own document. All writes to that
 * document go through here, one after the other, so that cursor and lease fence each other.
 */
export class MailboxLease {
  readonly #options: LeaseOptions;
  #record: MailboxRecord;
  #revision: Revision;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    options: LeaseOptions,
    { record, revision }: { record: MailboxRecord; revision: Revision },
  ) {
    this.#options = options;
    this.#record = record;
    this.#revision = revision;
  }

  /**
   * Waits until the mailbox is free, or until its owner has written nothing to it for the time-out, as counted by our own
   * monotonic clock in looks that come often enough; then takes it with a higher fence. A free one that another manager is
   * to work is left to that one for two beats. Rejects when `signal` aborts, and as the store does.
   */
  static async acquire(options: LeaseOptions, signal: AbortSignal): Promise<MailboxLease> {
    const { clock, leaseTimeoutMs, leaseBeatMs } = options;
    const pauseMs = Math.min(leaseBeatMs, leaseTimeoutMs / LOOKS);
    let silence: Silence | null = null;
    for (let lookedMs = clock.monotonicMs(); ; ) {
      signal.throwIfAborted();
      const sinceMs = clock.monotonicMs() - lookedMs;
      lookedMs += sinceMs;
      const stored = await loadOrInsert(options);
      const { owner } = stored.value.lease;
      silence = silenceAfter(silence, stored.revision, { sinceMs, mostMs: PAUSES_COUNTED * pauseMs });
      const isOurs = options.prefersUs?.() ?? true;
      const isFree = owner === null && (isOurs || silence.ms >= BEATS_LEFT_TO_OTHERS * leaseBeatMs);
      if (isFree || owner === options.owner || silence.ms >= leaseTimeoutMs) {
        const taken = await take(stored, options);
        if (taken !== null) return new MailboxLease(options, taken);
      }
      await clock.sleep(pauseMs, signal);
    }
  }

  /** The fence that writes of this holder carry. */
  get fence(): number {
    return this.#record.lease.fence;
  }

  /** The mailbox as this holder wrote it last. */
  get record(): MailboxRecord {
    return this.#record;
  }

  /** Shows that the holder lives. Rejects with `ERR_LEASE_LOST` when it was taken over. */
  beat(): Promise<void> {
    return this.#write((record) => ({ ...record, lease: { ...record.lease, beat: record.lease.beat + 1 } }));
  }

  /** Notes how far the mailbox was followed. Rejects with `ERR_LEASE_LOST`. */
  advance(position: Pick<MailboxRecord, 'cursor' | 'followedTo'>): Promise<void> {
    return this.#write((record) => ({ ...record, ...position }));
  }

  /** Notes the time of receipt of a message that was dealt with. Rejects with `ERR_LEASE_LOST`. */
  followTo(receivedAt: Instant): Promise<void> {
    return this.#write((record) =>
      (record.followedTo ?? receivedAt) > receivedAt ? record : { ...record, followedTo: receivedAt },
    );
  }

  /** Notes the counter of the mark that is written next. Rejects with `ERR_LEASE_LOST`. */
  noteMark(markCounter: number): Promise<void> {
    return this.#write((record) => ({ ...record, markCounter }));
  }

  /** Lets the mailbox go, so that the next one need not wait. */
  release(): Promise<void> {
    return this.#write((record) => ({ ...record, lease: { ...record.lease, owner: null } }));
  }

  #write(change: (record: MailboxRecord) => MailboxRecord): Promise<void> {
    const write = this.#last.catch(() => undefined).then(() => this.#commit(change));
    this.#last = write;
    return write;
  }

  async #commit(change: (record: MailboxRecord) => MailboxRecord): Promise<void> {
    const { mailboxes, tenantId, mailboxId } = this.#options;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const value = change(this.#record);
      const [result] = await mailboxes.commit(tenantId, [
        { op: 'replace', id: mailboxId, revision: this.#revision, value },
      ]);
      if (result?.ok && result.revision !== null) {
        this.#record = value;
        this.#revision = result.revision;
        return;
      }
      await this.#adoptLateWrite();
    }
    throw leaseLost();
  }

  /** A write that was not answered may have been done. What stands is ours as long as it carries our fence. */
  async #adoptLateWrite(): Promise<void> {
    const { mailboxes, tenantId, mailboxId, owner } = this.#options;
    const [stored] = await mailboxes.load(tenantId, [mailboxId]);
    const lease = stored?.value.lease;
    if (!stored || lease?.owner !== owner || lease.fence !== this.fence) throw leaseLost();
    this.#record = stored.value;
    this.#revision = stored.revision;
  }
}

async function loadOrInsert(options: LeaseOptions): Promise<Stored<MailboxRecord>> {
  const { mailboxes, tenantId, integrationId, mailboxId, email } = options;
  for (;;) {
    const [stored] = await mailboxes.load(tenantId, [mailboxId]);
    if (stored) return stored;
    const lease = { owner: null, fence: 0, beat: 0 };
    const value = { tenantId, integrationId, email, lease, cursor: null, followedTo: null };
    await mailboxes.commit(tenantId, [{ op: 'insert', id: mailboxId, value }]);
  }
}

async function take(stored: Stored<MailboxRecord>, options: LeaseOptions) {
  const { mailboxes, tenantId, mailboxId, owner } = options;
  const record: MailboxRecord = {
    ...stored.value,
    lease: { owner, fence: stored.value.lease.fence + 1, beat: 0 },
  };
  const [result] = await mailboxes.commit(tenantId, [
    { op: 'replace', id: mailboxId, revision: stored.revision, value: record },
  ]);
  return result?.ok && result.revision !== null ? { record, revision: result.revision } : null;
}
