import type { FoundAnswer } from '../mailbox/equipment-mailbox.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { ReplyEffect } from '../meetings/outbox-entry.ts';
import { type Instant, latest, SECOND_MS } from '../time/instant.ts';

/** Of an answer: what it answers, by which mailbox, and how often it was begun. */
export type AnswerPlace = Pick<ReplyEffect, 'to' | 'mailboxId' | 'attempts'>;

/**
 * When the last answer to another message about the same went out, by the mail system's clock; null: none is known. Of
 * one under way that may be until `now`, as long as this answer was not begun itself.
 */
export function earlierAnswerAt(
  outbox: Meeting['outbox'],
  { to, mailboxId, attempts }: AnswerPlace,
  now: Instant,
): Instant | null {
  return outbox.reduce<Instant | null>((last, entry) => {
    const isOther =
      entry.kind === 'reply' &&
      entry.mailboxId === mailboxId &&
      entry.to.instance === to.instance &&
      entry.to.messageId !== to.messageId;
    if (!isOther) return last;
    const { state } = entry;
    if (state.kind === 'done' && state.how !== 'gone') return latest(last, state.at);
    return state.kind === 'sending' && attempts === 0 ? latest(last, now) : last;
  }, null);
}

/**
 * Whether what was found answers the message: a mail system that tells how a meeting was answered, and not which of its
 * messages, tells of the earlier answer, too. Some times are told in whole seconds.
 */
export function isOwnAnswer(found: FoundAnswer, earlierAt: Instant | null): boolean {
  return earlierAt === null || Math.floor(found.at / SECOND_MS) > Math.floor(earlierAt / SECOND_MS);
}
