import { VmrKitError } from '../../errors/vmrkit-error.ts';
import { CallCounter } from '../call-counter.ts';
import { mailboxesOf, type OperatedMailbox } from '../operated-mailbox.ts';
import { planRecovery } from './plan-recovery.ts';
import { beginMailbox, type MailboxRun, renewMeetings, restoreMeetings } from './recover-mailbox.ts';
import { RecoveryTally } from './recovery-tally.ts';
import type { RecoveryDeps, RecoveryEvent, RecoveryOptions, RecoveryPlan } from './recovery-types.ts';

/**
 * Gives accepted meetings of the equipment mailboxes' calendars back the conferences that the store has lost: the
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
  const tally = new RecoveryTally();
  const confirmed = !options.dryRun && plan.tasks.size > 0 && (await options.confirm(plan));
  const planned = mailboxesOf(deps.mailboxes, options.integrationId).filter((mailbox) =>
    isReady(plan, mailbox),
  );
  if (confirmed) yield* recoverMailboxes(planned, { ...options, plan, calls, tally });
  else if (!options.dryRun) await endWaits(planned.filter((mailbox) => hasAllBack(plan, mailbox)));
  const tookMs = (clock?.monotonicMs() ?? 0) - startedMs;
  const head = { plan, dryRun: options.dryRun, confirmed };
  yield {
    kind: 'finished',
    report: { ...head, ...tally.counts, failed: tally.failed, remoteCalls: calls.counts, tookMs },
  };
}

function isReady({ mailboxes }: RecoveryPlan, { mailboxId }: OperatedMailbox): boolean {
  return mailboxes.some((own) => own.mailboxId === mailboxId && own.refused === null);
}

/** Nothing of this mailbox waits to be given back. */
function hasAllBack({ mailboxes }: RecoveryPlan, { mailboxId }: OperatedMailbox): boolean {
  return mailboxes.some((own) => own.mailboxId === mailboxId && own.tasks.restore === 0);
}

/** The store has what these mailboxes have: new numbers may be drawn again, and no alarm is needed. */
async function endWaits(mailboxes: readonly OperatedMailbox[]): Promise<void> {
  for (const mailbox of mailboxes) {
    const { reservations, alarms, policy, mailboxId } = mailbox.contextFor(0);
    const { tenantId, integrationId } = policy;
    await reservations.endWait(mailboxId);
    await alarms.clear({ kind: 'store-restored', tenantId, integrationId, subject: mailboxId });
  }
}

type RunOptions = Omit<MailboxRun, 'mailbox' | 'record' | 'context' | 'listedAt' | 'later'>;

/** New numbers are drawn only when every mailbox has its old ones back: a restored store would draw just those. */
async function* recoverMailboxes(
  mailboxes: readonly OperatedMailbox[],
  options: RunOptions,
): AsyncGenerator<RecoveryEvent, void, undefined> {
  const runs: MailboxRun[] = [];
  for (const mailbox of mailboxes) {
    yield* guarded(mailbox, options, async function* () {
      const run = await beginMailbox(mailbox, options);
      const failures = options.tally.failures;
      yield* restoreMeetings(run);
      if (options.tally.failures === failures) await endWaits([mailbox]);
      runs.push(run);
    });
  }
  for (const run of runs) yield* guarded(run.mailbox, options, () => renewMeetings(run));
}

/** A mailbox that cannot be gone on with leaves the others be. */
async function* guarded(
  { mailboxId }: OperatedMailbox,
  { signal, tally }: RunOptions,
  act: () => AsyncGenerator<RecoveryEvent, void, undefined>,
): AsyncGenerator<RecoveryEvent, void, undefined> {
  try {
    yield* act();
  } catch (error) {
    signal?.throwIfAborted();
    if (!VmrKitError.is(error)) throw error;
    tally.fail(error.code);
    yield { kind: 'refused', mailboxId, code: error.code };
  }
}
