import type { MeetingKey } from '../identity/meeting-key.ts';
import type { MeetingCancellation, MeetingRequest } from '../mailbox/meeting-message.ts';
import type { TagFact } from '../tags/tag-fact.ts';
import type { OrganizersItem } from './own-rooms.ts';
import type { SchedulingOptions } from './scheduling-policy.ts';

/** What is known about a message besides its own words. */
export interface MessageFacts {
  readonly key: MeetingKey;
  /** Equipment mailbox that it reached. */
  readonly mailboxId: string;
  readonly tag: TagFact;
  /** The integration trusts the sender (S4.10). */
  readonly senderTrusted: boolean;
  /** Set in replay: whether the message was answered already (S4.1). */
  readonly replay: { readonly answered: boolean } | null;
  readonly options: SchedulingOptions;
  /** Who organizes the meeting that the tag is bound to, address in lower case; null: not known, or of no account. */
  readonly tagOwner: string | null;
  /** Null: nobody looked, since it decides nothing. */
  readonly organizersItem: OrganizersItem | null;
}

/** A message that says something about a meeting. */
export type MeetingMessage = MeetingRequest | MeetingCancellation;
