import type { MailboxMessage } from '../../mailbox/meeting-message.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import { isNewer } from '../../meetings/meeting-version.ts';
import type { MeetingMessage } from '../../meetings/message-facts.ts';
import { waitsUntil } from '../../meetings/outbox-entry.ts';
import { versionOf } from '../../meetings/place-in-history.ts';
import type { Instant } from '../../time/instant.ts';

/** What is known of a mailbox's worker when a message is judged. */
export interface CommittedFacts {
  /** The meeting that the message is about, as the store has it; null: none. */
  readonly meeting: Meeting | null;
  /** Equipment mailbox in which the message lies. */
  readonly mailboxId: string;
  /** Newest time of receipt that the worker has dealt with. */
  readonly followedTo: Instant | null;
  /** The mail system said that nothing came since the worker's cursor. */
  readonly caughtUp: boolean;
}

/**
 * Whether the worker has no use for a message any more: what it led to is committed and sent, or nothing can come
 * of it. Parked messages are not asked about.
 */
export function isCommitted(message: MailboxMessage, facts: CommittedFacts): boolean {
  const { meeting, mailboxId, followedTo, caughtUp } = facts;
  if (followedTo === null) return false;
  if (message.kind === 'other') return message.receivedAt <= followedTo;
  if (meeting !== null && isAwaited(message, meeting)) return false;
  if (meeting !== null && isSettled(message, { meeting, mailboxId })) return true;
  // Times of receipt may be whole seconds: what came in the same one may be newer than the look.
  return caughtUp && message.receivedAt < followedTo;
}

/** An answer to it, or a rewrite that may end in one, is still to be sent. */
function isAwaited({ messageId }: MeetingMessage, { outbox }: Meeting): boolean {
  return outbox.some((entry) => {
    const subject = entry.kind === 'reply' ? entry.to : entry.request;
    return subject.messageId === messageId && waitsUntil(entry.state) !== null;
  });
}

/** In the journal, or older than what the meeting stands at: such a message is ignored whenever it is read. */
function isSettled(
  message: MeetingMessage,
  { meeting, mailboxId }: { readonly meeting: Meeting; readonly mailboxId: string },
): boolean {
  const { journal, version, status } = meeting;
  if (journal.some(({ messageId }) => messageId === message.messageId)) return true;
  if (status === 'unknown' || message.instance !== null || version === null) return false;
  return !isNewer(versionOf(message, { meeting, mailboxId }), version);
}
