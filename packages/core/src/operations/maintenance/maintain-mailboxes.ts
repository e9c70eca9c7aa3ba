import { ThrottledError, UnavailableError, VmrKitError } from '../../errors/vmrkit-error.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { DeletionFilter, DeletionProgress } from '../../mailbox/equipment-mailbox.ts';
import { type Instant, instant, MINUTE_MS, shift } from '../../time/instant.ts';
import { CallCounter } from '../call-counter.ts';
import { lookAtMailbox, refuseForeignMark } from '../mailbox-standing.ts';
import { mailboxesOf, type OperatedMailbox } from '../operated-mailbox.ts';
import { inboxFilter } from './inbox-filter.ts';
import type {
  FolderReport,
  MailboxMaintenance,
  MaintenanceDeps,
  MaintenanceEvent,
  MaintenanceOptions,
} from './maintenance-types.ts';

/** How often a folder is begun again after the mail system asked for a pause. */
const TRIES = 5;
const NOTHING: FolderReport = { deleted: 0, kept: 0 };

/**
 * Deletes old items from the equipment mailboxes, but nothing that their workers have yet to commit or to answer.
 * A calendar item counts as finished only once its join window is closed, so that a late joiner of a series is still let in.
 * May be stopped anywhere and run again; runs beside the workers. The last event holds the report.
 *
 * @example
 * const options = { integrationId: null, inboxBefore: null, calendarBefore: null, dryRun: true };
 * for await (const event of maintainMailboxes(options, deps)) if (event.kind === 'finished') show(event.report);
 */
export async function* maintainMailboxes(
  options: MaintenanceOptions,
  { mailboxes }: MaintenanceDeps,
): AsyncGenerator<MaintenanceEvent, void, undefined> {
  const clock = mailboxes[0]?.contextFor(0).clock;
  const startedMs = clock?.monotonicMs() ?? 0;
  const calls = new CallCounter();
  const reports: MailboxMaintenance[] = [];
  for (const mailbox of mailboxesOf(mailboxes, options.integrationId)) {
    reports.push(yield* maintainMailbox(mailbox, { ...options, calls }));
  }
  const tookMs = (clock?.monotonicMs() ?? 0) - startedMs;
  const { dryRun } = options;
  yield { kind: 'finished', report: { dryRun, mailboxes: reports, remoteCalls: calls.counts, tookMs } };
}

type RunOptions = MaintenanceOptions & { readonly calls: CallCounter };

async function* maintainMailbox(
  mailbox: OperatedMailbox,
  options: RunOptions,
): AsyncGenerator<MaintenanceEvent, MailboxMaintenance, undefined> {
  const { mailboxId, email } = mailbox;
  const context = mailbox.contextFor(0);
  const done = { inbox: NOTHING, calendar: NOTHING };
  let failed: string | null = null;
  try {
    await refuseForeignMark(context, options);
    const now = refuseDoubtfulClock(context);
    for (const folder of ['inbox', 'calendar'] as const) {
      const filter = folder === 'inbox' ? await filterFor(options, context) : everything;
      for await (const report of emptied(folder, { ...options, now, filter }, context)) {
        done[folder] = report;
        yield { kind: 'progress', mailboxId, folder, ...report };
      }
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!VmrKitError.is(error)) throw error;
    failed = error.code;
    yield { kind: 'failed', mailboxId, code: failed };
  }
  return { mailboxId, email, ...done, failed };
}

/** What is deleted stays deleted: not by a clock that the mail system contradicts. */
function refuseDoubtfulClock({ readClocks }: WorkerContext): Instant {
  const { now, verdict } = readClocks();
  if (verdict === 'sound') return now;
  throw new UnavailableError('The clock of this machine and that of the mail system do not agree.', {
    code: 'ERR_CLOCK_DOUBTFUL',
  });
}

async function filterFor(options: RunOptions, context: WorkerContext): Promise<DeletionFilter> {
  const { record, news } = await lookAtMailbox(context, options);
  const followedTo = record?.followedTo ?? null;
  return inboxFilter({ ...options, followedTo, caughtUp: news === 'none' }, context);
}

/** The mail system names only what has finished. */
const everything: DeletionFilter = async (items) => items.map(() => true);

interface FolderOptions extends RunOptions {
  readonly now: Instant;
  readonly filter: DeletionFilter;
}

/** Empties a folder of what is old; begins again after a pause that the mail system asked for. */
async function* emptied(
  folder: 'inbox' | 'calendar',
  options: FolderOptions,
  context: WorkerContext,
): AsyncGenerator<FolderReport, void, undefined> {
  let before: FolderReport = NOTHING;
  for (let attempt = 1; ; attempt += 1) {
    const counted = countingFilter(options);
    let last: FolderReport = before;
    try {
      for await (const { deleted } of deletion(folder, { ...options, filter: counted.filter }, context)) {
        const gone = options.dryRun ? counted.leaving : deleted;
        last = { deleted: before.deleted + gone, kept: counted.kept };
        yield last;
      }
      return;
    } catch (error) {
      if (!ThrottledError.is(error) || attempt === TRIES) throw error;
      before = options.dryRun ? NOTHING : last;
      await context.clock.sleep(Math.min(error.retryAfterMs, 5 * MINUTE_MS), options.signal);
    }
  }
}

function deletion(
  folder: 'inbox' | 'calendar',
  options: FolderOptions,
  { mailbox, policy }: WorkerContext,
): AsyncIterable<DeletionProgress> {
  const { calls, signal, filter, now } = options;
  const call = signal ? { signal } : {};
  if (folder === 'inbox') {
    const before = options.inboxBefore ?? now;
    return calls.countBatches('deleteInbox', mailbox.deleteInbox(before, filter, call));
  }
  const closed = shift(now, -policy.joinAfterMinutes * MINUTE_MS);
  const before = instant(Math.min(options.calendarBefore ?? now, closed));
  return calls.countBatches('deleteCalendar', mailbox.deleteCalendar(before, filter, call));
}

/** Counts what a filter lets go and keeps; in a dry run nothing goes. */
function countingFilter({ filter, dryRun }: Pick<FolderOptions, 'filter' | 'dryRun'>) {
  const counted = {
    leaving: 0,
    kept: 0,
    filter: async (items: Parameters<DeletionFilter>[0]) => {
      const leave = await filter(items);
      const leaving = leave.filter(Boolean).length;
      counted.leaving += leaving;
      counted.kept += leave.length - leaving;
      return dryRun ? leave.map(() => false) : leave;
    },
  };
  return counted;
}
