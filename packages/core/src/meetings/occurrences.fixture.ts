import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { daily, end, now, start } from './meeting.fixture.ts';
import type { InstanceOverride, Meeting, Schedule, SeenOccurrence } from './meeting.ts';
import type { MeetingVersion } from './meeting-version.ts';

const version: MeetingVersion = {
  stamp: now,
  sequence: 1,
  cancels: false,
  received: now,
  messageId: '<1>',
  mailboxId: '',
  articleNumber: null,
  arrival: 0,
};
export const later: MeetingVersion = { ...version, stamp: shift(now, 1_000), received: shift(now, 1_000) };

export type Known = Pick<Meeting, 'schedule' | 'instances' | 'version'>;

export function series(over: Partial<Schedule> = {}, instances: readonly InstanceOverride[] = []): Known {
  const zone = { iana: 'Europe/Berlin', windows: null };
  const first = { start, end };
  const schedule: Schedule = {
    kind: 'series',
    first,
    allDay: false,
    zone,
    series: daily,
    window: null,
    ...over,
  };
  return { version, schedule, instances };
}

export function seen(day: number, over: Partial<SeenOccurrence> = {}): SeenOccurrence {
  const originalStart = shift(start, day * DAY_MS);
  return { originalStart, start: originalStart, end: shift(originalStart, HOUR_MS), stamp: now, ...over };
}

export function window(...occurrences: readonly SeenOccurrence[]): Schedule['window'] {
  return { start: shift(now, -DAY_MS), end: shift(now, 4 * DAY_MS), readAt: shift(now, 500), occurrences };
}

export function override(
  day: number,
  movedHours: number | null,
  by: MeetingVersion = later,
): InstanceOverride {
  const originalStart = shift(start, day * DAY_MS);
  if (movedHours === null) return { originalStart, version: by, knownAt: by.received, moved: null };
  const from = shift(originalStart, movedHours * HOUR_MS);
  return {
    originalStart,
    version: by,
    knownAt: by.received,
    moved: { start: from, end: shift(from, HOUR_MS) },
  };
}
