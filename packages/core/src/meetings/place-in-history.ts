import type { Instant } from '../time/instant.ts';
import { nextNumber } from './journal.ts';
import type { Meeting } from './meeting.ts';
import { isNewer, type MeetingVersion, outlastsSeries } from './meeting-version.ts';
import type { MeetingMessage, MessageFacts } from './message-facts.ts';

/** What a message's version depends on besides the message. */
export interface VersionOptions extends Pick<MessageFacts, 'mailboxId'> {
  /** As it was before the message. */
  readonly meeting: Pick<Meeting, 'journal'> | null;
}

/** Where the message stands in its meeting's history, should it be the next in the journal. */
export function versionOf(message: MeetingMessage, { meeting, mailboxId }: VersionOptions): MeetingVersion {
  return {
    stamp: message.stamp,
    sequence: message.sequence,
    cancels: message.kind === 'cancellation',
    received: message.receivedAt,
    messageId: message.messageId,
    mailboxId,
    articleNumber: message.articleNumber,
    arrival: nextNumber(meeting?.journal ?? []),
  };
}

/** What a message is about, and where in its history it stands. */
export interface Place {
  readonly instance: Instant | null;
  readonly version: MeetingVersion;
}

/** Newer than all that is known of the meeting, or of the one instance that it is about. */
export function isNewest(meeting: Meeting, { instance, version }: Place): boolean {
  if (instance === null) return isNewer(version, meeting.version);
  if (!outlastsSeries(version, meeting.version)) return false;
  const known = meeting.instances.find(({ originalStart }) => originalStart === instance);
  return isNewer(version, known?.version ?? null);
}
