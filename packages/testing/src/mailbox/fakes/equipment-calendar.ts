import type { Instant, Interval } from '@vmrkit/core';
import type { MeetingNotice, OrganizedMeeting } from './model/organized-meeting.ts';
import { lastEndOf, type Occurrence, occurrencesIn, timeOf } from './model/recurrence.ts';

/** Where a version stands; of two the one with the newer stamp, then the higher sequence, is the newer. */
export interface EntryVersion {
  readonly sequence: number;
  readonly stamp: Instant;
}

/** A meeting, or a series with its instances, as the equipment mailbox's calendar has it. */
export interface CalendarEntry {
  readonly id: string;
  readonly meeting: OrganizedMeeting;
  /** Of the single meeting or the series; null while only instances are known. */
  readonly version: EntryVersion | null;
  /** Of instances that were told for themselves. */
  readonly instanceVersions: ReadonlyMap<Instant, EntryVersion>;
  /** False: only single instances of the series are known. */
  readonly whole: boolean;
  readonly cancelled: boolean;
  readonly accepted: boolean;
}

/** The calendar of the equipment mailbox: meetings by clean global object id. */
export class EquipmentCalendar {
  readonly #entries = new Map<string, CalendarEntry>();
  #lastId = 0;

  get entries(): readonly CalendarEntry[] {
    return [...this.#entries.values()];
  }

  find(globalObjectId: string): CalendarEntry | null {
    return this.#entries.get(globalObjectId) ?? null;
  }

  /** Writes what a message says into the calendar, unless something newer stands there. */
  apply(notice: MeetingNotice): void {
    const before = this.find(notice.meeting.globalObjectId);
    if (this.isOutdated(notice)) return;
    const after = notice.kind === 'request' ? this.#requested(before, notice) : cancelled(before, notice);
    if (after) this.#entries.set(notice.meeting.globalObjectId, after);
  }

  /** Whether the calendar shows something newer than the message. */
  isOutdated(notice: MeetingNotice): boolean {
    const entry = this.find(notice.meeting.globalObjectId);
    if (entry === null) return false;
    if (entry.version !== null && isOlder(notice, entry.version)) return true;
    const known = notice.instance === null ? undefined : entry.instanceVersions.get(notice.instance);
    return known !== undefined && isOlder(notice, known);
  }

  /** Marks the meeting as accepted. */
  accept(globalObjectId: string): void {
    const entry = this.find(globalObjectId);
    if (entry) this.#entries.set(globalObjectId, { ...entry, accepted: true });
  }

  /** Takes the meeting, or one instance of it, out of the calendar as a decline does. */
  decline(globalObjectId: string, instance: Instant | null): void {
    const entry = this.find(globalObjectId);
    if (entry === null) return;
    if (instance === null) this.#entries.delete(globalObjectId);
    else this.#entries.set(globalObjectId, { ...entry, meeting: withoutInstance(entry.meeting, instance) });
  }

  remove(entry: CalendarEntry): void {
    this.#entries.delete(entry.meeting.globalObjectId);
  }

  #requested(
    before: CalendarEntry | null,
    { meeting, instance, sequence, stamp }: MeetingNotice,
  ): CalendarEntry {
    const version = { sequence, stamp };
    if (instance === null) {
      return {
        id: before?.id ?? this.#nextId(),
        meeting: before ? withNewerInstances(meeting, version, before) : meeting,
        version,
        instanceVersions: before?.instanceVersions ?? new Map(),
        whole: true,
        cancelled: false,
        accepted: before?.accepted ?? false,
      };
    }
    const exception = {
      ...(meeting.exceptions.get(instance) ?? { subject: null, html: null }),
      time: timeOf(meeting, instance),
    };
    // An invitation to one instance does not bring a cancelled series back.
    const known = before?.cancelled ? null : before;
    const base = known?.meeting ?? { ...meeting, exceptions: new Map(), deleted: new Set<Instant>() };
    return {
      id: before?.id ?? this.#nextId(),
      meeting: {
        ...base,
        exceptions: new Map(base.exceptions).set(instance, exception),
        deleted: new Set([...base.deleted].filter((start) => start !== instance)),
      },
      version: before?.version ?? null,
      instanceVersions: new Map(before?.instanceVersions).set(instance, version),
      whole: known?.whole ?? false,
      cancelled: false,
      accepted: before?.accepted ?? false,
    };
  }

