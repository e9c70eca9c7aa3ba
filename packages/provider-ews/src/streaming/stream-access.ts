import type { Clock, Logger } from '@vmrkit/core';
import type { EwsStream } from '../transport/ews-channel.ts';

/** What the hub needs of a mailbox and its server. */
export interface StreamAccess {
  subscribe(mailbox: string, signal: AbortSignal): Promise<string>;
  unsubscribe(mailbox: string, subscription: string): Promise<void>;
  open(anchor: string, subscriptions: readonly string[], signal: AbortSignal): Promise<EwsStream>;
  /** Names the mailbox server, once a subscription was made; mailboxes of one server may share a stream. */
  affinityOf(mailbox: string): string;
}

/** What the hub is made with. */
export interface StreamHubOptions {
  readonly access: StreamAccess;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Streams that the server lets an account hold at a time. */
  readonly maxConnections: number;
  readonly silenceMs: number;
}
