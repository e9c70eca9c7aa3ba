import { createHash } from 'node:crypto';
import { ConflictError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import { type BucketLimits, fullAtMs, type TokenBucket, takeToken } from '../runtime/token-bucket.ts';
import { type CollectionShape, DEPLOYMENT, type DocumentCollection } from '../store/document-collection.ts';
import { updateDocument } from '../store/update-document.ts';
import { type Instant, instant, MINUTE_MS, SECOND_MS, shift } from '../time/instant.ts';
import { limited, ReservationLimiter } from './reservation-limiter.ts';

/** What one caller has left over all managers. Id: a hash of the caller's key. */
export interface CallerBudget extends TokenBucket {
  /** From then on it says nothing more. */
  readonly fullAt: Instant;
}

/** In the deployment's partition. */
export const callerBudgetShape: CollectionShape<CallerBudget, 'full'> = {
  name: 'caller_budgets',
  indexes: { full: ({ fullAt }) => [fullAt] },
};

/** What a {@link SharedReservationLimiter} works with. */
export interface SharedReservationLimiterOptions {
  readonly budgets: DocumentCollection<CallerBudget, 'full'>;
  readonly clock: Clock;
  readonly limits: BucketLimits;
  /** Whether no other manager lives: then nobody need be told. */
  isAlone(): boolean;
}

/** Clocks of managers may differ by so much before a budget is removed too early. */
const KEPT_MS = 10 * MINUTE_MS;
const SWEPT = 1_000;
const TRIES = 12;

/** Limits allocations for each caller over all managers of a store: each counts, and what they have in common counts too. */
export class SharedReservationLimiter {
  readonly #options: SharedReservationLimiterOptions;
  readonly #own: ReservationLimiter;

  constructor(options: SharedReservationLimiterOptions) {
    this.#options = options;
    this.#own = new ReservationLimiter(options.clock, options.limits);
  }

  /** Counts one allocation. Rejects with ThrottledError `ERR_ALLOCATION_LIMITED`, and as the store does. */
  async take(callerKey: string): Promise<void> {
    this.#own.take(callerKey);
    const { budgets, clock, limits, isAlone } = this.#options;
    if (isAlone()) return;
    const id = createHash('sha256').update(callerKey).digest('hex');
    let retryAfterMs: number | null = null;
    await updateDocument(
      budgets,
      { partition: DEPLOYMENT, id },
      (before) => {
        const taken = takeToken(before, clock.now(), limits);
        retryAfterMs = taken.retryAfterMs;
        if (retryAfterMs !== null) return null;
        return { ...taken.bucket, fullAt: instant(fullAtMs(taken.bucket, limits)) };
      },
      // Whoever asks so often at once is to come later.
      { tries: TRIES, what: 'budget of a caller', code: 'ERR_ALLOCATION_LIMITED' },
    ).catch((error: unknown) => {
      throw ConflictError.is(error) ? limited(SECOND_MS) : error;
    });
    if (retryAfterMs !== null) throw limited(retryAfterMs);
  }

  /** Removes budgets that say nothing more. Rejects as the store does. */
  async sweep(): Promise<void> {
    const { budgets, clock } = this.#options;
    const to = shift(clock.now(), -KEPT_MS);
    const { items } = await budgets.find(DEPLOYMENT, { index: 'full', equals: [], to, limit: SWEPT });
    const changes = items.map(({ id, revision }) => ({ op: 'remove', id, revision }) as const);
    if (changes.length > 0) await budgets.commit(DEPLOYMENT, changes);
  }
}
