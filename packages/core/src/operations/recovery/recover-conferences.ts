import { VmrKitError } from '../../errors/vmrkit-error.ts';
import type { MailboxRecord } from '../../mailbox/mailbox-record.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import type { Stored } from '../../store/document-collection.ts';
import type { Instant } from '../../time/instant.ts';
import type { WorkerContext } from '../../worker/worker-context.ts';
import { CallCounter } from '../call-counter.ts';
import { mailboxesOf, type OperatedMailbox } from '../operated-mailbox.ts';
import { DEFAULT_UPDATE_MESSAGE } from './default-update-message.ts';
import { listAccepted } from './list-accepted.ts';
import { type KeyedMeeting, type Made, makeConference } from './make-conference.ts';
import { planRecovery, readyMailbox } from './plan-recovery.ts';
import type {
  RecoveryDeps,
  RecoveryEvent,
  RecoveryOptions,
  RecoveryPlan,
  RecoveryReport,
  RecoveryTask,
} from './recovery-types.ts';
import { type Told, tellOrganizers } from './tell-organizers.ts';

/** Meetings whose conferences are made at the same time. */
const SIDE_BY_SIDE = 20;
/** Organizers told in one go, so that calls are few and a stop leaves few untold. */
const TOLD_TOGETHER = 50;

/**
 * Gives accepted meetings of the equipment mailboxes' calendars back the conferences that the store has lost (S8.1): the
 * same aliases where their sealed tag allows it, and nobody is mailed; else new ones, and the organizer's meeting is
 * sent to all attendees with fresh instructions. Plans first, asks, then does what stands in the plan and no more. May
 * be stopped anywhere and run again; runs beside the mailboxes' workers. The last event holds the report.
 *
 * @example
 * for await (const event of recoverConferences({ ...options, confirm: async ({ mails }) => mails === 0 }, deps)) {
 *   if (event.kind === 'progress') show(event.done, event.total);
 * }
 */
export async function* recoverConferences(
  options: RecoveryOptions,
  deps: RecoveryDeps,
): AsyncGenerator<RecoveryEvent, void, undefined> {
  const clock = deps.mailboxes[0]?.contextFor(0).clock;
  const startedMs = clock?.monotonicMs() ?? 0;
  const calls = new CallCounter();
  const plan = await planRecovery(options, { ...deps, calls });
  yield { kind: 'planned', plan };
  for (const { mailboxId, refused } of plan.mailboxes)
    if (refused !== null) yield { kind: 'refused', mailboxId, code: refused };
  const tally = new Tally();
  const confirmed = !options.dryRun && plan.tasks.size > 0 && (await options.confirm(plan));
  if (confirmed) {
    for (const mailbox of mailboxesOf(deps.mailboxes, options.integrationId)) {
      const own = plan.mailboxes.find(({ mailboxId }) => mailboxId === mailbox.mailboxId);
      if (own === undefined || own.refused !== null) continue;
      yield* recoverMailbox(mailbox, { ...options, plan, calls, tally });
    }
  }
  const tookMs = (clock?.monotonicMs() ?? 0) - startedMs;
  const head = { plan, dryRun: options.dryRun, confirmed };
  yield {
    kind: 'finished',
    report: { ...head, ...tally.counts, failed: tally.failed, remoteCalls: calls.counts, tookMs },
  };
}

interface RunOptions extends RecoveryOptions {
  readonly plan: RecoveryPlan;
  readonly calls: CallCounter;
  readonly tally: Tally;
}

async function* recoverMailbox(
  mailbox: OperatedMailbox,
  options: RunOptions,
): AsyncGenerator<RecoveryEvent, void, undefined> {
  const { plan, calls, signal, tally } = options;
  const { mailboxId } = mailbox;
  const untold: Stored<Meeting>[] = [];
  try {
    const record = await readyMailbox(mailbox.contextFor(0), { calls, signal });
    const context = mailbox.contextFor(record?.lease.fence ?? 0);
    const listedAt = context.clock.now();
    for await (const { meetings } of listAccepted(plan.after, { calls, signal }, context)) {
      const planned = meetings.filter(({ key }) => plan.tasks.has(key));
      if (planned.length === 0) continue;
      untold.push(...(await recoverBatch(planned, { ...options, record, listedAt }, context)));
      if (untold.length >= TOLD_TOGETHER) await tell(untold.splice(0), options, context);
      yield { kind: 'progress', mailboxId, done: tally.done, total: plan.tasks.size };
    }
    await tell(untold.splice(0), options, context);
  } catch (error) {
    signal?.throwIfAborted();
    if (!VmrKitError.is(error)) throw error;
    tally.fail(error.code);
    for (const _ of untold) tally.told({ kind: 'postponed' });
    yield { kind: 'refused', mailboxId, code: error.code };
  }
}

