import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';
import type { ItemRef } from './meeting-message.ts';

/** Who works a mailbox. Wall-clock times stand nowhere in it. */
export interface MailboxLease {
  /** Names one run of one manager; null: free, to be taken at once. */
  readonly owner: string | null;
  /** Rises with each change of owner; what is written carries it. */
  readonly fence: number;
  /** Rises while the owner lives. */
  readonly beat: number;
}

/** The state of following one equipment mailbox. Id: the mailbox's id in the integration record. */
export interface MailboxRecord {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
  readonly email: string;
  readonly lease: MailboxLease;
  /** The provider's; null before the first batch. */
  readonly cursor: string | null;
  /** Newest time of receipt among the messages dealt with: what replay counts as old. */
  readonly followedTo: Instant | null;
  /** The mark's counter as it was written last, or is about to be; left out before the first time. */
  readonly markCounter?: number;
  /** Deployments that were replaced here by a confirmed take-over. */
  readonly replaced?: readonly string[];
}

/** A message that could not be dealt with yet. Id: `<mailbox id>/<item id>`. */
export interface ParkedMessage {
  readonly mailboxId: string;
  readonly ref: ItemRef;
  readonly correlationId: string;
  /** Why, as a code or a provider's reason; no text of the message. */
  readonly reason: string;
  readonly attempts: number;
  /** In replay: received up to then, it is an old message. Null: it came as new. */
  readonly oldUntil: Instant | null;
  readonly parkedAt: Instant;
  readonly retryAt: Instant;
}

/** The id of the document of a parked message. */
export function parkedId(mailboxId: string, itemId: string): string {
  return `${mailboxId}/${itemId}`;
}

/** Mailboxes that are followed. */
export const mailboxShape: CollectionShape<MailboxRecord, 'integration'> = {
  name: 'mailboxes',
  urgent: true,
  indexes: { integration: (mailbox) => [mailbox.integrationId, mailbox.email] },
};

/** Parked messages, by when they are tried again. */
export const parkedShape: CollectionShape<ParkedMessage, 'retry'> = {
  name: 'parked_messages',
  indexes: { retry: (parked) => [parked.mailboxId, parked.retryAt] },
};
