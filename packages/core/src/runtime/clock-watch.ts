import { DAY_MS, type Instant, type Interval, instant, SECOND_MS } from '../time/instant.ts';
import type { Clock } from './clock.ts';
import {
  type ClockLimits,
  type ClockSigns,
  type ClockVerdict,
  defaultClockLimits,
  judgeClock,
  serverNow,
} from './judge-clock.ts';

/** A step of the wall clock against the monotonic one that counts as a jump; time services slew by less. */
const JUMP_MS = 2 * SECOND_MS;
/** What lies further off than this is no time that anybody would believe. */
const BELIEVABLE_MS = 14 * DAY_MS;

/** What the clocks said at one moment. */
export interface ClockReading {
  readonly now: Instant;
  readonly verdict: ClockVerdict;
  /** From the earliest to the latest time that it may be, as long as the verdict is open. */
  readonly believable: Interval;
}

/** Watches the wall clock of this process against its monotonic one and the mail systems'. */
export class ClockWatch {
  readonly #clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly #limits: ClockLimits;
  #offsetMs: number;
  /** By how much the wall clock has been moved, and when last. */
  #jump: { readonly atMs: number; readonly fromOffsetMs: number } | null = null;

  constructor(clock: Pick<Clock, 'now' | 'monotonicMs'>, limits: ClockLimits = defaultClockLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#offsetMs = clock.now() - clock.monotonicMs();
  }

  /** Reads the clocks. Each reading sees jumps since the one before. */
  read(server: ClockSigns['server']): ClockReading {
    const now = this.#clock.now();
    const monotonicMs = this.#clock.monotonicMs();
    const offsetMs = now - monotonicMs;
    if (Math.abs(offsetMs - this.#offsetMs) > JUMP_MS) {
      this.#jump = { atMs: monotonicMs, fromOffsetMs: this.#jump?.fromOffsetMs ?? this.#offsetMs };
    }
    this.#offsetMs = offsetMs;
    const jumpedMs = this.#jump?.atMs ?? null;
    const verdict = judgeClock({ now, monotonicMs, jumpedMs, server }, this.#limits);
    if (jumpedMs !== null && monotonicMs - jumpedMs >= this.#limits.steadyMs) this.#jump = null;
    const times = [now];
    if (this.#jump) times.push(instant(Math.round(this.#jump.fromOffsetMs + monotonicMs)));
    if (server !== null && server !== 'none') times.push(serverNow(server, monotonicMs));
    const near = times.filter((time) => Math.abs(time - now) <= BELIEVABLE_MS);
    return {
      now,
      verdict,
      believable: { start: instant(Math.min(...near)), end: instant(Math.max(...near)) },
    };
  }
}
