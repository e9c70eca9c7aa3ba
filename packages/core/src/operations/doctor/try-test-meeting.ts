import { codeOf, NotAllowedError } from '../../errors/vmrkit-error.ts';
import type { MeetingBooker, TestMeeting } from '../../mailbox/meeting-booker.ts';
import type { Clock } from '../../runtime/clock.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, shift } from '../../time/instant.ts';
import { type DoctorFinding, problem, sound, untold } from './examination.ts';
import { saidBy } from './run-doctor.ts';

/** How long an answer is waited for. */
const ANSWER_MS = 90 * SECOND_MS;
const LOOK_MS = 2 * SECOND_MS;
/** What a meeting that could not be cancelled is given, also after Ctrl-C. */
const CANCEL_MS = 30 * SECOND_MS;
const CANCEL_PAUSE_MS = 2 * SECOND_MS;
/** A booking whose outcome nobody heard of may show in the calendar a moment later. */
const UNSURE_LOOKS = 3;

/** What a test meeting is booked with. */
export interface TestMeetingOptions {
  /** Null: the mailbox provider books no meetings, or not as the account is set up. */
  readonly booker: MeetingBooker | null;
  readonly organizer: string;
  /** The equipment mailbox that is invited. */
  readonly mailbox: { readonly id: string; readonly email: string };
  /** Joining instructions for the invitation, as the add-in gets them. Rejects as a reservation does. */
  reserve(): Promise<string>;
  readonly clock: Clock;
  /** Ends it early: the meeting is cancelled first. */
  readonly signal: AbortSignal;
}

/**
 * Books a meeting of a quarter of an hour that starts in an hour, waits for the mailbox's answer, and cancels it whatever
 * came of it: also after Ctrl-C, and where it is not known whether it was booked. One that an earlier run had to leave
 * behind is cancelled first. Never rejects.
 */
export async function tryTestMeeting(options: TestMeetingOptions): Promise<DoctorFinding> {
  const { booker, organizer, mailbox, clock, signal } = options;
  if (booker === null) {
    return untold('It was skipped: this mailbox provider, as it is set up, books no meetings for others.');
  }
  const start = shift(clock.now(), HOUR_MS);
  const place = { organizer, invited: mailbox.email, subject: `VMRKit test meeting ${mailbox.id}` };
  const around = { ...place, start: shift(start, -DAY_MS), end: shift(start, DAY_MS) };
  let html: string;
  try {
    await booker.cancel(around, { signal });
  } catch (error) {
    if (NotAllowedError.is(error)) {
      return untold(
        `It was skipped: there are no rights over the calendar of ${organizer} (${saidBy(error)}). It needs the same as completing sent meetings; \`vmrkit setup\` prints how they are given.`,
      );
    }
    return untold(`It was skipped, and nothing was booked: ${saidBy(error)}`);
  }
  try {
    html = await options.reserve();
  } catch (error) {
    return problem(`No room could be reserved for it, and nothing was booked: ${saidBy(error)}`);
  }
  const meeting = { ...place, html, start, end: shift(start, 15 * MINUTE_MS) };
  const found = await bookAndFollow(meeting, { booker, clock, signal });
  if (found.booked === 'no') return found.finding;
  const left = await cancelSurely(meeting, { booker, clock, isSure: found.booked === 'yes' });
  if (left === null) return found.finding;
  return problem(
    `${found.finding.evidence} It could not be cancelled (${left}) and stands in the calendar of ${organizer}.`,
    `Let ${organizer} delete the meeting "${meeting.subject}", or run the test once more: it cancels what is left of the last one first.`,
  );
}

interface Followed {
  readonly booked: 'yes' | 'no' | 'unknown';
  readonly finding: DoctorFinding;
}

interface Follow {
  readonly booker: MeetingBooker;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function bookAndFollow(meeting: TestMeeting, { booker, clock, signal }: Follow): Promise<Followed> {
  const began = clock.monotonicMs();
  let booked: Followed['booked'] = 'unknown';
  try {
    await booker.book(meeting, { signal });
    booked = 'yes';
    for (;;) {
      const answer = await booker.answerTo(meeting, { signal });
      const took = `${((clock.monotonicMs() - began) / SECOND_MS).toFixed(1)} s`;
      if (answer === 'accepted') {
        return { booked, finding: sound(`It was booked, accepted after ${took}, and cancelled.`) };
      }
      if (answer === 'declined') {
        return {
          booked,
          finding: problem(
            `It was declined after ${took}.`,
            `Read the answer in the mailbox of ${meeting.organizer}: its text says why, and docs/guides/troubleshooting.md what to do.`,
          ),
        };
      }
      if (clock.monotonicMs() - began >= ANSWER_MS) {
        return { booked, finding: problem(`There was no answer within ${ANSWER_MS / SECOND_MS} seconds.`) };
      }
      await clock.sleep(LOOK_MS, signal);
    }
  } catch (error) {
    if (booked === 'unknown' && NotAllowedError.is(error)) booked = 'no';
    const said = signal.aborted
      ? 'It was stopped.'
      : `It could not be followed to its answer: ${saidBy(error)}`;
    return { booked, finding: signal.aborted ? untold(said) : problem(said) };
  }
}

/** Null: nothing is left. Else why it may be. */
async function cancelSurely(
  meeting: TestMeeting,
  { booker, clock, isSure }: Omit<Follow, 'signal'> & { readonly isSure: boolean },
): Promise<string | null> {
  const late = new AbortController();
  const timer = new AbortController();
  void clock.sleep(CANCEL_MS, timer.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    for (let look = 1; ; look += 1) {
      const outcome = await booker
        .cancel(meeting, { signal: late.signal })
        .catch((error: unknown) => ({ error }));
      if (typeof outcome === 'number' && (outcome > 0 || isSure || look >= UNSURE_LOOKS)) return null;
      if (late.signal.aborted) return 'no time was left';
      if (typeof outcome !== 'number' && NotAllowedError.is(outcome.error)) return codeOf(outcome.error);
      await clock.sleep(CANCEL_PAUSE_MS, late.signal).catch(() => undefined);
    }
  } finally {
    timer.abort();
  }
}
