import { HOUR_MS, type Instant, type Interval, MINUTE_MS, shift } from '../time/instant.ts';
import type { InstanceOverride, Meeting, Schedule, SeenOccurrence } from './meeting.ts';
import type { SchedulingPolicy } from './scheduling-policy.ts';

/** How far back and ahead the calendar is looked at; S4.4 asks for 24 and 48 hours at least. */
export const VIEW_BACK_MS = 24 * HOUR_MS;
export const VIEW_AHEAD_MS = 96 * HOUR_MS;
/** A window that reaches less far ahead than this is read again. */
export const VIEW_RENEW_MS = 60 * HOUR_MS;

/** How long before and after a meeting its join window is open. */
export interface JoinBuffers {
  readonly joinBeforeMinutes: number;
  readonly joinAfterMinutes: number;
}

/** Whether the join window is open, and if not, when it opens next as far as the known occurrences tell. */
export interface JoinWindow {
  readonly open: boolean;
  /** Start of the window that is open, or of the next one; null: none is known. */
  readonly opensAt: Instant | null;
  /** End of that window, and of those that overlap it. */
  readonly closesAt: Instant | null;
}

/**
 * The times at which a meeting takes place, as far as they are known, in order. Those of a series come from the
 * calendar, never from its pattern; what messages said since overrides what the calendar showed.
 */
export function occurrencesOf(
  meeting: Pick<Meeting, 'schedule' | 'instances' | 'version'>,
): readonly Interval[] {
  const { schedule, instances } = meeting;
  if (schedule === null) return [];
  if (schedule.kind === 'single') return [schedule.first];
  const byStart = new Map<Instant, Interval>();
  for (const seen of seenOccurrences(schedule)) byStart.set(seen.originalStart, seen);
  if (schedule.kind === 'series' && firstIsMissing(meeting, schedule))
    byStart.set(schedule.first.start, schedule.first);
  for (const override of instances) {
    const seen = seenOccurrences(schedule).find(
      ({ originalStart }) => originalStart === override.originalStart,
    );
    if (seen && showsAtLeast(seen, schedule, override)) continue;
    if (override.moved) byStart.set(override.originalStart, override.moved);
    else byStart.delete(override.originalStart);
  }
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

/** When the join window is open for one occurrence. */
export function windowOf(
  { start, end }: Interval,
  { joinBeforeMinutes, joinAfterMinutes }: JoinBuffers,
): Interval {
  return {
    start: shift(start, -joinBeforeMinutes * MINUTE_MS),
    end: shift(end, joinAfterMinutes * MINUTE_MS),
  };
}

/** Whether the join window of a meeting with these occurrences is open at `at`. Both ends of a window are inside. */
export function joinWindow(occurrences: readonly Interval[], buffers: JoinBuffers, at: Instant): JoinWindow {
  const windows = occurrences.map((each) => windowOf(each, buffers)).filter(({ end }) => at <= end);
  const [first, ...others] = windows.toSorted((a, b) => a.start - b.start);
  if (first === undefined) return { open: false, opensAt: null, closesAt: null };
  const closesAt = others.reduce(
    (closing, { start, end }) => (start <= closing && end > closing ? end : closing),
    first.end,
  );
  return { open: first.start <= at, opensAt: first.start, closesAt };
}

/** When the window that is open now closes; null while none is. */
export function closingTime(
  meeting: Pick<Meeting, 'status' | 'schedule' | 'instances' | 'version'>,
  buffers: JoinBuffers,
  now: Instant,
): Instant | null {
  if (meeting.status !== 'live') return null;
  const { open, closesAt } = joinWindow(occurrencesOf(meeting), buffers, now);
  return open ? closesAt : null;
}

/** The end of the last occurrence; null while a series' end is not known. */
export function lastEndOf(meeting: Pick<Meeting, 'schedule' | 'instances' | 'version'>): Instant | null {
  const { schedule } = meeting;
  if (schedule === null) return null;
  if (schedule.kind === 'series' && schedule.series?.lastEnd == null) return null;
  const ends = occurrencesOf(meeting).map(({ end }) => end);
  if (schedule.series?.lastEnd != null) ends.push(schedule.series.lastEnd);
  return ends.length === 0 ? schedule.first.end : ends.reduce((a, b) => (a > b ? a : b));
}

/** When the retention of a live meeting's conference is over; null while its end is not known. */
export function retainedUntil(
  meeting: Pick<Meeting, 'schedule' | 'instances' | 'version'>,
  { joinAfterMinutes, retentionHours }: Pick<SchedulingPolicy, 'joinAfterMinutes' | 'retentionHours'>,
): Instant | null {
  const lastEnd = lastEndOf(meeting);
  return lastEnd && shift(lastEnd, joinAfterMinutes * MINUTE_MS + retentionHours * HOUR_MS);
}

/** Whether the calendar was seen to show the newest version of the series. */
export function calendarIsFresh({ schedule, version }: Pick<Meeting, 'schedule' | 'version'>): boolean {
  return schedule?.window != null && isConfirmed(schedule.window.occurrences, version?.stamp ?? null);
}

function seenOccurrences(schedule: Schedule): readonly SeenOccurrence[] {
  return schedule.window?.occurrences ?? [];
}

/** The calendar's word counts against a message's once it shows that version or a later one. */
function showsAtLeast(seen: SeenOccurrence, schedule: Schedule, override: InstanceOverride): boolean {
  if (seen.stamp === null || override.version.stamp === null) return false;
  return seen.stamp >= override.version.stamp && (schedule.window?.readAt ?? 0) >= override.knownAt;
}

/** Until the calendar shows the newest version, the request's own first instance stands for it. */
function firstIsMissing({ version }: Pick<Meeting, 'version'>, schedule: Schedule): boolean {
  const { window, first } = schedule;
  if (window === null || first.end <= window.start || first.start >= window.end) return true;
  return !isConfirmed(window.occurrences, version?.stamp ?? null);
}

/** Whether the calendar shows the newest version of the series; unstamped calendars are believed. */
function isConfirmed(seen: readonly SeenOccurrence[], stamp: Instant | null): boolean {
  return seen.some((occurrence) => occurrence.stamp === null || stamp === null || occurrence.stamp >= stamp);
}

/** Whether a meeting is live and one of its known occurrences, or the first of its series, starts then. */
export function takesPlaceAt(
  meeting: Pick<Meeting, 'status' | 'schedule' | 'instances' | 'version'>,
  start: Instant,
): boolean {
  if (meeting.status !== 'live') return false;
  return (
    meeting.schedule?.first.start === start || occurrencesOf(meeting).some((each) => each.start === start)
  );
}
