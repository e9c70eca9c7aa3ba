import { HOUR_MS, type Instant, type Interval, shift } from '../time/instant.ts';
import type { Meeting } from './meeting.ts';
import { type JoinBuffers, occurrencesOf, windowOf } from './occurrences.ts';

/** How far a view of a conference looks back and ahead; the calendar is always known that far. */
const SHOWN_BACK_MS = 24 * HOUR_MS;
const SHOWN_AHEAD_MS = 48 * HOUR_MS;

/** When a conference may be joined, as a view of it tells. */
export interface ConferenceTimes {
  /**
   * The window in which it may be joined: of a series the one that is open, else the next within two days, else the
   * last of the past day. Null: there is none.
   */
  readonly window: Interval | null;
  /** When the window after that one opens, within two days; null: none does. */
  readonly nextOpensAt: Instant | null;
  /** A series without a window now or in the next two days. */
  readonly noneInTwoDays: boolean;
}

/** The times of a meeting's conference as they stand at `now`; a cancelled one has none. */
export function conferenceTimes(
  meeting: Pick<Meeting, 'status' | 'schedule' | 'instances' | 'version'>,
  buffers: JoinBuffers,
  now: Instant,
): ConferenceTimes {
  const windows = meeting.status === 'live' ? windowsOf(meeting, buffers) : [];
  if (meeting.schedule?.kind === 'single') {
    return { window: windows[0] ?? null, nextOpensAt: null, noneInTwoDays: false };
  }
  const until = shift(now, SHOWN_AHEAD_MS);
  const ahead = windows.filter(({ start, end }) => end >= now && start <= until);
  const past = windows.findLast(({ end }) => end < now && end >= shift(now, -SHOWN_BACK_MS));
  const window = ahead[0] ?? past ?? null;
  const next = ahead.find(({ start }) => start > now && start !== window?.start);
  return { window, nextOpensAt: next?.start ?? null, noneInTwoDays: ahead.length === 0 };
}

function windowsOf(
  meeting: Pick<Meeting, 'schedule' | 'instances' | 'version'>,
  buffers: JoinBuffers,
): readonly Interval[] {
  return occurrencesOf(meeting).map((occurrence) => windowOf(occurrence, buffers));
}
