import type { GraphFailure } from '../errors/graph-failure.ts';

/** A JSON object of an answer; every value is hostile. */
export type GraphObject = Readonly<Record<string, unknown>>;

/** One request, relative to the version: `/users/{id}/...`; its query is encoded already. */
export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Preferences besides immutable ids, each as it stands in the header. */
  readonly prefer?: readonly string[];
  readonly ifMatch?: string;
  readonly body?: GraphObject;
}

/** What each call takes. */
export interface GraphCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Sent as `client-request-id`. */
  readonly correlationId?: string | undefined;
}

/** What became of one call of a batch. */
export type GraphOutcome =
  | { readonly ok: true; readonly body: GraphObject }
  | { readonly ok: false; readonly failure: GraphFailure };

/** One page of a collection. */
export interface GraphPage {
  readonly value: readonly GraphObject[];
  /** Where the collection goes on; null on the last page. */
  readonly nextLink: string | null;
  /** Where a round of changes begins next time; null on all but its last page. */
  readonly deltaLink: string | null;
}

/**
 * Calls of one mailbox. Each waits for its turn, has a deadline and is sent once; a 401 alone is answered by a second
 * sending with a fresh token. Fails with GraphFailure, or with the reason of the caller's signal.
 */
export interface GraphClient {
  /** Address of the mailbox that is called, for paths: `/users/{address}`. */
  readonly user: string;
  /** The object of the answer; an empty one where there is none. */
  call(call: GraphCall, options?: GraphCallOptions): Promise<GraphObject>;
  /**
   * Up to any number of calls, twenty in one request, each with an outcome in the order asked. Rejects where nothing was
   * asked at all. Calls that only read are halved where their batch is too much for the server.
   */
  batch(calls: readonly GraphCall[], options?: GraphCallOptions): Promise<readonly GraphOutcome[]>;
  /** One page, by a path or by a link that Graph gave; a link to another host is refused. */
  page(pathOrLink: string, options?: GraphCallOptions & Pick<GraphCall, 'prefer'>): Promise<GraphPage>;
  /** The pages of a collection from a path to the end. Fails as `malformed` when a link comes back to itself. */
  followLinks(
    path: string,
    options?: GraphCallOptions & Pick<GraphCall, 'prefer'>,
  ): AsyncIterable<readonly GraphObject[]>;
}
