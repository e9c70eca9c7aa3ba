import { TroubleWatch } from '../alarms/trouble-alarm.ts';
import { codeOf, ThrottledError } from '../errors/vmrkit-error.ts';
import { type LeaseOptions, MailboxLease } from '../lease/mailbox-lease.ts';
import type { WorkerContext } from '../lease/worker-context.ts';
import type { SenderHint } from '../mailbox/equipment-mailbox.ts';
import { ReplyPace } from '../outbox/reply-pace.ts';
import { runOutbox } from '../outbox/run-outbox.ts';
import type { ClockVerdict } from '../runtime/judge-clock.ts';
import { type Instant, latest, MINUTE_MS, SECOND_MS } from '../time/instant.ts';
import { isTrustedSender } from './is-trusted-sender.ts';
import { keepBeating } from './keep-beating.ts';
import { HANDED_OVER, keepShare, type PrefersUs } from './keep-share.ts';
import { findMark, renewMark, type StandingMark } from './mark-mailbox.ts';
import { park, retryParked } from './park.ts';
import { runTimers } from './run-timers.ts';
import { takeMessages } from './take-messages.ts';
import { Wakeup } from './wakeup.ts';
import type { WorkerPulse } from './worker-pulse.ts';

/** Longest pause after failures in a row; what worked for longer begins a new row. */
const LONGEST_PAUSE_MS = MINUTE_MS;
/** Time between two looks at the clocks. */
const CLOCK_LOOK_MS = 5 * SECOND_MS;
const TAKEN_OVER = 'ERR_MAILBOX_TAKEN_OVER';

/** What the worker of a mailbox is made from. */
export interface MailboxWorkerOptions {
  readonly lease: Omit<LeaseOptions, 'clock' | 'leaseTimeoutMs' | 'leaseBeatMs'>;
  /** Everything but the fence, which comes with the lease. */
  contextFor(fence: number): WorkerContext;
  /** The mark was looked at: a store that is older than its mailbox has been noticed. */
  onMark?(): void;
  /** Sees each step. */
  readonly pulse: WorkerPulse;
}

/**
 * Works one equipment mailbox until `signal` aborts: takes the lease, follows the mail, sends what the outboxes hold,
 * minds the timers and the parked messages. Never rejects but by the signal; troubles are alarms and pauses.
 */
export async function runMailboxWorker(options: MailboxWorkerOptions, signal: AbortSignal): Promise<void> {
  const troubles = new TroubleWatch();
  for (let failures = 0; !signal.aborted; failures += 1) {
    const { settings, clock, logger } = options.contextFor(0);
    let since = Number.POSITIVE_INFINITY;
    try {
      const lease = await MailboxLease.acquire({ ...options.lease, ...settings, clock }, signal);
      since = clock.monotonicMs();
      const context = options.contextFor(lease.fence);
      const found = await beginAtMark(lease, context, troubles);
      options.onMark?.();
      const prefersUs = options.lease.prefersUs ?? (() => true);
      await workUnderLease(lease, { context, found, troubles, pulse: options.pulse, prefersUs, signal });
      failures = -1;
      if (!signal.aborted) logger.info('A mailbox is handed over.', { mailbox: options.lease.mailboxId });
    } catch (error) {
      if (signal.aborted) return;
      if (clock.monotonicMs() - since > LONGEST_PAUSE_MS) failures = 0;
      logger.warn('The worker of a mailbox starts again.', {
        mailbox: options.lease.mailboxId,
        code: codeOf(error),
      });
      const asked = ThrottledError.is(error) ? error.retryAfterMs : 0;
      await clock.sleep(Math.max(asked, pauseMs(failures)), signal).catch(() => undefined);
    }
  }
}

/** Nothing is worked before it is known whose mailbox this is. Lets the lease go where that cannot be told. */
async function beginAtMark(
  lease: MailboxLease,
  context: WorkerContext,
  troubles: TroubleWatch,
): Promise<StandingMark> {
  try {
    return await findMark(lease, context);
  } catch (error) {
    await lease.release().catch(() => undefined);
    if (codeOf(error) !== TAKEN_OVER) await noteTrouble(error, { context, troubles });
    throw error;
  }
}

interface UnderLease {
  readonly context: WorkerContext;
  readonly found: StandingMark;
  readonly troubles: TroubleWatch;
  readonly pulse: WorkerPulse;
  readonly prefersUs: PrefersUs;
  readonly signal: AbortSignal;
}

/**
 * Runs the worker's loops side by side; when one fails, all end, the lease is let go, and its failure is told. Returns once
 * the mailbox is another manager's to work.
 */
async function workUnderLease(
  lease: MailboxLease,
  { context, found, troubles, pulse, prefersUs, signal }: UnderLease,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const outbox = new Wakeup();
  const timers = new Wakeup();
  const progress: Progress = { followed: false };
  const pace = new ReplyPace(context.mailbox.repliesPerMinute, context.clock);
  const shared = { context, pulse, signal: either };
  const loops = [
    follow(lease, { ...shared, found, troubles, progress, changed: [outbox, timers] }),
    repeat(() => runOutbox(pace, context), { ...shared, wakeup: outbox, afterwards: timers }),
    repeat(() => runTimers(context), { ...shared, wakeup: timers, afterwards: null }),
    repeat(() => retryAndNote(lease, context), { ...shared, wakeup: new Wakeup(), afterwards: outbox }),
    keepBeating(lease, context, either),
    keepMarking(lease, { context, progress, signal: either }),
    watchClocks(context, either),
    keepShare(prefersUs, context, either),
  ].map((loop) => loop.catch((reason: unknown) => stop.abort(reason)));
  await Promise.all(loops);
  await lease.release().catch(() => undefined);
  if (!signal.aborted && stop.signal.reason !== HANDED_OVER) stop.signal.throwIfAborted();
}

