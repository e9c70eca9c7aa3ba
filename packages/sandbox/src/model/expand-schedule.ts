import { RRuleTemporal } from 'rrule-temporal';
import { toRuleString } from './recurrence-rule.ts';
import { RefusedError } from './refused-error.ts';
import type { Schedule } from './schedule.ts';

const farAheadMs = 400 * 86_400_000;
/** How far a series without end is looked at. */
const horizonMs = 100 * 365 * 86_400_000;
/** A daily one needs that many steps to get there. */
const maxIterations = 50_000;

/** Occurrences that a series may have: expanding more would keep everybody else waiting. */
export const MAX_OCCURRENCES = 5_000;

interface Expansion {
  readonly rule: RRuleTemporal;
  /** Original starts in rising order, complete up to `knownUntil`. */
  starts: number[];
  knownUntil: number;
}

const expansions = new WeakMap<Schedule, Expansion>();

/**
 * The original starts of a series that lie before `until` (Unix milliseconds), in order and without regard
 * to changed or deleted occurrences. Computed once a schedule and kept with it.
 */
export function seriesStarts(schedule: Schedule, until: number): readonly number[] {
  if (!schedule.recurrence) return schedule.start < until ? [schedule.start] : [];
  const expansion = expansionOf(schedule);
  const wanted = Math.min(until, schedule.start + horizonMs);
  if (wanted > expansion.knownUntil) extend(expansion, schedule.start, wanted + farAheadMs);
  return expansion.starts;
}

/** All original starts of a series that ends; null for one that never does. */
export function allStarts(schedule: Schedule): readonly number[] | null {
  if (schedule.recurrence?.range.type === 'noEnd') return null;
  return seriesStarts(schedule, Number.MAX_SAFE_INTEGER);
}

/**
 * Moves the start of a series onto its first occurrence, as Exchange does when it saves one. Throws
 * {@link RefusedError} for a schedule that Exchange would not save.
 */
export function alignSchedule(schedule: Schedule): Schedule {
  checkTimes(schedule);
  if (!schedule.recurrence) return schedule;
  if (allStarts(schedule)?.length === 0) {
    throw new RefusedError('no-occurrence');
  }
  const first = seriesStarts(schedule, schedule.start + farAheadMs)[0];
  if (first === undefined || first === schedule.start) return schedule;
  return { ...schedule, start: first, end: schedule.end + (first - schedule.start) };
}

/** Refuses (`end-before-start`) a meeting that ends before it starts. */
export function checkTimes({ start, end }: Pick<Schedule, 'start' | 'end'>): void {
  if (end >= start) return;
  throw new RefusedError('end-before-start');
}

function expansionOf(schedule: Schedule): Expansion {
  const present = expansions.get(schedule);
  if (present) return present;
  const rule = new RRuleTemporal({ rruleString: toRuleString(schedule), maxIterations });
  const made: Expansion = { rule, starts: [], knownUntil: Number.NEGATIVE_INFINITY };
  if (schedule.recurrence?.range.type !== 'noEnd') {
    made.starts = rule.all((_, index) => index <= MAX_OCCURRENCES).map((each) => each.epochMilliseconds);
    if (made.starts.length > MAX_OCCURRENCES) {
      throw new RefusedError('too-many-occurrences');
    }
    made.knownUntil = Number.POSITIVE_INFINITY;
  }
  expansions.set(schedule, made);
  return made;
}

function extend(expansion: Expansion, start: number, until: number): void {
  const from = expansion.starts.length === 0 ? start : expansion.knownUntil;
  const more = expansion.rule.between(new Date(from), new Date(until), true);
  const last = expansion.starts.at(-1) ?? Number.NEGATIVE_INFINITY;
  for (const each of more) if (each.epochMilliseconds > last) expansion.starts.push(each.epochMilliseconds);
  expansion.knownUntil = until;
}
