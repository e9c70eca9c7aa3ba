import type { Clock, Logger } from '@vmrkit/core';
import type { GraphClient } from '../client/graph-client.ts';
import type { GraphSettings } from '../settings.ts';
import type { KnownRequests } from './known-requests.ts';

/** What the operations on one mailbox share. */
export interface MailboxContext {
  readonly client: GraphClient;
  /** Address of the mailbox. */
  readonly email: string;
  readonly settings: GraphSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly known: KnownRequests;
  /** Windows name of the mailbox's zone; null where it may not be asked for. */
  mailboxZone(): Promise<string | null>;
}
