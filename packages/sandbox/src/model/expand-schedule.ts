import { RRuleTemporal } from 'rrule-temporal';
import { toRuleString } from './recurrence-rule.ts';
import type { Schedule } from './schedule.ts';

const farAheadMs = 400 * 86_400_000;

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
  if (until > expansion.knownUntil) extend(expansion, schedule.start, until + farAheadMs);
  return expansion.starts;
}

/** All original starts of a series that ends; null for one that never does. */
export function allStarts(schedule: Schedule): readonly number[] | null {
  if (schedule.recurrence?.range.type === 'noEnd') return null;
  return seriesStarts(schedule, Number.MAX_SAFE_INTEGER);
}

/** Moves the start of a series onto its first occurrence, as Exchange does when it saves one. */
export function alignSchedule(schedule: Schedule): Schedule {
  if (!schedule.recurrence) return schedule;
  const first = seriesStarts(schedule, schedule.start + farAheadMs)[0];
  if (first === undefined || first === schedule.start) return schedule;
  return { ...schedule, start: first, end: schedule.end + (first - schedule.start) };
}

function expansionOf(schedule: Schedule): Expansion {
  const present = expansions.get(schedule);
  if (present) return present;
  const rule = new RRuleTemporal({ rruleString: toRuleString(schedule) });
  const made: Expansion = { rule, starts: [], knownUntil: Number.NEGATIVE_INFINITY };
  if (schedule.recurrence?.range.type !== 'noEnd') {
    made.starts = rule.all().map((each) => each.epochMilliseconds);
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
