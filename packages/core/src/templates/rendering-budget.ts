import type { Clock } from '../runtime/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../time/instant.ts';

/** What rendering one integration's texts may cost within a minute, where nothing else is said. */
export const DEFAULT_RENDERING_BUDGET_MS = 10_000;

/** What rendering one integration's texts took in this process so far. */
export interface RenderingCost {
  readonly totalMs: number;
  /** The longest single one. */
  readonly worstMs: number;
}

/**
 * The time that one integration's templates may take of any minute. Each rendering ends within its limits
 * whatever the template says; this bounds what many of them cost the other integrations of the process.
 */
export class RenderingBudget {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #budgetMs: number;
  /** By the second, so that a minute is never more than a few entries. */
  #slices: { readonly fromMs: number; tookMs: number }[] = [];
  #cost: RenderingCost = { totalMs: 0, worstMs: 0 };

  constructor(clock: Pick<Clock, 'monotonicMs'>, budgetMs = DEFAULT_RENDERING_BUDGET_MS) {
    this.#clock = clock;
    this.#budgetMs = budgetMs;
  }

  /** Whether the last minute cost all that it may. */
  get isSpent(): boolean {
    const sinceMs = this.#clock.monotonicMs() - MINUTE_MS;
    this.#slices = this.#slices.filter(({ fromMs }) => fromMs > sinceMs);
    return this.#slices.reduce((sum, { tookMs }) => sum + tookMs, 0) >= this.#budgetMs;
  }

  /** Does `work` and counts what it took, also when it throws. */
  measure<T>(work: () => T): T {
    const fromMs = this.#clock.monotonicMs();
    try {
      return work();
    } finally {
      this.#count(fromMs, this.#clock.monotonicMs() - fromMs);
    }
  }

  /** Since the process began. */
  get cost(): RenderingCost {
    return this.#cost;
  }

  #count(fromMs: number, tookMs: number): void {
    const { totalMs, worstMs } = this.#cost;
    this.#cost = { totalMs: totalMs + tookMs, worstMs: Math.max(worstMs, tookMs) };
    const last = this.#slices.at(-1);
    if (last !== undefined && fromMs - last.fromMs < SECOND_MS) last.tookMs += tookMs;
    else this.#slices.push({ fromMs, tookMs });
  }
}
