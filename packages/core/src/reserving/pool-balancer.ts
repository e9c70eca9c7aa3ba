import type { AnswerQueue } from '../outbox/answer-queue.ts';
import type { Clock } from '../runtime/clock.ts';
import { MINUTE_MS } from '../time/instant.ts';
import { chooseMailbox } from './choose-mailbox.ts';

/** For how long a mailbox that was named counts as about to get the request. */
const EXPECTED_MS = 10 * MINUTE_MS;

/** A mailbox that may be named for new meetings. */
export interface PoolMailbox {
  readonly id: string;
  /** See `EquipmentMailbox.repliesPerMinute`. */
  readonly repliesPerMinute: number | null;
}

/**
 * Spreads new meetings over the mailboxes of a pool by their load. Knows the queues that were reported last, the
 * meetings that this process gave out lately, and those that other managers told of.
 */
export class PoolBalancer {
  readonly #clock: Clock;
  readonly #queues = new Map<string, AnswerQueue>();
  /** When each mailbox was named, oldest first. */
  readonly #named = new Map<string, readonly number[]>();

  /** What other managers named, by mailbox. */
  #others: ReadonlyMap<string, number> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes in how long the queues are now; what was known of other mailboxes is forgotten. */
  report(queues: readonly AnswerQueue[]): void {
    this.#queues.clear();
    for (const queue of queues) this.#queues.set(queue.mailboxId, queue);
    for (const mailboxId of this.#named.keys())
      if (!this.#queues.has(mailboxId)) this.#named.delete(mailboxId);
  }

  /** The mailbox for the next meeting; null: the pool is empty. Counts nothing, see {@link PoolBalancer.named}. */
  choose<Mailbox extends PoolMailbox>(pool: readonly Mailbox[]): Mailbox | null {
    const own = this.namedLately();
    const loads = pool
      .map(({ id, repliesPerMinute }) => ({
        mailboxId: id,
        waiting: this.#queues.get(id)?.waiting ?? 0,
        expected: (own[id] ?? 0) + (this.#others.get(id) ?? 0),
        repliesPerMinute,
        inTrouble: this.#queues.get(id)?.inTrouble ?? false,
      }))
      .sort((a, b) => this.#lastNamed(a.mailboxId) - this.#lastNamed(b.mailboxId));
    const chosen = chooseMailbox(loads);
    return pool.find(({ id }) => id === chosen?.mailboxId) ?? null;
  }

  /** A new reservation names the mailbox. */
  named(mailboxId: string): void {
    const now = this.#clock.monotonicMs();
    const recent = (this.#named.get(mailboxId) ?? []).filter((at) => at > now - EXPECTED_MS);
    this.#named.set(mailboxId, [...recent, now]);
  }

  /** How many meetings this process named each mailbox for lately: what it tells the other managers. */
  namedLately(): Readonly<Record<string, number>> {
    const since = this.#clock.monotonicMs() - EXPECTED_MS;
    const counts = [...this.#named].map(
      ([id, times]) => [id, times.filter((at) => at > since).length] as const,
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  /** Takes in what each other manager named lately; what they told before is forgotten. */
  reportOthers(others: readonly Readonly<Record<string, number>>[]): void {
    const sums = new Map<string, number>();
    for (const named of others) {
      for (const [id, count] of Object.entries(named)) sums.set(id, (sums.get(id) ?? 0) + count);
    }
    this.#others = sums;
  }

  #lastNamed(mailboxId: string): number {
    return this.#named.get(mailboxId)?.at(-1) ?? Number.NEGATIVE_INFINITY;
  }
}