/** Whether a batch was followed under this lease. */
interface Progress {
  followed: boolean;
}

interface FollowOptions {
  readonly progress: Progress;
  readonly context: WorkerContext;
  /** The mark as it was found under this lease. */
  readonly found: StandingMark;
  readonly troubles: TroubleWatch;
  readonly pulse: WorkerPulse;
  readonly changed: readonly Wakeup[];
  readonly signal: AbortSignal;
}

/** Follows the mail from the cursor on; the cursor moves once its batch is committed or parked. */
async function follow(
  lease: MailboxLease,
  { context, found, troubles, pulse, progress, changed, signal }: FollowOptions,
): Promise<void> {
  let standing: StandingMark | null = found;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const { cursor } = lease.record;
      const { mark, verdict } = standing ?? (await findMark(lease, context));
      standing = null;
      // Marked, and yet not followed so far as the store knows: the store was lost or is old, not the mail.
      const storeLost = (cursor === null && mark !== null) || verdict === 'ahead';
      let oldUntil = storeLost ? context.clock.now() : null;
      let marked = false;
      const first = (sender: SenderHint) => isTrustedSender(sender, context.policy);
      for await (const batch of context.mailbox.changes(cursor, { signal, first })) {
        failures = 0;
        if (batch.replayed) oldUntil ??= lease.record.followedTo;
        else if (!storeLost) oldUntil = null;
        await pulse.during(async () => {
          const newest = await takeBatch(batch.refs, oldUntil, context);
          await lease.advance({ cursor: batch.cursor, followedTo: latest(lease.record.followedTo, newest) });
        });
        for (const wakeup of changed) wakeup.notify();
        await noteTrouble(null, { context, troubles });
        progress.followed = true;
        // An old store stays known as one until what came meanwhile has been followed.
        if (marked || (verdict === 'ahead' && batch.refs.length > 0)) continue;
        await renewMark({ mark, verdict }, lease, context);
        marked = true;
      }
    } catch (error) {
      if (signal.aborted || codeOf(error) === 'ERR_LEASE_LOST' || codeOf(error) === TAKEN_OVER) throw error;
      context.logger.warn('Following a mailbox failed.', { mailbox: context.mailboxId, code: codeOf(error) });
      await noteTrouble(error, { context, troubles });
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
  readonly pulse: WorkerPulse;
  readonly wakeup: Wakeup;
  /** Woken when a turn did something. */
  readonly afterwards: Wakeup | null;
  readonly signal: AbortSignal;
}

/** Takes turns as long as there is something to do, then sleeps until the time that the last turn named. */
async function repeat(
  turn: () => Promise<Instant | null>,
  { context, pulse, wakeup, afterwards, signal }: RepeatOptions,
): Promise<void> {
  const { clock, settings, logger } = context;
  for (let failures = 0; !signal.aborted; ) {
    let waitMs = settings.pollMs;
    try {
      const next = await pulse.during(turn);
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

/** Shows over and over that this deployment works the mailbox, and sees whether another one has taken it over. */
async function keepMarking(
  lease: MailboxLease,
  { context, progress, signal }: Pick<FollowOptions, 'context' | 'progress' | 'signal'>,
): Promise<void> {
  for (;;) {
    await context.clock.sleep(context.settings.markRenewMs, signal);
    try {
      const standing = await findMark(lease, context);
      if (progress.followed) await renewMark(standing, lease, context);
    } catch (error) {
      const code = codeOf(error);
      if (signal.aborted || code === TAKEN_OVER || code === 'ERR_LEASE_LOST') throw error;
      context.logger.warn('The mark of a mailbox was not renewed.', { mailbox: context.mailboxId, code });
    }
  }
}

/** Says when the clock cannot be believed: what is removed for good waits meanwhile. */
async function watchClocks(context: WorkerContext, signal: AbortSignal): Promise<void> {
  const { clock, alarms, policy, mailboxId, mailbox } = context;
  let said: ClockVerdict | null = null;
  let askedMs = Number.NEGATIVE_INFINITY;
  for (;;) {
    await clock.sleep(CLOCK_LOOK_MS, signal);
    let { verdict } = context.readClocks();
    if ((verdict === 'skewed' || verdict === 'unheard') && clock.monotonicMs() - askedMs >= MINUTE_MS) {
      // Its last answer may be older than a change of either clock.
      askedMs = clock.monotonicMs();
      await mailbox.inspect({ signal }).catch(() => undefined);
      verdict = context.readClocks().verdict;
    }
    if (verdict === said) continue;
    const { tenantId, integrationId } = policy;
    const alarm = { kind: 'clock-skew', tenantId, integrationId, subject: mailboxId } as const;
    const isWrong = verdict === 'skewed' || verdict === 'jumped';
    const written = isWrong ? alarms.raise(alarm, verdict) : alarms.clear(alarm);
    await written.then(
      () => {
        said = verdict;
      },
      () => undefined,
    );
  }
}

function noteTrouble(
  error: unknown,
  { context, troubles }: Pick<FollowOptions, 'context' | 'troubles'>,
): Promise<void> {
  const { alarms, policy, mailboxId } = context;
  const { tenantId, integrationId } = policy;
  return troubles.note(error, { alarms, tenantId, integrationId, subject: mailboxId });
}

function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, SECOND_MS * 2 ** Math.min(failures, 6));
}
