import type { Instant, Interval, SenderHint } from '@vmrkit/core';
import type { XmlElement } from '../soap/xml-tree.ts';

/** An item's id with the state it stands for. */
export interface EwsItemId {
  readonly id: string;
  readonly changeKey: string;
}

/** Folders that we work in (types.xsd, DistinguishedFolderIdNameType). */
export type EwsFolder = 'inbox' | 'calendar' | 'sentitems';

/** Which properties an item is read with. */
export type ItemShape =
  | 'id'
  | 'message'
  | 'message-without-body'
  | 'headers'
  | 'facts'
  | 'meeting'
  | 'answer';

/** One item of a batch: as it was read, or the response code that refused it. */
export type ItemAnswer =
  | { readonly kind: 'item'; readonly element: XmlElement }
  | { readonly kind: 'refused'; readonly code: string };

/** An item that came or changed. */
export interface SyncedItem {
  readonly id: string;
  readonly sender: SenderHint;
}

/** What a sync found. */
export interface SyncPage {
  /** Items that came or changed. */
  readonly items: readonly SyncedItem[];
  readonly state: string;
  readonly last: boolean;
}

/** Which items to find; all conditions given must hold. */
export interface FindQuery {
  readonly folder: EwsFolder;
  readonly offset: number;
  readonly limit: number;
  /** Any of these clean global object ids, base64. */
  readonly meetings?: readonly string[];
  readonly receivedBefore?: Instant;
  readonly sentAfter?: Instant;
  readonly startsBefore?: Instant;
}

/** A page of found items, oldest first. */
export interface FoundPage {
  readonly ids: readonly string[];
  readonly last: boolean;
}

/** An answer to a meeting request. */
export interface MeetingAnswer {
  /** `mail`: a reply that answers no request. */
  readonly verdict: 'accept' | 'decline' | 'mail';
  readonly html: string;
  readonly request: EwsItemId;
}

/** A new body for one state of a meeting. */
export interface BodyUpdate {
  readonly item: EwsItemId;
  readonly html: boolean;
  readonly content: string;
}

/** A meeting that is to be booked. */
export interface BookedMeeting extends Interval {
  readonly subject: string;
  readonly html: string;
  /** Address of the one mailbox that is invited. */
  readonly invited: string;
}

/** Facts of a folder and of the server, for `inspect`. */
export interface FolderFacts {
  readonly unread: number | null;
  readonly serverVersion: string | null;
  readonly serverTime: Instant | null;
}

/** What each operation takes. */
export interface EwsCallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly correlationId?: string | undefined;
}

/**
 * Exchange Web Services as far as this provider needs them, on one mailbox. Whatever stands behind an operation (the
 * vendor package or our own code, docs/adr/0007) stays behind it. Strings are handed over as they are and escaped
 * inside. Rejects with EwsFailure, or with the reason of the signal's abort.
 */
export interface EwsClient {
  readonly mailbox: string;
  getItems(
    ids: readonly string[],
    shape: ItemShape,
    options?: EwsCallOptions,
  ): Promise<readonly ItemAnswer[]>;
  /** Changes of the inbox since `state` (null: from its beginning). */
  syncInbox(state: string | null, limit: number, options?: EwsCallOptions): Promise<SyncPage>;
  findItems(query: FindQuery, options?: EwsCallOptions): Promise<FoundPage>;
  /** Single meetings and instances that touch the range, at most `limit`; `complete` says whether that is all. */
  calendarView(
    range: Interval,
    limit: number,
    options?: EwsCallOptions,
  ): Promise<{ readonly items: readonly XmlElement[]; readonly complete: boolean }>;
  /** Answers requests in one call; response codes in order, as many as the server gave. */
  createAnswers(answers: readonly MeetingAnswer[], options?: EwsCallOptions): Promise<readonly string[]>;
  /** Replaces meetings' bodies and sends them to all attendees, unless they changed; codes as for answers. */
  updateBodies(updates: readonly BodyUpdate[], options?: EwsCallOptions): Promise<readonly string[]>;
  /** Books a meeting in the mailbox's own name and sends its request. */
  bookMeeting(meeting: BookedMeeting, options?: EwsCallOptions): Promise<void>;
  /** Cancels meetings of the mailbox's own and tells all attendees; response codes in order. */
  cancelMeetings(ids: readonly string[], options?: EwsCallOptions): Promise<readonly string[]>;
  /** Deletes items for good, telling nobody; response codes in order. */
  deleteItems(ids: readonly string[], options?: EwsCallOptions): Promise<readonly string[]>;
  /** The address that the organisation's directory has for a name; null: it knows none, or several. */
  resolveName(name: string, options?: EwsCallOptions): Promise<string | null>;
  /** Subscribes to the inbox; the subscription's id. */
  subscribe(options?: EwsCallOptions): Promise<string>;
  unsubscribe(subscription: string, options?: EwsCallOptions): Promise<void>;
  /** Our own configuration object in the inbox; null when there is none. */
  readConfiguration(options?: EwsCallOptions): Promise<string | null>;
  writeConfiguration(content: string, options?: EwsCallOptions): Promise<void>;
  inspectInbox(options?: EwsCallOptions): Promise<FolderFacts>;
}
