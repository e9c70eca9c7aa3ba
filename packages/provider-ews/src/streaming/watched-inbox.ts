import type { Clock, Logger } from '@vmrkit/core';
import type { EwsStream } from '../transport/ews-channel.ts';

/** An inbox as the hub reaches it. */
export interface WatchedInbox {
  readonly mailbox: string;
  subscribe(signal: AbortSignal): Promise<string>;
  unsubscribe(subscription: string): Promise<void>;
  /** Opens a stream in this mailbox's name, for subscriptions of inboxes at the same place. */
  open(subscriptions: readonly string[], signal: AbortSignal): Promise<EwsStream>;
  /** Where its subscription is served, once one was made; inboxes at one place may share a stream. */
  place(): string;
}

/** What the hub is made with. */
export interface StreamHubOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Read at each use, since they change with the records that name the account. */
  limits(): {
    /** Streams that the server lets the account hold at a time. */
    readonly streams: number;
    readonly silenceMs: number;
  };
}
