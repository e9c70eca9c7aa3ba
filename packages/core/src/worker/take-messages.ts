import { codeOf } from '../errors/vmrkit-error.ts';
import type { AnswerSubject, ReadResult } from '../mailbox/equipment-mailbox.ts';
import type { ItemRef, MailboxMessage } from '../mailbox/meeting-message.ts';
import type { MeetingMessage } from '../meetings/decide.ts';
import { type MeetingKey, meetingKey } from '../meetings/meeting-key.ts';
import { allEnded } from '../runtime/all-ended.ts';
import type { Instant } from '../time/instant.ts';
import { type MeetingMail, settleMeeting } from './settle-meeting.ts';
import type { WorkerContext } from './worker-context.ts';

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

/**
 * Reads messages and settles the meetings that they are about, several messages of one meeting together. One bad
 * message fails alone. `oldUntil`: set when the mailbox is told anew; messages received up to then are old (S4.1).
 * Rejects only when the worker cannot go on at all: the mailbox is not to be had, or the lease is lost.
 */
export async function takeMessages(
  refs: readonly ItemRef[],
  oldUntil: Instant | null,
  context: WorkerContext,
): Promise<Taken> {
  const results = await context.mailbox.read(refs);
  const failures: Failure[] = [];
  const readable: MailboxMessage[] = [];
  results.forEach((result: ReadResult, index) => {
    const ref = refs[index];
    if (result.kind === 'message') readable.push(result.message);
    else if (result.kind === 'unreadable' && ref) failures.push({ ref, reason: result.reason });
  });
  const groups = groupByMeeting(readable.filter(isAboutMeeting), context, failures);
  const old = readable
    .filter(isAboutMeeting)
    .filter(({ receivedAt }) => oldUntil !== null && receivedAt <= oldUntil);
  const replay = await answersTo(old, oldUntil, context);
  await allEnded(
    [...groups].map(async ([key, messages]) =>
      failures.push(...(await settled({ key, messages, replay }, context))),
    ),
  );
  const newest = readable.reduce<Instant | null>(
    (at, { receivedAt }) => (at === null || receivedAt > at ? receivedAt : at),
    null,
  );
  return { failures, newest };
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
 * Which old messages were answered. Times may be whole seconds: an unanswered one of the very last second may be new,
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
    const answered = answers[index] != null;
    return { messageId, answered, isOld: answered || receivedAt !== oldUntil };
  });
  return new Map(
    replay.filter(({ isOld }) => isOld).map(({ messageId, answered }) => [messageId, { answered }]),
  );
}
