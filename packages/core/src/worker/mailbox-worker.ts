import { codeOf, ThrottledError } from '../errors/vmrkit-error.ts';
import type { SenderHint } from '../mailbox/equipment-mailbox.ts';
import { setTroubleAlarm } from '../operations/trouble-alarm.ts';
import { ReplyPace } from '../outbox/reply-pace.ts';
import { runOutbox } from '../outbox/run-outbox.ts';
import { type Instant, latest, MINUTE_MS, SECOND_MS } from '../time/instant.ts';
import { isTrustedSender } from './is-trusted-sender.ts';
import { type LeaseOptions, MailboxLease } from './mailbox-lease.ts';
import { findMark, leaveMark } from './mark-mailbox.ts';
import { park, retryParked } from './park.ts';
import { runTimers } from './run-timers.ts';
import { takeMessages } from './take-messages.ts';
import { Wakeup } from './wakeup.ts';
import type { WorkerContext } from './worker-context.ts';

/** Longest pause after failures in a row; what worked for longer begins a new row. */
const LONGEST_PAUSE_MS = MINUTE_MS;

/** What the worker of a mailbox is made from. */
export interface MailboxWorkerOptions {
  readonly lease: Omit<LeaseOptions, 'clock' | 'leaseTimeoutMs' | 'leaseBeatMs'>;
  /** Everything but the fence, which comes with the lease. */
  contextFor(fence: number): WorkerContext;
}

/**
 * Works one equipment mailbox until `signal` aborts: takes the lease, follows the mail, sends what the outboxes hold,
 * minds the timers and the parked messages. Never rejects but by the signal; troubles are alarms and pauses.
 */
export async function runMailboxWorker(options: MailboxWorkerOptions, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const { settings, clock, logger } = options.contextFor(0);
    let since = Number.POSITIVE_INFINITY;
    try {
      const lease = await MailboxLease.acquire({ ...options.lease, ...settings, clock }, signal);
      since = clock.monotonicMs();
      await workUnderLease(lease, options.contextFor(lease.fence), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (clock.monotonicMs() - since > LONGEST_PAUSE_MS) failures = 0;
      logger.warn('The worker of a mailbox starts again.', {
        mailbox: options.lease.mailboxId,
        code: codeOf(error),
      });
      await clock.sleep(pauseMs(failures), signal).catch(() => undefined);
    }
  }
}

/** Runs the worker's loops side by side; when one fails, all end, the lease is let go, and its failure is told. */
async function workUnderLease(
  lease: MailboxLease,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const outbox = new Wakeup();
  const timers = new Wakeup();
  const pace = new ReplyPace(context.mailbox.repliesPerMinute, context.clock);
  const loops = [
    follow(lease, { context, changed: [outbox, timers], signal: either }),
    repeat(() => runOutbox(pace, context), { context, wakeup: outbox, afterwards: timers, signal: either }),
    repeat(() => runTimers(context), { context, wakeup: timers, afterwards: null, signal: either }),
    repeat(() => retryAndNote(lease, context), {
      context,
      wakeup: new Wakeup(),
      afterwards: outbox,
      signal: either,
    }),
    keepBeating(lease, context, either),
  ].map((loop) => loop.catch((reason: unknown) => stop.abort(reason)));
  await Promise.all(loops);
  await lease.release().catch(() => undefined);
  if (!signal.aborted) stop.signal.throwIfAborted();
}

interface FollowOptions {
  readonly context: WorkerContext;
  readonly changed: readonly Wakeup[];
  readonly signal: AbortSignal;
}

/** Follows the mail from the cursor on; the cursor moves once its batch is committed or parked (S4.1). */
async function follow(lease: MailboxLease, { context, changed, signal }: FollowOptions): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const { cursor } = lease.record;
      const mark = await findMark(cursor, context);
      // Marked, and yet never followed as far as the store knows: the store was lost, not the mail (S4.1).
      const storeLost = cursor === null && mark !== null;
      let oldUntil = storeLost ? context.clock.now() : null;
      let marked = false;
      const first = (sender: SenderHint) => isTrustedSender(sender, context.policy);
      for await (const batch of context.mailbox.changes(cursor, { signal, first })) {
        failures = 0;
        if (batch.replayed) oldUntil ??= lease.record.followedTo;
        else if (!storeLost) oldUntil = null;
        const newest = await takeBatch(batch.refs, oldUntil, context);
        await lease.advance({ cursor: batch.cursor, followedTo: latest(lease.record.followedTo, newest) });
        for (const wakeup of changed) wakeup.notify();
        await noteTrouble(null, context);
        if (!marked) await leaveMark(mark, context);
        marked = true;
      }
    } catch (error) {
      if (signal.aborted || codeOf(error) === 'ERR_LEASE_LOST') throw error;
      context.logger.warn('Following a mailbox failed.', { mailbox: context.mailboxId, code: codeOf(error) });
      await noteTrouble(error, context);
      const asked = ThrottledError.is(error) ? error.retryAfterMs : 0;
      await context.clock.sleep(Math.max(asked, pauseMs(failures)), signal);
    }
  }
}

async function takeBatch(
  refs: readonly { readonly id: string }[],
  oldUntil: Instant | null,
  context: WorkerContext,
): Promise<Instant | null> {
  const { failures, newest } = await takeMessages(refs, oldUntil, context);
  await park(failures, oldUntil, context);
  return newest;
}

/** A parked message that could be read now has been followed to like any other. */
async function retryAndNote(lease: MailboxLease, context: WorkerContext): Promise<Instant | null> {
  const { next, newest } = await retryParked(context);
  if (newest !== null) await lease.followTo(newest);
  return next;
}

interface RepeatOptions {
  readonly context: WorkerContext;
  readonly wakeup: Wakeup;
  /** Woken when a turn did something. */
  readonly afterwards: Wakeup | null;
  readonly signal: AbortSignal;
}

/** Takes turns as long as there is something to do, then sleeps until the time that the last turn named. */
async function repeat(
  turn: () => Promise<Instant | null>,
  { context, wakeup, afterwards, signal }: RepeatOptions,
): Promise<void> {
  const { clock, settings, logger } = context;
  for (let failures = 0; !signal.aborted; ) {
    let waitMs = settings.pollMs;
    try {
      const next = await turn();
      failures = 0;
      if (next !== null) waitMs = Math.min(waitMs, Math.max(0, next - clock.now()));
      if (waitMs === 0) afterwards?.notify();
    } catch (error) {
      if (signal.aborted || codeOf(error) === 'ERR_LEASE_LOST') throw error;
      logger.warn('A turn of a mailbox’s worker failed.', {
        mailbox: context.mailboxId,
        code: codeOf(error),
      });
      waitMs = Math.max(ThrottledError.is(error) ? error.retryAfterMs : 0, pauseMs(failures));
      failures += 1;
    }
    await wakeup.wait(waitMs, { clock, signal });
  }
}

async function keepBeating(
  lease: MailboxLease,
  { clock, settings }: WorkerContext,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(settings.leaseBeatMs, signal);
    await lease.beat();
  }
}

function noteTrouble(error: unknown, { alarms, policy, mailboxId }: WorkerContext): Promise<void> {
  const { tenantId, integrationId } = policy;
  return setTroubleAlarm(error, { alarms, tenantId, integrationId, subject: mailboxId });
}

function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, SECOND_MS * 2 ** Math.min(failures, 6));
}
