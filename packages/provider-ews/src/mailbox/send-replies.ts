import type { Reply, ReplyOutcome } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, EwsItemId, ItemAnswer } from '../client/ews-client.ts';
import type { ServerHabits } from '../client/ews-session.ts';
import { itemIdOf } from '../client/item-properties.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { meaningOf } from '../errors/response-codes.ts';
import { DEFAULT_PAUSE_MS } from '../errors/to-vmrkit-error.ts';
import { chunks } from './chunks.ts';
import { findAnswers } from './find-answers.ts';
import { findRequests } from './find-requests.ts';
import type { FreshRequests } from './fresh-requests.ts';
import { isAnswered } from './is-answered.ts';

/** Answers a call; the server sends them one after the other within it. */
const BATCH = 10;
/** Batches under way at a time: over a long way one alone leaves both ends idle. */
const LANES = 4;
/** Items whose state is looked at in one call. */
const LOOK_BATCH = 100;
/** A request that changed between being looked at and answered is tried again soon. */
const STALE_RETRY_MS = 250;

interface Ready {
  readonly place: number;
  readonly reply: Reply;
  readonly request: EwsItemId;
}

/** What answers are sent with. */
export interface SendOptions extends EwsCallOptions {
  readonly habits: ServerHabits;
  readonly fresh: FreshRequests;
}

/** Answers requests. Rejects only while nothing was sent. */
export async function sendReplies(
  client: EwsClient,
  replies: readonly Reply[],
  { habits, fresh, ...options }: SendOptions,
): Promise<readonly ReplyOutcome[]> {
  const outcomes = new Map<number, ReplyOutcome>();
  const known = replies.map(({ ref }) => (habits.lastingKeys ? fresh.take(ref.id) : null));
  const unseen = replies.filter((_, place) => known[place] === null);
  let looked: ItemAnswer[];
  try {
    looked = unseen.length === 0 ? [] : [...(await lookAt(client, unseen, options))];
  } catch (error) {
    if (!(error instanceof EwsFailure) || isAboutAccount(error)) throw error;
    return replies.map(() => notSent(error.retryAfterMs));
  }
  const ready: Ready[] = [];
  replies.forEach((reply, place) => {
    const state = known[place] ?? stateOf(looked.shift(), reply);
    if ('id' in state) ready.push({ place, reply, request: state });
    else outcomes.set(place, state);
  });
  await sendReady(client, ready, { habits, outcomes, ...options });
  // This server touches what it has just delivered: from now on requests are looked at before they are answered.
  if (known.some((request, place) => request && outcomes.get(place) === changed)) habits.lastingKeys = false;
  return replies.map((_, place) => outcomes.get(place) ?? unknown);
}

