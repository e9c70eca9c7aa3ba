import { globalObjectIdOf, type MeetingKey } from '../../identity/meeting-key.ts';
import type { AcceptedMeeting } from '../../mailbox/equipment-mailbox.ts';
import type { MeetingCancellation } from '../../mailbox/meeting-message.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import { lastEndOf } from '../../meetings/occurrences.ts';
import { waitsUntil } from '../../meetings/outbox-entry.ts';
import type { Instant } from '../../time/instant.ts';
import { reconciledMark } from './recovery-marks.ts';

/**
 * Whether the calendar shows a newer version of a known meeting than the store has, as after a restored backup:
 * `update` where its conference stands, `wanted` where that is gone, null where nothing is newer. `listedAt`: when the
 * calendar was read; what the worker did since counts more.
 */
export function newerInCalendar(
  meeting: Meeting,
  accepted: Omit<AcceptedMeeting, 'body'>,
  listedAt: Instant,
): 'update' | 'wanted' | null {
  if (meeting.status === 'unknown' || isUnderWay(meeting, listedAt)) return null;
  if (!isNewer(meeting, accepted)) return null;
  return meeting.conference === null ? 'wanted' : 'update';
}

/**
 * Whether a meeting that the calendar does not show as accepted is off, so that its conference goes. One that was not
 * answered, or declined since, or is still being answered is no concern of the calendar.
 */
export function isGoneFromCalendar(
  meeting: Meeting,
  { mailboxId, after, listedAt }: { mailboxId: string; after: Instant; listedAt: Instant },
): boolean {
  const { status, schedule, echoAwaited, outbox } = meeting;
  if (status !== 'live' || meeting.mailboxId !== mailboxId || echoAwaited) return false;
  if (schedule === null || schedule.kind === 'instances' || !startsAfter(meeting, after)) return false;
  if (outbox.some(({ kind, state }) => kind === 'reply' && state.kind === 'failed')) return false;
  return !isUnderWay(meeting, listedAt) && !wasDeclined(meeting);
}

/** The cancellation that would have told what the calendar shows. */
export function missedCancellation(
  key: MeetingKey,
  { organizer, subject, version }: Meeting,
  { now, correlationId }: { readonly now: Instant; readonly correlationId: string },
): MeetingCancellation {
  const messageId = reconciledMark(correlationId);
  return {
    kind: 'cancellation',
    messageId,
    subject,
    organizer,
    sender: organizer,
    receivedAt: now,
    ref: { id: messageId },
    body: { type: 'text', content: '' },
    senderAuthenticated: true,
    language: null,
    identity: { globalObjectId: globalObjectIdOf(key), uid: null },
    instance: null,
    sequence: version?.sequence ?? null,
    stamp: version?.stamp ?? null,
    articleNumber: null,
    outOfDate: false,
  };
}

/** By stamp, then sequence; where the mail system tells neither, by what the calendar shows. */
function isNewer(
  { version, schedule, subject, status }: Meeting,
  accepted: Pick<AcceptedMeeting, 'stamp' | 'sequence' | 'start' | 'end' | 'subject'>,
): boolean {
  if (version === null) return false;
  for (const field of ['stamp', 'sequence'] as const) {
    const [shown, stored] = [accepted[field], version[field]];
    if (shown !== null && stored !== null && shown !== stored) return shown > stored;
  }
  if (accepted.stamp !== null || accepted.sequence !== null || status !== 'live') return false;
  const { start, end } = schedule?.first ?? accepted;
  return accepted.start !== start || accepted.end !== end || accepted.subject !== subject;
}

/** The worker dealt with it after the calendar was read, or has something of it still to send. */
function isUnderWay({ journal, outbox }: Meeting, listedAt: Instant): boolean {
  return journal.some(({ at }) => at >= listedAt) || outbox.some(({ state }) => waitsUntil(state) !== null);
}

/** A declined update leaves the room, and takes the meeting out of the calendar. */
function wasDeclined({ journal }: Meeting): boolean {
  const last = journal.findLast(({ outcome }) => /^(apply|decline)/.test(outcome));
  return last?.outcome.startsWith('decline') ?? false;
}

/** As the calendar is asked: single meetings by their start, series by that of their last instance. */
function startsAfter(meeting: Meeting, after: Instant): boolean {
  const { schedule } = meeting;
  if (schedule === null) return false;
  const lastEnd = lastEndOf(meeting);
  return lastEnd === null || lastEnd - (schedule.first.end - schedule.first.start) > after;
}
