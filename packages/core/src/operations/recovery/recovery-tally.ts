import type { Made } from './make-conference.ts';
import type { RecoveryReport } from './recovery-types.ts';
import type { Told } from './tell-organizers.ts';

/** A meeting that failed alone. */
export interface FailedMeeting {
  readonly kind: 'failed';
  readonly code: string;
}

/** What became of the meetings so far. */
type Counts = Pick<
  RecoveryReport,
  'restored' | 'renewed' | 'updated' | 'cancelled' | 'told' | 'toldBefore' | 'notAllowed' | 'postponed'
>;

/** Adds up what became of the meetings of a run. */
export class RecoveryTally {
  readonly #counts = {
    restored: 0,
    renewed: 0,
    updated: 0,
    cancelled: 0,
    told: 0,
    toldBefore: 0,
    notAllowed: 0,
    postponed: 0,
  };
  readonly #failed = new Map<string, number>();
  #done = 0;

  get counts(): Counts {
    return { ...this.#counts };
  }

  get failed(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#failed);
  }

  get failures(): number {
    return [...this.#failed.values()].reduce((sum, count) => sum + count, 0);
  }

  get done(): number {
    return this.#done;
  }

  made(made: Made | FailedMeeting): void {
    this.#done += 1;
    if (made.kind === 'failed') this.fail(made.code);
    else if (isCounted(made.kind)) this.#counts[made.kind] += 1;
    else if (made.kind === 'changed' || made.kind === 'unsettled') this.#counts.postponed += 1;
  }

  told(told: Told): void {
    if (told.kind === 'told') this.#counts.told += 1;
    else if (told.kind === 'told-before') this.#counts.toldBefore += 1;
    else if (told.kind === 'not-allowed') this.#counts.notAllowed += 1;
    else if (told.kind === 'postponed') this.#counts.postponed += 1;
    else this.fail(told.code);
  }

  fail(code: string): void {
    this.#failed.set(code, (this.#failed.get(code) ?? 0) + 1);
  }
}

const COUNTED = ['restored', 'renewed', 'updated', 'cancelled'] as const;

function isCounted(kind: string): kind is (typeof COUNTED)[number] {
  return COUNTED.some((counted) => counted === kind);
}