/** Sends the batches, some side by side, and notes what became of each answer. */
async function sendReady(
  client: EwsClient,
  ready: readonly Ready[],
  options: EwsCallOptions & { readonly habits: ServerHabits; readonly outcomes: Map<number, ReplyOutcome> },
): Promise<void> {
  const { habits, outcomes, signal } = options;
  let rest = ready;
  let stopped: ReplyOutcome | null = null;
  const lane = async (): Promise<void> => {
    while (rest.length > 0) {
      const batch = rest.slice(0, habits.severalAnswers ? BATCH : 1);
      rest = rest.slice(batch.length);
      if (signal?.aborted) stopped ??= notSent(null);
      const skipped = stopped;
      const results = skipped ? [] : await sendBatch(client, batch, options);
      batch.forEach(({ place }, index) => {
        outcomes.set(place, skipped ?? results[index] ?? unknown);
      });
      stopped ??= results.find(isPause) ?? null;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** After one of these the batches that follow need not be tried. */
function isPause(outcome: ReplyOutcome): boolean {
  return outcome.kind === 'not-sent' && outcome.retryAfterMs > STALE_RETRY_MS;
}

const unknown: ReplyOutcome = { kind: 'unknown' };
const changed: ReplyOutcome = { kind: 'not-sent', retryAfterMs: STALE_RETRY_MS };

/** Change keys as they are now; and who was answered already. */
async function lookAt(
  client: EwsClient,
  replies: readonly Reply[],
  options: EwsCallOptions,
): Promise<readonly ItemAnswer[]> {
  const ids = replies.map((reply) => reply.ref.id);
  const batches = await Promise.all(
    chunks(ids, LOOK_BATCH).map((batch) => client.getItems(batch, 'id', options)),
  );
  const answers = batches.flat();
  const gone = replies.filter((_, place) => isGone(answers[place]));
  if (gone.length === 0) return answers;
  const found = await findRequests(client, gone, options);
  return replies.flatMap((reply, place) => {
    const answer = answers[place];
    return (isGone(answer) ? found.get(reply.messageId) : null) ?? answer ?? [];
  });
}

function isGone(answer: ItemAnswer | undefined): boolean {
  return answer !== undefined && answer.kind !== 'item' && meaningOf(answer.code) === 'gone';
}

function stateOf(answer: ItemAnswer | undefined, reply: Reply): EwsItemId | ReplyOutcome {
  if (answer?.kind === 'item') {
    if (isAnswered(answer.element, reply.receivedAt)) return { kind: 'already-answered' };
    return itemIdOf(answer.element) ?? { kind: 'refused', reason: 'ErrorInvalidId' };
  }
  return answer && meaningOf(answer.code) === 'gone' ? { kind: 'gone' } : notSent(null);
}

async function sendBatch(
  client: EwsClient,
  batch: readonly Ready[],
  { habits, ...options }: EwsCallOptions & { readonly habits: ServerHabits },
): Promise<readonly ReplyOutcome[]> {
  const answers = batch.map(({ reply, request }) => ({
    verdict: reply.asMail ? ('mail' as const) : reply.verdict,
    html: reply.html,
    request,
  }));
  try {
    const codes = await client.createAnswers(answers, options);
    const told = batch.map((_, index) => (isUntold(codes[index]) ? null : outcomeOf(codes[index])));
    if (!told.includes(null) || batch.length === 1) return told.map((outcome) => outcome ?? unknown);
    habits.severalAnswers = false;
    const untold = batch.filter((_, index) => told[index] === null);
    const later = [...(await sendUntold(client, untold, { habits, ...options }))];
    return told.map((outcome) => outcome ?? later.shift() ?? unknown);
  } catch (error) {
    if (!(error instanceof EwsFailure)) return batch.map(() => unknown);
    if (batch.length > 1 && isRefusalOfBatch(error)) {
      const outcomes: ReplyOutcome[] = [];
      for (const one of batch) outcomes.push(...(await sendBatch(client, [one], { habits, ...options })));
      // Where one of them is refused by itself, it was that one, and not their number.
      if (outcomes.every(({ kind }) => kind !== 'refused')) habits.severalAnswers = false;
      return outcomes;
    }
    return batch.map(() => outcomeOfFailure(error));
  }
}

/** Nothing was told of this one, or that the batch ended before it. */
function isUntold(code: string | undefined): boolean {
  return code === undefined || code === 'ErrorBatchProcessingStopped';
}

/**
 * The server told of fewer answers than it was asked for. Those that it sent nevertheless have left their copy; the
 * others are sent singly.
 */
async function sendUntold(
  client: EwsClient,
  batch: readonly Ready[],
  options: EwsCallOptions & { readonly habits: ServerHabits },
): Promise<readonly ReplyOutcome[]> {
  const replies = batch.map(({ reply }) => reply);
  const found = await findAnswers(client, replies, options).catch(() => null);
  if (!found) return batch.map(() => unknown);
  const outcomes: ReplyOutcome[] = [];
  for (const [place, one] of batch.entries()) {
    if (found[place]) outcomes.push({ kind: 'sent' });
    else outcomes.push(...(await sendBatch(client, [one], options)));
  }
  return outcomes;
}

/** A fault that says that the whole request was refused before anything was done. */
function isRefusalOfBatch(failure: EwsFailure): boolean {
  return failure.kind === 'response' && !failure.maySent && meaningOf(failure.reason) === 'other';
}

function outcomeOf(code: string | undefined): ReplyOutcome {
  if (code === undefined) return unknown;
  if (code === 'NoError') return { kind: 'sent' };
  switch (meaningOf(code)) {
    case 'gone':
    case 'nothing-to-answer':
      return { kind: 'gone' };
    case 'outdated':
      return { kind: 'outdated' };
    case 'throttled':
    case 'mailbox-full':
      return notSent(null);
    case 'stale':
      return changed;
    case 'transient':
      return unknown;
    default:
      return { kind: 'refused', reason: code };
  }
}

function outcomeOfFailure(failure: EwsFailure): ReplyOutcome {
  if (failure.kind === 'response' && !failure.maySent) return outcomeOf(failure.reason);
  if (failure.maySent) return unknown;
  return notSent(failure.retryAfterMs);
}

function isAboutAccount(failure: EwsFailure): boolean {
  if (failure.kind === 'sign-in' || failure.kind === 'forbidden') return true;
  return failure.kind === 'response' && ['not-allowed', 'no-mailbox'].includes(meaningOf(failure.reason));
}

function notSent(retryAfterMs: number | null): ReplyOutcome {
  return { kind: 'not-sent', retryAfterMs: retryAfterMs ?? DEFAULT_PAUSE_MS };
}