  #nextId(): string {
    this.#lastId += 1;
    return `AAMkCal${this.#lastId.toString(36).padStart(8, '0')}`;
  }
}

/** The entry's single meeting, or its instances that touch `range`. */
export function shownIn({ meeting, whole }: CalendarEntry, range: Interval): readonly Occurrence[] {
  return occurrencesIn(whole ? meeting : { ...meeting, repeat: orphanPattern(meeting) }, range);
}

/** When the entry is over; null: never. */
export function endOf({ meeting, whole }: CalendarEntry): Instant | null {
  const moved = [...meeting.exceptions.keys()].map((start) => timeOf(meeting, start).end);
  const last = whole ? lastEndOf(meeting) : (moved[0] ?? meeting.end);
  return last === null ? null : moved.reduce((a, b) => (a > b ? a : b), last);
}

/** Instances told for themselves have no pattern around them. */
function orphanPattern(meeting: OrganizedMeeting): OrganizedMeeting['repeat'] {
  return { everyDays: meeting.repeat?.everyDays ?? 1, count: 0 };
}

function cancelled(
  before: CalendarEntry | null,
  { instance, sequence, stamp }: MeetingNotice,
): CalendarEntry | null {
  if (before === null) return null;
  const version = { sequence, stamp };
  if (instance === null) return withoutSeries({ ...before, version }, version);
  const isTogether = stamp === before.version?.stamp && sequence === before.version.sequence;
  return {
    ...before,
    // What was sent together with the series is in the series' own pattern already ([MS-OXOCAL] 3.1.4.7.3.5).
    meeting: isTogether ? before.meeting : withoutInstance(before.meeting, instance),
    instanceVersions: new Map(before.instanceVersions).set(instance, version),
  };
}

/** The series is off; an instance that the mailbox was invited to later is not. */
function withoutSeries(entry: CalendarEntry, version: EntryVersion): CalendarEntry {
  const exceptions = new Map(
    [...entry.meeting.exceptions].filter(([start]) => {
      const own = entry.instanceVersions.get(start);
      return own !== undefined && isOlder(version, own);
    }),
  );
  if (exceptions.size === 0) return { ...entry, cancelled: true };
  return { ...entry, whole: false, meeting: { ...entry.meeting, exceptions } };
}

/** Instances that were told for themselves and later stay as they were told. */
function withNewerInstances(
  meeting: OrganizedMeeting,
  version: EntryVersion,
  before: CalendarEntry,
): OrganizedMeeting {
  const exceptions = new Map(meeting.exceptions);
  const deleted = new Set(meeting.deleted);
  for (const [start, own] of before.instanceVersions) {
    if (!isOlder(version, own)) continue;
    const exception = before.meeting.exceptions.get(start);
    if (exception) {
      exceptions.set(start, exception);
    } else {
      exceptions.delete(start);
      deleted.add(start);
    }
  }
  return { ...meeting, exceptions, deleted };
}

function withoutInstance(meeting: OrganizedMeeting, instance: Instant): OrganizedMeeting {
  const exceptions = new Map(meeting.exceptions);
  exceptions.delete(instance);
  return { ...meeting, exceptions, deleted: new Set([...meeting.deleted, instance]) };
}

function isOlder(a: EntryVersion, b: EntryVersion): boolean {
  return a.stamp < b.stamp || (a.stamp === b.stamp && a.sequence < b.sequence);
}
