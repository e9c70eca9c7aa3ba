import { codeOf, ThrottledError } from '../errors/vmrkit-error.ts';
import type { OutboxContext } from '../lease/worker-context.ts';
import type { FoundAnswer, Reply, ReplyOutcome } from '../mailbox/equipment-mailbox.ts';
import { answerValues } from '../meetings/answer-values.ts';
import { pinsOf } from '../meetings/conference-edits.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { DECLINES, type EffectState, type ReplyEffect, waitsUntil } from '../meetings/outbox-entry.ts';
import { allEnded } from '../runtime/all-ended.ts';
import { serverNow } from '../runtime/judge-clock.ts';
import { type Instant, MINUTE_MS, SECOND_MS, shift } from '../time/instant.ts';
import { earlierAnswerAt, isOwnAnswer } from './earlier-answer.ts';
import { type DueEffect, type EffectChange, setEffectStates } from './effect-state.ts';

/** A newer message that made the request outdated may be under way: it takes the place of the mail. */
const OUTDATED_PAUSE_MS = 30 * SECOND_MS;
/** Longest wait before an answer that did not go out is tried again. */
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** Sends answers that stand as `sending`, rendered now from committed values, and writes what became of each. */
export async function sendReplies(
  due: readonly DueEffect<ReplyEffect>[],
  context: OutboxContext,
): Promise<void> {
  // Whom a second answer tells that the request is outdated, the first one has reached.
  const doubtful = due.filter(({ entry }) => entry.asMail);
  const found = await findAnswers(doubtful, context);
  await setEffectStates(
    [...found].map(([effect, answer]) => foundAnswer(effect, answer, context)),
    context,
  );
  const unanswered = due.filter((effect) => !found.has(effect));
  const written = await Promise.all(unanswered.map((effect) => write(effect, context)));
  const ready = written.filter((each) => each !== null);
  if (ready.length === 0) return;
  const outcomes = await context.mailbox
    .respond(ready.map(({ reply }) => reply))
    .catch(async (error: unknown) => {
      // A rejection says that nothing was sent (see the port), so no answer's fate is in doubt.
      const pauseMs = ThrottledError.is(error) ? error.retryAfterMs : 10 * SECOND_MS;
      await putBack(
        ready.map(({ effect }) => effect),
        pauseMs,
        context,
      );
      throw error;
    });
  const changes = ready.flatMap(({ effect }, index): readonly EffectChange[] => {
    const outcome = toldOf(effect, outcomes[index]);
    log(effect.entry, outcome.kind, context);
    const state = stateAfter(outcome, context);
    if (state === null) return [];
    const also = outcome.kind === 'outdated' ? toBeMailed(effect) : showsInCalendar(effect, state, context);
    return [{ effect, state, also }];
  });
  await allEnded([noteRefusals(outcomes, context), setEffectStates(changes, context)]);
}

/** Whose answer is refused for good hears nothing: an alarm of the mailbox tells, until one goes out again. */
async function noteRefusals(
  outcomes: readonly ReplyOutcome[],
  { alarms, policy, mailboxId }: OutboxContext,
): Promise<void> {
  const { tenantId, integrationId } = policy;
  const ref = { kind: 'answer-refused', tenantId, integrationId, subject: mailboxId } as const;
  const refusal = outcomes.find((outcome) => outcome.kind === 'refused');
  if (refusal) await alarms.raise(ref, refusal.reason);
  else if (outcomes.some(({ kind }) => kind === 'sent')) await alarms.clear(ref);
}

/** For answers whose fate is not known: found means done, not found means to be sent again. */
export async function askForReplies(
  due: readonly DueEffect<ReplyEffect>[],
  context: OutboxContext,
): Promise<void> {
  const now = context.clock.now();
  const found = await findAnswers(due, context);
  const changes = due.map((effect): EffectChange => {
    const answer = found.get(effect);
    return answer
      ? foundAnswer(effect, answer, context)
      : { effect, state: { kind: 'pending', notBefore: now } };
  });
  await setEffectStates(changes, context);
}

/** Those that were answered, each with its own answer. */
async function findAnswers(
  due: readonly DueEffect<ReplyEffect>[],
  context: OutboxContext,
): Promise<ReadonlyMap<DueEffect<ReplyEffect>, FoundAnswer>> {
  if (due.length === 0) return new Map();
  const answers = await context.mailbox.findAnswers(due.map(({ entry }) => entry.to));
  return new Map(
    due.flatMap((effect, index) => {
      const answer = answers[index] ?? null;
      return answer && isOwnAnswer(answer, earlierThan(effect, context)) ? [[effect, answer] as const] : [];
    }),
  );
}

function earlierThan({ stored, entry }: DueEffect<ReplyEffect>, context: OutboxContext): Instant | null {
  return earlierAnswerAt(stored.value.outbox, entry, mailTime(context));
}

