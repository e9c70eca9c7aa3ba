import type { Meeting } from '../../meetings/meeting.ts';
import { DECLINES, waitsUntil } from '../../meetings/outbox-entry.ts';
import type { Instant } from '../../time/instant.ts';
import type { KeyedMeeting } from './list-accepted.ts';
import { newerInCalendar } from './reconcile-meeting.ts';
import { owesInstructions } from './recovery-marks.ts';
import type { LeftReason } from './recovery-types.ts';

/**
 * Whether an accepted meeting of the calendar lacks its conference (`wanted`), or only the organizer's instructions
 * (`tell`), by what the store knows of it. `listedAt`: when the calendar was read.
 */
export function judgeMeeting(meeting: Meeting | null, listedAt: Instant): 'wanted' | 'tell' | LeftReason {
  if (meeting === null) return 'wanted';
  if (meeting.status !== 'unknown') return owesInstructions(meeting) ? 'tell' : 'known';
  if (meeting.version?.cancels) return 'known';
  // Under way: the calendar will not show it as accepted for long.
  const declined = meeting.outbox.some(
    (entry) =>
      entry.kind === 'reply' &&
      DECLINES.has(entry.text) &&
      (waitsUntil(entry.state) !== null || entry.createdAt >= listedAt),
  );
  return declined ? 'unsettled' : 'wanted';
}

/** The same for a meeting as the calendar shows it: a known one may stand there in a newer version (`update`). */
export function judgeAccepted(
  meeting: Meeting | null,
  accepted: KeyedMeeting['accepted'],
  listedAt: Instant,
): ReturnType<typeof judgeMeeting> | 'update' {
  const judged = judgeMeeting(meeting, listedAt);
  if (judged !== 'known' || meeting === null) return judged;
  return newerInCalendar(meeting, accepted, listedAt) ?? 'known';
}
