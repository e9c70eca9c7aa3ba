import { codeOf } from '../errors/vmrkit-error.ts';
import { type MeetingKey, meetingKey } from '../identity/meeting-key.ts';
import type { WorkerContext } from '../lease/worker-context.ts';
import type { AnswerSubject, ReadResult } from '../mailbox/equipment-mailbox.ts';
import type { ItemRef, MailboxMessage } from '../mailbox/meeting-message.ts';
import type { MeetingMessage } from '../meetings/message-facts.ts';
import { allEnded } from '../runtime/all-ended.ts';
import { type Instant, latest } from '../time/instant.ts';
import { type MeetingMail, settleMeeting } from './settle-meeting.ts';
import { turnsOf } from './turns.ts';

/** A message that could not be dealt with now, and why. */
export interface Failure {
  readonly ref: ItemRef;
  /** A code or the provider's reason; no text of the message. */
  readonly reason: string;
}

/** What became of the messages taken. */
export interface Taken {
  readonly failures: readonly Failure[];
  /** Newest time of receipt among the messages read; null when none was. */
  readonly newest: Instant | null;
}

/** Characters of bodies that are held at a time, about. */
const MOST_HELD = 16_000_000;

/**
 * Reads messages and settles the meetings that they are about, several messages of one meeting together, and those that
 * share a tag in order of receipt. One bad message fails alone. `oldUntil`: set in replay; messages
 * received up to then are old. Rejects only when the worker cannot go on at all: the mailbox is not available, or
 * the lease is lost.
 */
export async function takeMessages(
  refs: readonly ItemRef[],
  oldUntil: Instant | null,
  context: WorkerContext,
): Promise<Taken> {
  const { batchSize } = context.settings;
  const failures: Failure[] = [];
  let newest: Instant | null = null;
  let held: Read = nothing;
  for (let start = 0; start < refs.length; start += batchSize) {
    const read = await readSome(refs.slice(start, start + batchSize), oldUntil, context);
    newest = latest(newest, read.newest);
    held = together(held, read);
    const isLast = start + batchSize >= refs.length;
    if (!isLast && held.characters < MOST_HELD) continue;
    failures.push(...held.failures, ...(await settleAll(held, context)));
    held = nothing;
  }
  return { failures, newest };
}

/** Messages that were read, and what is to be known of them. */
interface Read extends Taken {
  readonly messages: readonly MeetingMessage[];
  readonly replay: MeetingMail['replay'];
  readonly characters: number;
}

const nothing: Read = { failures: [], newest: null, messages: [], replay: new Map(), characters: 0 };

function together(a: Read, b: Read): Read {
  return {
    failures: [...a.failures, ...b.failures],
    newest: latest(a.newest, b.newest),
    messages: [...a.messages, ...b.messages],
    replay: new Map([...a.replay, ...b.replay]),
    characters: a.characters + b.characters,
  };
}

async function readSome(
  refs: readonly ItemRef[],
  oldUntil: Instant | null,
  context: WorkerContext,
): Promise<Read> {
  const results = await context.mailbox.read(refs);
  const failures: Failure[] = [];
  const readable: MailboxMessage[] = [];
  results.forEach((result: ReadResult, index) => {
    const ref = refs[index];
    if (result.kind === 'message') readable.push(result.message);
    else if (result.kind === 'unreadable' && ref) failures.push({ ref, reason: result.reason });
  });
  const messages = readable.filter(isAboutMeeting);
  const old = messages.filter(({ receivedAt }) => oldUntil !== null && receivedAt <= oldUntil);
  return {
    failures,
    newest: readable.reduce<Instant | null>((at, { receivedAt }) => latest(at, receivedAt), null),
    messages,
    replay: await answersTo(old, oldUntil, context),
    characters: messages.reduce((sum, { body }) => sum + body.content.length, 0),
  };
}

/** Gives back the messages that could not be dealt with. */
async function settleAll({ messages, replay }: Read, context: WorkerContext): Promise<readonly Failure[]> {
  const { batchSize } = context.settings;
  const failures: Failure[] = [];
  const groups = groupByMeeting(messages, context, failures);
  const mails = [...groups].map(([key, group]) => ({ key, messages: group, replay }));
  const turns = turnsOf(mails, context.tags);
  for (let start = 0; start < turns.length; start += batchSize) {
    await allEnded(
      turns.slice(start, start + batchSize).map(async (turn) => {
        for (const mail of turn) failures.push(...(await settled(mail, context)));
      }),
    );
  }
  return failures;
}

/** Settles one meeting; gives back what must wait, or all its messages as failures unless the lease is lost. */
async function settled(mail: MeetingMail, context: WorkerContext): Promise<readonly Failure[]> {
  try {
    const waiting = await settleMeeting(mail, context);
    return waiting.map(({ message: { ref }, because }) => ({ ref, reason: because }));
  } catch (error) {
    const reason = codeOf(error);
    if (reason === 'ERR_LEASE_LOST' || reason === 'ERR_STORE_UNAVAILABLE') throw error;
    if (reason === 'ERR_INTERNAL')
      context.logger.error('Settling a meeting failed.', { error: describe(error) });
    return mail.messages.map(({ ref }) => ({ ref, reason }));
  }
}

/** For a log: the error's kind and where it came from, not its message, which may quote the mail (I5). */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name} ${
    error.stack
      ?.split('\n')
      .slice(1, 4)
      .map((line) => line.trim())
      .join(' < ') ?? ''
  }`;
}

function isAboutMeeting(message: MailboxMessage): message is MeetingMessage {
  return message.kind !== 'other';
}

function groupByMeeting(
  messages: readonly MeetingMessage[],
  { policy }: WorkerContext,
  failures: Failure[],
): ReadonlyMap<MeetingKey, readonly MeetingMessage[]> {
  const groups = new Map<MeetingKey, MeetingMessage[]>();
  for (const message of messages) {
    try {
      const key = meetingKey(policy.integrationId, message.identity);
      groups.set(key, [...(groups.get(key) ?? []), message]);
    } catch (error) {
      failures.push({ ref: message.ref, reason: codeOf(error) });
    }
  }
  return groups;
}

/**
 * How old messages were answered. Times may be whole seconds: an unanswered one of the very last second may be new,
 * and to lose it would be worse than to look at it again.
 */
async function answersTo(
  messages: readonly AnswerSubject[],
  oldUntil: Instant | null,
  { mailbox }: WorkerContext,
): Promise<MeetingMail['replay']> {
  if (messages.length === 0) return new Map();
  const answers = await mailbox.findAnswers(messages);
  const replay = messages.map(({ messageId, receivedAt }, index) => {
    const answer = answers[index] ?? null;
    return { messageId, answer, isOld: answer !== null || receivedAt !== oldUntil };
  });
  return new Map(replay.filter(({ isOld }) => isOld).map(({ messageId, answer }) => [messageId, answer]));
}
