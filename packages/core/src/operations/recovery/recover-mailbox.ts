import { VmrKitError } from '../../errors/vmrkit-error.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { MailboxRecord } from '../../mailbox/mailbox-record.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import type { Stored } from '../../store/document-collection.ts';
import type { Instant } from '../../time/instant.ts';
import type { CallCounter } from '../call-counter.ts';
import type { OperatedMailbox } from '../operated-mailbox.ts';
import { DEFAULT_UPDATE_MESSAGE } from './default-update-message.ts';
import { cancelConference, goneMeetings } from './gone-meetings.ts';
import { type KeyedMeeting, listAccepted } from './list-accepted.ts';
import { type Made, makeConference } from './make-conference.ts';
import { readyMailbox } from './plan-recovery.ts';
import type { FailedMeeting, RecoveryTally } from './recovery-tally.ts';
import type { RecoveryEvent, RecoveryOptions, RecoveryPlan, RecoveryTask } from './recovery-types.ts';
import { tellOrganizers } from './tell-organizers.ts';

/** Meetings restored at the same time: their writes share one wait for the disk. */
const RESTORED_TOGETHER = 50;
/** Fewer, because new numbers are drawn from one counter. */
const RENEWED_TOGETHER = 20;
/** Organizers told in one go, so that calls are few and a stop leaves few untold. */
const TOLD_TOGETHER = 100;

/** Tasks of meetings that the calendar shows and that mail nobody. */
const QUIET: readonly (RecoveryTask | undefined)[] = ['restore', 'update'];

/** A run at work in one mailbox. */
export interface MailboxRun extends Pick<RecoveryOptions, 'updateMessage' | 'signal'> {
  readonly plan: RecoveryPlan;
  readonly calls: CallCounter;
  readonly tally: RecoveryTally;
  readonly mailbox: OperatedMailbox;
  readonly record: MailboxRecord | null;
  readonly context: WorkerContext;
  readonly listedAt: Instant;
  /** Met on the way, and not only to be restored. */
  readonly later: KeyedMeeting[];
}

/** Looks once more whether the mailbox is ready; rejects as {@link readyMailbox} does. */
export async function beginMailbox(
  mailbox: OperatedMailbox,
  options: Omit<MailboxRun, 'mailbox' | 'record' | 'context' | 'listedAt' | 'later'>,
): Promise<MailboxRun> {
  const record = await readyMailbox(mailbox.contextFor(0), options);
  const context = mailbox.contextFor(record?.lease.fence ?? 0);
  return { ...options, mailbox, record, context, listedAt: context.clock.now(), later: [] };
}

/**
 * Gives the plan's meetings that can have them their old aliases back, brings known ones to what the calendar shows, and
 * notes the others in `later`.
 */
export async function* restoreMeetings(run: MailboxRun): AsyncGenerator<RecoveryEvent, void, undefined> {
  const { plan, context, listedAt, later, signal, tally } = run;
  const shown = new Set<string>();
  for await (const { meetings } of listAccepted(plan.after, run, context)) {
    for (const { key } of meetings) shown.add(key);
    const planned = meetings.filter(({ key }) => plan.tasks.has(key));
    const restored = planned.filter(({ key }) => QUIET.includes(plan.tasks.get(key)));
    later.push(...planned.filter((meeting) => !restored.includes(meeting)));
    for (let start = 0; start < restored.length; start += RESTORED_TOGETHER) {
      signal?.throwIfAborted();
      await makeSome(restored.slice(start, start + RESTORED_TOGETHER), run);
      yield progress(run);
    }
  }
  for (const stored of await goneMeetings({ ...plan, shown, listedAt }, context)) {
    if (plan.tasks.get(stored.id) !== 'cancel') continue;
    tally.made(await cancelConference(stored, context));
    yield progress(run);
  }
}

/** Gives the meetings of `later` new aliases and tells their organizers. */
export async function* renewMeetings(run: MailboxRun): AsyncGenerator<RecoveryEvent, void, undefined> {
  const { later, tally, signal } = run;
  const untold: Stored<Meeting>[] = [];
  try {
    while (later.length > 0) {
      signal?.throwIfAborted();
      untold.push(...(await makeSome(later.splice(0, RENEWED_TOGETHER), run)));
      if (untold.length >= TOLD_TOGETHER) await tell(untold.splice(0), run);
      yield progress(run);
    }
    await tell(untold.splice(0), run);
  } finally {
    for (const _ of untold) tally.told({ kind: 'postponed' });
  }
}

function progress({ mailbox, plan, tally }: MailboxRun): RecoveryEvent {
  const { mailboxId } = mailbox;
  return { kind: 'progress', mailboxId, done: tally.done, total: plan.tasks.size };
}

/** Makes the conferences of some meetings; gives the meetings whose organizers are to be told. */
async function makeSome(
  meetings: readonly KeyedMeeting[],
  run: MailboxRun,
): Promise<readonly Stored<Meeting>[]> {
  const made = await Promise.all(meetings.map((meeting) => makeOne(meeting, run)));
  for (const each of made) run.tally.made(each);
  return made.flatMap((each) => (each.kind === 'renewed' || each.kind === 'tell' ? [each.stored] : []));
}

async function tell(untold: readonly Stored<Meeting>[], run: MailboxRun): Promise<void> {
  const { updateMessage, calls, signal, context, tally } = run;
  const telling = { updateMessage: updateMessage ?? DEFAULT_UPDATE_MESSAGE, calls, signal };
  for (const each of await tellOrganizers(untold, telling, context)) tally.told(each);
}

/** One bad meeting fails alone; a store that is away ends the mailbox. */
async function makeOne(
  meeting: KeyedMeeting,
  { plan, record, listedAt, context }: MailboxRun,
): Promise<Made | FailedMeeting> {
  const task: RecoveryTask = plan.tasks.get(meeting.key) ?? 'restore';
  try {
    return await makeConference(meeting, { task, listedAt, record }, context);
  } catch (error) {
    if (!VmrKitError.is(error) || error.code === 'ERR_STORE_UNAVAILABLE') throw error;
    context.logger.warn('A conference could not be recovered.', { code: error.code });
    return { kind: 'failed', code: error.code };
  }
}