/** The mail system's time by now, by which answers are dated; ours where it tells none. */
function mailTime({ mailbox, clock }: OutboxContext): Instant {
  const told = mailbox.serverTime?.() ?? null;
  return told ? serverNow(told, clock.monotonicMs()) : clock.now();
}

function foundAnswer(
  effect: DueEffect<ReplyEffect>,
  { at }: FoundAnswer,
  context: OutboxContext,
): EffectChange {
  const state: EffectState = { kind: 'done', at, how: 'found' };
  return { effect, state, also: showsInCalendar(effect, state, context) };
}

/** The meeting with the answer to be sent as mail. */
function toBeMailed({ entry }: DueEffect<ReplyEffect>): (meeting: Meeting) => Meeting {
  return (meeting) => ({
    ...meeting,
    outbox: meeting.outbox.map((each) =>
      each.id === entry.id && each.kind === 'reply' ? { ...each, asMail: true } : each,
    ),
  });
}

interface WrittenReply {
  readonly effect: DueEffect<ReplyEffect>;
  readonly reply: Reply;
}

/** Null: it cannot be written now, say because its PINs cannot be opened; it waits, and holds up no other. */
async function write(effect: DueEffect<ReplyEffect>, context: OutboxContext): Promise<WrittenReply | null> {
  try {
    return { effect, reply: await rendered(effect, context) };
  } catch (error) {
    context.logger.error('An answer could not be written.', {
      correlation_id: effect.entry.correlationId,
      code: codeOf(error),
    });
    await putBack([effect], LONGEST_PAUSE_MS, context);
    return null;
  }
}

function putBack(
  effects: readonly DueEffect<ReplyEffect>[],
  pauseMs: number,
  context: OutboxContext,
): Promise<void> {
  const state: EffectState = { kind: 'pending', notBefore: shift(context.clock.now(), pauseMs) };
  return setEffectStates(
    effects.map((effect) => ({ effect, state })),
    context,
  );
}

async function rendered(effect: DueEffect<ReplyEffect>, context: OutboxContext): Promise<Reply> {
  const { texts, reservations } = context;
  const { stored, entry } = effect;
  const meeting = stored.value;
  const { conference } = meeting;
  const pins = conference && (await reservations.openPins(...pinsOf(conference)));
  const text = texts.answer(entry.text, answerValues(meeting, entry, pins), meeting.language);
  const verdict = DECLINES.has(entry.text) ? 'decline' : 'accept';
  const reply = {
    ...entry.to,
    id: entry.id,
    earlierAnswerAt: earlierThan(effect, context),
    verdict,
  } as const;
  return { ...reply, html: text, ...(entry.asMail ? { asMail: true } : {}) };
}

/** What became of an answer; mail is no answer that could be outdated. */
function toldOf({ entry }: DueEffect<ReplyEffect>, outcome: ReplyOutcome | undefined): ReplyOutcome {
  if (outcome?.kind === 'outdated' && entry.asMail) return { kind: 'refused', reason: 'outdated' };
  return outcome ?? { kind: 'unknown' };
}

/** Null: leave it as `sending`, to be asked for after its deadline. */
function stateAfter(outcome: ReplyOutcome, context: OutboxContext): EffectState | null {
  const at = context.clock.now();
  switch (outcome.kind) {
    case 'sent':
    case 'already-answered':
    case 'gone':
      return { kind: 'done', at: mailTime(context), how: outcome.kind };
    case 'outdated':
      return { kind: 'pending', notBefore: shift(at, OUTDATED_PAUSE_MS) };
    case 'refused':
      return { kind: 'failed', at, reason: outcome.reason };
    case 'not-sent':
      return { kind: 'pending', notBefore: shift(at, Math.min(outcome.retryAfterMs, LONGEST_PAUSE_MS)) };
    case 'unknown':
      return null;
  }
}

/**
 * A series may show in the calendar only once it was accepted: look again then. What changed about
 * single instances is known from their messages; one look after the last of their answers does.
 */
function showsInCalendar(
  { entry }: DueEffect<ReplyEffect>,
  state: EffectState,
  { clock }: OutboxContext,
): (meeting: Meeting) => Meeting {
  return (meeting) => {
    const isShown = state.kind === 'done' && meeting.status === 'live' && meeting.schedule?.kind === 'series';
    if (!isShown || (entry.to.instance !== null && owesAnswers(meeting))) return meeting;
    return { ...meeting, refreshAt: clock.now() };
  };
}

function owesAnswers({ outbox }: Meeting): boolean {
  return outbox.some(({ kind, state }) => kind === 'reply' && waitsUntil(state) !== null);
}

function log(entry: ReplyEffect, outcome: ReplyOutcome['kind'], { logger }: OutboxContext): void {
  const fields = {
    correlation_id: entry.correlationId,
    text: entry.text,
    outcome,
    attempts: entry.attempts + 1,
  };
  if (outcome === 'refused' || outcome === 'unknown')
    logger.warn('An answer did not go out as it should.', fields);
  else logger.info('Answered the organizer.', fields);
}
