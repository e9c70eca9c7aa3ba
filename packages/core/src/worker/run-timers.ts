import { type MeetingKey, meetingKey } from '../identity/meeting-key.ts';
import { changeMeeting } from '../lease/change-meeting.ts';
import type { TimerContext } from '../lease/worker-context.ts';
import type { CalendarOccurrence } from '../mailbox/equipment-mailbox.ts';
import { withConferenceAudit } from '../meetings/conference-audit.ts';
import { removed } from '../meetings/evolve.ts';
import { type Meeting, type OccurrenceWindow, renameAtOf, timerOf } from '../meetings/meeting.ts';
import {
  calendarIsFresh,
  retainedUntil,
  VIEW_AHEAD_MS,
  VIEW_BACK_MS,
  VIEW_RENEW_MS,
} from '../meetings/occurrences.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import { allEnded } from '../runtime/all-ended.ts';
import type { ClockReading } from '../runtime/clock-watch.ts';
import type { Stored } from '../store/document-collection.ts';
import { HOUR_MS, type Instant, type Interval, MINUTE_MS, SECOND_MS, shift } from '../time/instant.ts';
import { renameConference } from './rename-conference.ts';

/** Pages of meetings that are looked through at most for those that may be acted on. */
const MOST_PAGES = 50;

/**
 * Looks at meetings whose time has come: series whose calendar is to be read again, conferences to be renamed or whose
 * retention is over. What is removed for good waits until the clock can be believed. Returns when to look next; null:
 * nothing is foreseen.
 */
export async function runTimers(context: TimerContext): Promise<Instant | null> {
  const reading = context.readClocks();
  const { now, verdict } = reading;
  const soundNow = verdict === 'sound' ? now : null;
  const isExpired = ({ value }: Stored<Meeting>) => soundNow !== null && isOver(value, soundNow);
  const { due, next } = await dueMeetings(context, now, (stored) => {
    const { abandoned, refreshAt } = stored.value;
    const isDueNow = isDue(refreshAt, now) || isDue(renameAtOf(stored.value), now);
    return abandoned.length > 0 || isDueNow || isExpired(stored);
  });
  if (due.length === 0) return next;
  const leaving = due.filter(({ value }) => value.abandoned.length > 0);
  const expired = due.filter((stored) => isExpired(stored) && !leaving.includes(stored));
  const others = due.filter((stored) => !leaving.includes(stored) && !expired.includes(stored));
  const renaming = others.filter(({ value }) => isDue(renameAtOf(value), now));
  const stale = others.filter((stored) => !renaming.includes(stored));
  await allEnded([
    ...leaving.map((stored) => giveBack(stored, context)),
    ...expired.map((stored) => expire(stored, now, context)),
    ...renaming.map((stored) => renameConference(stored, context)),
    refresh(stale, reading, context),
  ]);
  return now;
}

/** Meetings that are due and may be acted on; those that may not stand in nobody's way. */
async function dueMeetings(
  { store, policy, mailboxId, settings }: TimerContext,
  now: Instant,
  mayAct: (stored: Stored<Meeting>) => boolean,
): Promise<{ readonly due: readonly Stored<Meeting>[]; readonly next: Instant | null }> {
  const due: Stored<Meeting>[] = [];
  let after: string | null = '';
  for (let pages = 0; pages < MOST_PAGES && after !== null && due.length === 0; pages += 1) {
    const page: { readonly items: readonly Stored<Meeting>[]; readonly next: string | null } =
      await store.meetings.find(policy.tenantId, {
        index: 'timer',
        equals: [mailboxId],
        limit: settings.batchSize,
        ...(after === '' ? {} : { after }),
      });
    due.push(...page.items.filter((stored) => (timerOf(stored.value) ?? now) <= now && mayAct(stored)));
    const ahead = page.items.find(({ value }) => (timerOf(value) ?? now) > now);
    if (ahead !== undefined) return { due, next: timerOf(ahead.value) };
    after = page.next;
  }
  return { due, next: null };
}

/** One look at the calendar serves every series that is due. */
async function refresh(
  stale: readonly Stored<Meeting>[],
  { believable }: ClockReading,
  context: TimerContext,
): Promise<void> {
  if (stale.length === 0) return;
  const { mailbox, policy, clock } = context;
  const now = clock.now();
  // While the clock is in doubt, all the times that it may be are covered.
  const range = {
    start: shift(believable.start, -VIEW_BACK_MS),
    end: shift(believable.end, VIEW_AHEAD_MS),
  };
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

/** Retention over: the room goes and a tombstone stays; the tombstone's time over: nothing stays. */
async function expire(stored: Stored<Meeting>, now: Instant, context: TimerContext): Promise<void> {
  const { store, policy, mailboxId, fence, logger, random } = context;
  const { conference, status } = stored.value;
  if (status === 'removed' || status === 'unknown') {
    await store.meetings.commit(policy.tenantId, [
      { op: 'remove', id: stored.id, revision: stored.revision },
    ]);
    return;
  }
  const after = await changeMeeting(
    stored,
    (meeting) => {
      if (!isOver(meeting, now)) return null;
      const gone = removed(meeting, { policy, mailboxId, fence, now });
      return withConferenceAudit(meeting, gone, { actor: 'manager', now, random, correlationId: null });
    },
    context,
  );
  if (after === null) return;
  logger.info('Removed a conference after its retention.', { conference_id: conference?.id });
}

/** Aliases and names that the meeting left behind become free or rest; the meeting forgets them only then (I1). */
async function giveBack(stored: Stored<Meeting>, context: TimerContext): Promise<void> {
  const { abandoned } = stored.value;
  for (const each of abandoned) await context.reservations.release(stored.id as MeetingKey, each);
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
