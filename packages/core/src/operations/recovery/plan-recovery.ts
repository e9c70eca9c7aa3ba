import { ConflictError, VmrKitError } from '../../errors/vmrkit-error.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { MailboxRecord } from '../../mailbox/mailbox-record.ts';
import type { Instant } from '../../time/instant.ts';
import { CallCounter } from '../call-counter.ts';
import { lookAtMailbox, refuseForeignMark, type StandingOptions } from '../mailbox-standing.ts';
import { mailboxesOf, type OperatedMailbox } from '../operated-mailbox.ts';
import { goneMeetings } from './gone-meetings.ts';
import { judgeAccepted } from './judge-meeting.ts';
import { type KeyedMeeting, listAccepted } from './list-accepted.ts';
import type {
  LeftReason,
  MailboxPlan,
  RecoveryDeps,
  RecoveryPlan,
  RecoveryScope,
  RecoveryTask,
} from './recovery-types.ts';

/** How often a mailbox with mail under way is looked at, and the pause in between. */
const LOOKS = 10;
const PAUSE_MS = 2_000;

/**
 * Finds the accepted meetings that lack a conference and what each would get. Writes nothing. A mailbox that is
 * refused stands in the plan with its error's code and does not stop the others.
 */
export async function planRecovery(
  scope: RecoveryScope,
  { mailboxes, calls = new CallCounter() }: RecoveryDeps & { readonly calls?: CallCounter },
): Promise<RecoveryPlan> {
  const chosen = mailboxesOf(mailboxes, scope.integrationId);
  const after = scope.after ?? chosen[0]?.contextFor(0).clock.now() ?? (0 as Instant);
  const tasks = new Map<string, RecoveryTask>();
  const plans: MailboxPlan[] = [];
  for (const mailbox of chosen) {
    plans.push(await planMailbox(mailbox, { after, tasks, calls, signal: scope.signal }));
  }
  const count = (task: RecoveryTask) => plans.reduce((sum, plan) => sum + plan.tasks[task], 0);
  return {
    after,
    mailboxes: plans,
    conferences: count('restore') + count('renew'),
    mails: count('renew') + count('tell'),
    updates: count('update'),
    cancellations: count('cancel'),
    tasks,
  };
}

/**
 * The mailbox's document, once its worker has committed all that came; ConflictError otherwise: `ERR_MAILBOX_SHARED`,
 * `ERR_MAILBOX_REPLAY`, `ERR_MAILBOX_UNREAD`.
 */
export async function readyMailbox(
  context: WorkerContext,
  options: StandingOptions,
): Promise<MailboxRecord | null> {
  await refuseForeignMark(context, options);
  for (let look = 1; ; look += 1) {
    const { record, news, parked } = await lookAtMailbox(context, options);
    if (news === 'replay') {
      throw new ConflictError('The mailbox is being replayed from its beginning.', {
        code: 'ERR_MAILBOX_REPLAY',
      });
    }
    if (news !== 'unread' && !parked) return record;
    // A worker that is on its way is waited for.
    const worked = record !== null && record.lease.owner !== null;
    if (!worked || look === LOOKS) {
      throw new ConflictError('The mailbox holds mail that is not committed yet.', {
        code: 'ERR_MAILBOX_UNREAD',
      });
    }
    await context.clock.sleep(PAUSE_MS, options.signal);
  }
}

interface PlanOptions extends StandingOptions {
  readonly after: Instant;
  readonly tasks: Map<string, RecoveryTask>;
}

async function planMailbox(mailbox: OperatedMailbox, options: PlanOptions): Promise<MailboxPlan> {
  const { mailboxId, email } = mailbox;
  const tasks = new Map<string, RecoveryTask>();
  const left: Record<LeftReason, number> = { known: 0, unsettled: 0, unusable: 0 };
  let found = 0;
  try {
    const context = mailbox.contextFor(0);
    await readyMailbox(context, options);
    const listedAt = context.clock.now();
    const tagsSeen = new Set<string>();
    const shown = new Set<string>();
    for await (const { meetings, unusable } of listAccepted(options.after, options, context)) {
      found += meetings.length + unusable;
      left.unusable += unusable;
      for (const { key } of meetings) shown.add(key);
      const judged = await judgeBatch(meetings, { listedAt, tagsSeen }, context);
      for (const [key, task] of judged) {
        if (task === 'known' || task === 'unsettled' || task === 'unusable') left[task] += 1;
        else if (options.tasks.has(key) || tasks.has(key)) left.known += 1;
        else tasks.set(key, task);
      }
    }
    for (const { id } of await goneMeetings({ ...options, shown, listedAt }, context))
      tasks.set(id, 'cancel');
    for (const [key, task] of tasks) options.tasks.set(key, task);
    return { mailboxId, email, refused: null, found, tasks: countsOf(tasks), left };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!VmrKitError.is(error)) throw error;
    return { mailboxId, email, refused: error.code, found, tasks: countsOf(new Map()), left };
  }
}

function countsOf(tasks: ReadonlyMap<string, RecoveryTask>): MailboxPlan['tasks'] {
  const counts = { restore: 0, renew: 0, tell: 0, update: 0, cancel: 0 };
  for (const task of tasks.values()) counts[task] += 1;
  return counts;
}

async function judgeBatch(
  meetings: readonly KeyedMeeting[],
  seen: { readonly listedAt: Instant; readonly tagsSeen: Set<string> },
  context: WorkerContext,
): Promise<readonly (readonly [string, RecoveryTask | LeftReason])[]> {
  const keys = meetings.map(({ key }) => key);
  const stored = await context.store.meetings.load(context.policy.tenantId, keys);
  return Promise.all(
    meetings.map(async (meeting, index) => {
      const judged = judgeAccepted(stored[index]?.value ?? null, meeting.accepted, seen.listedAt);
      if (judged !== 'wanted') return [meeting.key, judged] as const;
      return [
        meeting.key,
        (await isRestorable(meeting, seen.tagsSeen, context)) ? 'restore' : 'renew',
      ] as const;
    }),
  );
}

/** One tag gives its aliases to one meeting: the first that shows it. */
async function isRestorable(
  { key, tagId }: KeyedMeeting,
  tagsSeen: Set<string>,
  context: WorkerContext,
): Promise<boolean> {
  if (tagId === null || tagsSeen.has(tagId)) return false;
  tagsSeen.add(tagId);
  return context.reservations.isRestorable(tagId, { meetingKey: key, mailboxId: context.mailboxId });
}
