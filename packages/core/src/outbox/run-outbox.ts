import { codeOf } from '../errors/vmrkit-error.ts';
import { leaseLost } from '../lease/lease-lost.ts';
import type { OutboxContext } from '../lease/worker-context.ts';
import type { Meeting } from '../meetings/meeting.ts';
import {
  dueOf,
  type OrganizerUpdateEffect,
  type OutboxEntry,
  type ReplyEffect,
  waitsUntil,
} from '../meetings/outbox-entry.ts';
import { allEnded } from '../runtime/all-ended.ts';
import type { Stored } from '../store/document-collection.ts';
import { type Instant, instant, shift } from '../time/instant.ts';
import { beginEffects, byMeeting, type DueEffect } from './effect-state.ts';
import { inTurns } from './in-turns.ts';
import { ReplyPace } from './reply-pace.ts';
import { sendOrganizerUpdates } from './send-organizer-updates.ts';
import { askForReplies, sendReplies } from './send-replies.ts';

/** With so many effects, answers to untrusted and tagless mail wait: nobody else waits longer than for these. */
const UNHURRIED = 10;

/**
 * Does what is due in the outboxes of one mailbox's meetings, once: the urgent first. Whatever is
 * begun is written as `sending` before the remote call; whatever is found so past its deadline is asked for before
 * it is repeated. Returns when to look again; null: nothing waits.
 */
export async function runOutbox(pace: ReplyPace, context: OutboxContext): Promise<Instant | null> {
  // Where nothing is due, which is most of the time, one look is enough.
  const next = await nextDue(context);
  if (next === null || next > context.clock.now()) return next;
  const due = await findDue(context);
  if (due.length === 0) return next;
  const updates = due.filter(
    (effect): effect is DueEffect<OrganizerUpdateEffect> => effect.entry.kind === 'organizer-update',
  );
  const replies = due.filter((effect): effect is DueEffect<ReplyEffect> => effect.entry.kind === 'reply');
  const doubtful = replies.filter(({ entry }) => entry.state.kind === 'sending');
  const fresh = replies.filter(({ entry }) => entry.state.kind === 'pending');
  const answering = perform(fresh, sendReplies, { pace, context });
  await allEnded([
    askForReplies(doubtful, context),
    answering,
    perform(updates, sendOrganizerUpdates, { pace: new ReplyPace(null, context.clock), context }),
  ]);
  const isPaced = (await answering) < fresh.length;
  return isPaced ? shift(context.clock.now(), pace.pauseMs()) : context.clock.now();
}

async function findDue({
  store,
  policy,
  mailboxId,
  clock,
  settings,
}: OutboxContext): Promise<readonly DueEffect[]> {
  const now = clock.now();
  const found: DueEffect[][] = [];
  for (const urgency of [0, 1, 2]) {
    const waiting = urgency === 2 ? found.flat().length : found.length;
    const limit = (urgency === 2 ? Math.min(UNHURRIED, settings.batchSize) : settings.batchSize) - waiting;
    if (limit <= 0) break;
    const page = await store.meetings.find(policy.tenantId, {
      index: 'outbox',
      equals: [mailboxId, urgency],
      to: now,
      limit,
    });
    for (const stored of page.items) found.push(dueIn(stored, { mailboxId, now }));
  }
  return inTurns(found).slice(0, settings.batchSize);
}

function dueIn(
  stored: Stored<Meeting>,
  { mailboxId, now }: { readonly mailboxId: string; readonly now: Instant },
): DueEffect[] {
  const due = stored.value.outbox.filter((entry) => {
    const at = waitsUntil(entry.state);
    return at !== null && at <= now && entry.mailboxId === mailboxId;
  });
  return due.map((entry) => ({ stored, entry }));
}

async function nextDue({ store, policy, mailboxId }: OutboxContext): Promise<Instant | null> {
  const pages = await Promise.all(
    [0, 1, 2].map((urgency) =>
      store.meetings.find(policy.tenantId, { index: 'outbox', equals: [mailboxId, urgency], limit: 1 }),
    ),
  );
  const waits = pages.flatMap(({ items }) =>
    items.flatMap(({ value }) => dueOf(value.outbox, value.mailboxId)?.at ?? []),
  );
  return waits.length === 0 ? null : instant(Math.min(...waits));
}

interface PerformOptions {
  readonly pace: ReplyPace;
  readonly context: OutboxContext;
}

/**
 * Begins effects as far as the pace allows, does those that could be begun, and returns how many it tried. One that
 * could not be begun holds up no other; rejects in the end where none could, or the lease is lost.
 */
async function perform<E extends OutboxEntry>(
  effects: readonly DueEffect<E>[],
  act: (begun: readonly DueEffect<E>[], context: OutboxContext) => Promise<void>,
  { pace, context }: PerformOptions,
): Promise<number> {
  const { clock, settings } = context;
  const beganMs = clock.monotonicMs();
  const { begun, failures, tried } = await beginWithin(pace, effects, context);
  // Whoever was stopped so long meanwhile may have been replaced, and others ask for these effects soon: they stay begun.
  if (clock.monotonicMs() - beganMs > settings.sendDeadlineMs / 2) throw leaseLost();
  await act(begun, context);
  const ending = failures.find((failure) => begun.length === 0 || codeOf(failure) === 'ERR_LEASE_LOST');
  if (ending !== undefined) throw ending;
  const { logger, mailboxId } = context;
  for (const failure of failures)
    logger.warn('An effect could not be begun.', { mailbox: mailboxId, code: codeOf(failure) });
  return tried;
}

/** Begins as many effects as the pace gives leave for; what could not be begun takes up none. */
async function beginWithin<E extends OutboxEntry>(
  pace: ReplyPace,
  effects: readonly DueEffect<E>[],
  context: OutboxContext,
) {
  const begun: DueEffect<E>[] = [];
  const failures: unknown[] = [];
  let tried = 0;
  while (tried < effects.length) {
    const leave = pace.take(effects.length - tried);
    if (leave === 0) break;
    const groups = byMeeting(effects.slice(tried, tried + leave), (effect) => effect);
    const ends = await Promise.allSettled(groups.map((group) => beginEffects(group, context)));
    const ready = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
    pace.giveBack(leave - ready.length);
    tried += leave;
    begun.push(...ready);
    failures.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
  }
  return { begun, failures, tried };
}
