import type { CalendarOccurrence } from '../mailbox/equipment-mailbox.ts';
import { removed } from '../meetings/evolve.ts';
import { type Meeting, type OccurrenceWindow, renameAtOf, timerOf } from '../meetings/meeting.ts';
import { type MeetingKey, meetingKey } from '../meetings/meeting-key.ts';
import {
  calendarIsFresh,
  retainedUntil,
  VIEW_AHEAD_MS,
  VIEW_BACK_MS,
  VIEW_RENEW_MS,
} from '../meetings/occurrences.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import { allEnded } from '../runtime/all-ended.ts';
import type { Stored } from '../store/document-collection.ts';
import { HOUR_MS, type Instant, type Interval, MINUTE_MS, SECOND_MS, shift } from '../time/instant.ts';
import { changeMeeting } from './change-meeting.ts';
import { renameConference } from './rename-conference.ts';
import type { WorkerContext } from './worker-context.ts';

/**
 * Looks at meetings whose time has come: series whose calendar is to be read again, conferences to be renamed or whose
 * retention is over. Returns when to look next; null: nothing is foreseen.
 */
export async function runTimers(context: WorkerContext): Promise<Instant | null> {
  const { store, policy, mailboxId, clock, settings } = context;
  const now = clock.now();
  const page = await store.meetings.find(policy.tenantId, {
    index: 'timer',
    equals: [mailboxId],
    limit: settings.batchSize,
  });
  const due = page.items.filter(({ value }) => (timerOf(value) ?? now) <= now);
  if (due.length === 0) return page.items[0] ? timerOf(page.items[0].value) : null;
  const leaving = due.filter(({ value }) => value.abandoned.length > 0);
  const expired = due.filter((stored) => isOver(stored.value, now) && !leaving.includes(stored));
  const others = due.filter((stored) => !leaving.includes(stored) && !expired.includes(stored));
  const renaming = others.filter(({ value }) => isDue(renameAtOf(value), now));
  const stale = others.filter((stored) => !renaming.includes(stored));
  await allEnded([
    ...leaving.map((stored) => giveBack(stored, context)),
    ...expired.map((stored) => expire(stored, context)),
    ...renaming.map((stored) => renameConference(stored, context)),
    refresh(stale, context),
  ]);
  return now;
}

/** One look at the calendar serves every series that is due. */
async function refresh(stale: readonly Stored<Meeting>[], context: WorkerContext): Promise<void> {
  if (stale.length === 0) return;
  const { mailbox, policy, clock } = context;
  const now = clock.now();
  const range = { start: shift(now, -VIEW_BACK_MS), end: shift(now, VIEW_AHEAD_MS) };
  const byKey = new Map<string, CalendarOccurrence[]>();
  for (const occurrence of await mailbox.calendarView(range)) {
    const key = meetingKey(policy.integrationId, occurrence.identity);
    byKey.set(key, [...(byKey.get(key) ?? []), occurrence]);
  }
  await allEnded(
    stale.map((stored) => {
      const seen = byKey.get(stored.id) ?? [];
      const look = (meeting: Meeting) => {
        const seenMeeting = withWindow(meeting, { range, seen, now, policy });
        // A message that came during the look asks for another one.
        return meeting.refreshAt === stored.value.refreshAt
          ? seenMeeting
          : { ...seenMeeting, refreshAt: meeting.refreshAt };
      };
      return changeMeeting(stored, look, context);
    }),
  );
}

function withWindow(
  meeting: Meeting,
  {
    range,
    seen,
    now,
    policy,
  }: {
    readonly range: Interval;
    readonly seen: readonly CalendarOccurrence[];
    readonly now: Instant;
    readonly policy: SchedulingPolicy;
  },
): Meeting {
  if (meeting.status !== 'live' || meeting.schedule === null) return { ...meeting, refreshAt: null };
  const window: OccurrenceWindow = {
    ...range,
    readAt: now,
    occurrences: seen.flatMap(({ cancelled, originalStart, start, end, stamp }) =>
      cancelled ? [] : [{ originalStart: originalStart ?? start, start, end, stamp }],
    ),
  };
  const seenMeeting: Meeting = { ...meeting, schedule: { ...meeting.schedule, window } };
  return {
    ...seenMeeting,
    refreshAt: shift(now, nextLookMs(seenMeeting, now)),
    // A series that ends earlier than the calendar showed before is not kept for what is not there any more.
    expiresAt: retainedUntil(seenMeeting, policy),
  };
}

/** The calendar's own processing may lag behind the mail: look soon again while it does, rarely once it is fresh. */
function nextLookMs(meeting: Meeting, now: Instant): number {
  if (calendarIsFresh(meeting)) return VIEW_AHEAD_MS - VIEW_RENEW_MS;
  const age = now - (meeting.version?.received ?? now);
  if (age < 2 * MINUTE_MS) return 10 * SECOND_MS;
  return age < HOUR_MS ? 5 * MINUTE_MS : 6 * HOUR_MS;
}

/** Retention over: the room goes and a tombstone stays; the tombstone's time over: nothing stays (S4.9). */
async function expire(stored: Stored<Meeting>, context: WorkerContext): Promise<void> {
  const { store, policy, mailboxId, fence, clock, logger } = context;
  const { conference, status } = stored.value;
  if (status === 'removed' || status === 'unknown') {
    await store.meetings.commit(policy.tenantId, [
      { op: 'remove', id: stored.id, revision: stored.revision },
    ]);
    return;
  }
  const after = await changeMeeting(
    stored,
    (meeting) =>
      isOver(meeting, clock.now()) ? removed(meeting, { policy, mailboxId, fence, now: clock.now() }) : null,
    context,
  );
  if (after === null) return;
  logger.info('Removed a conference after its retention.', { conference_id: conference?.id });
}

/** Aliases and names that the meeting left behind become free or rest; the meeting forgets them only then (I1). */
async function giveBack(stored: Stored<Meeting>, context: WorkerContext): Promise<void> {
  const { abandoned } = stored.value;
  for (const { reservationId, name } of abandoned)
    await context.reservations.release(stored.id as MeetingKey, { reservationId, name });
  const given = new Set(abandoned.map(({ reservationId }) => reservationId));
  await changeMeeting(
    stored,
    (meeting) => ({
      ...meeting,
      abandoned: meeting.abandoned.filter(({ reservationId }) => !given.has(reservationId)),
    }),
    context,
  );
}

function isOver({ expiresAt }: Meeting, now: Instant): boolean {
  return isDue(expiresAt, now);
}

function isDue(at: Instant | null, now: Instant): boolean {
  return at !== null && at <= now;
}