interface BatchOptions extends RunOptions {
  readonly record: MailboxRecord | null;
  readonly listedAt: Instant;
}

/** Makes the conferences of a batch; gives the meetings whose organizers are to be told. */
async function recoverBatch(
  meetings: readonly KeyedMeeting[],
  options: BatchOptions,
  context: WorkerContext,
): Promise<readonly Stored<Meeting>[]> {
  const { tally, signal } = options;
  const untold: Stored<Meeting>[] = [];
  for (let start = 0; start < meetings.length; start += SIDE_BY_SIDE) {
    signal?.throwIfAborted();
    const made = await Promise.all(
      meetings.slice(start, start + SIDE_BY_SIDE).map((meeting) => makeOne(meeting, options, context)),
    );
    for (const each of made) {
      tally.made(each);
      if (each.kind === 'renewed' || each.kind === 'tell') untold.push(each.stored);
    }
  }
  return untold;
}

async function tell(
  untold: readonly Stored<Meeting>[],
  { updateMessage, calls, signal, tally }: RunOptions,
  context: WorkerContext,
): Promise<void> {
  const telling = { updateMessage: updateMessage ?? DEFAULT_UPDATE_MESSAGE, calls, signal };
  for (const each of await tellOrganizers(untold, telling, context)) tally.told(each);
}

/** One bad meeting fails alone; a store that is away ends the mailbox. */
async function makeOne(
  meeting: KeyedMeeting,
  { plan, record, listedAt }: BatchOptions,
  context: WorkerContext,
): Promise<Made | { readonly kind: 'failed'; readonly code: string }> {
  const task: RecoveryTask = plan.tasks.get(meeting.key) ?? 'restore';
  try {
    return await makeConference(meeting, { task, listedAt, record }, context);
  } catch (error) {
    if (!VmrKitError.is(error) || error.code === 'ERR_STORE_UNAVAILABLE') throw error;
    context.logger.warn('A conference could not be recovered.', { code: error.code });
    return { kind: 'failed', code: error.code };
  }
}

type Counts = Pick<
  RecoveryReport,
  'restored' | 'renewed' | 'told' | 'toldBefore' | 'notAllowed' | 'postponed'
>;

/** Adds up what became of the meetings. */
class Tally {
  readonly #counts = { restored: 0, renewed: 0, told: 0, toldBefore: 0, notAllowed: 0, postponed: 0 };
  readonly #failed = new Map<string, number>();
  #done = 0;

  get counts(): Counts {
    return { ...this.#counts };
  }

  get failed(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#failed);
  }

  get done(): number {
    return this.#done;
  }

  made(made: Made | { readonly kind: 'failed'; readonly code: string }): void {
    this.#done += 1;
    if (made.kind === 'restored') this.#counts.restored += 1;
    else if (made.kind === 'renewed') this.#counts.renewed += 1;
    else if (made.kind === 'changed' || made.kind === 'unsettled') this.#counts.postponed += 1;
    else if (made.kind === 'failed') this.fail(made.code);
  }

  told(told: Told): void {
    if (told.kind === 'told') this.#counts.told += 1;
    else if (told.kind === 'told-before') this.#counts.toldBefore += 1;
    else if (told.kind === 'not-allowed') this.#counts.notAllowed += 1;
    else if (told.kind === 'postponed') this.#counts.postponed += 1;
    else this.fail(told.code);
  }

  fail(code: string): void {
    this.#failed.set(code, (this.#failed.get(code) ?? 0) + 1);
  }
}
