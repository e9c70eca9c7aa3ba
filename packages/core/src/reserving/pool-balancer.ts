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
 * Spreads new meetings over the mailboxes of a pool by their load. Knows the queues that were reported last, and
 * the meetings that were given out by this process since: each manager weighs its own.
 */
export class PoolBalancer {
  readonly #clock: Clock;
  readonly #queues = new Map<string, AnswerQueue>();
  /** When each mailbox was named, oldest first. */
  readonly #named = new Map<string, readonly number[]>();

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
    const since = this.#clock.monotonicMs() - EXPECTED_MS;
    const loads = pool
      .map(({ id, repliesPerMinute }) => ({
        mailboxId: id,
        waiting: this.#queues.get(id)?.waiting ?? 0,
        expected: this.#named.get(id)?.filter((at) => at > since).length ?? 0,
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

  #lastNamed(mailboxId: string): number {
    return this.#named.get(mailboxId)?.at(-1) ?? Number.NEGATIVE_INFINITY;
  }
}
