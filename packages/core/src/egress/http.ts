import { UnavailableError, type VmrKitErrorOptions } from '../errors/vmrkit-error.ts';

/**
 * Calls to addresses that tenants configured (S2.12). Every connection goes to an address that was checked after
 * resolution, and is told apart by a client of its own: what one account trusts and keeps open is nobody else's.
 */
export interface Http {
  /** A client for one account. Opens no connection yet. */
  client(options?: HttpClientOptions): HttpClient;
}

/** What a client trusts, and the limits of its `fetch`. */
export interface HttpClientOptions {
  /** PEM of certificate authorities that are trusted besides the usual ones; null or absent: those alone. */
  readonly caCertificates?: string | null;
  /** Whether the deployment's web proxy is passed by; false by default. */
  readonly bypassWebProxy?: boolean;
  /** Longest body that `fetch` reads, after decompression; 1 MB by default. */
  readonly maxBytes?: number;
  /** Longest time that a `fetch` may take to the end of its body; 30 s by default. */
  readonly deadlineMs?: number;
}

/** The connections of one account. */
export interface HttpClient {
  /**
   * The standard `fetch` within the limits of the client, for libraries that take one. Follows no redirect: the
   * answer is the redirect. Rejects with HttpError, or with the reason of the caller's signal; so does reading the
   * body. Repeats nothing.
   */
  readonly fetch: typeof globalThis.fetch;
  /** A connection that the caller keeps. Throws HttpError `ERR_HTTP_CLOSED` after `close`. */
  connection(origin: URL): HttpConnection;
  /** Cuts all connections; what runs over them fails. */
  close(): Promise<void>;
}

/**
 * One kept-alive connection, for what is tied to one: NTLM signs it, a stream occupies it. Carries one request at a
 * time. Opens with the first request and again after it was closed; `generation` rises each time.
 */
export interface HttpConnection {
  /** Number of the connection; 0 before the first. */
  readonly generation: number;
  /** Whether there is a connection now. */
  readonly connected: boolean;
  /** The server's certificate in DER, for channel bindings; null over plain http and while there is no connection. */
  peerCertificate(): Uint8Array | null;
  /**
   * Sends and resolves with the head of the answer. Time and size are the caller's to limit: by the signal, and by
   * counting what is read. Rejects with HttpError, or with the reason of the signal. Repeats nothing.
   */
  send(request: WireRequest): Promise<WireAnswer>;
  /** Cuts the connection for good; what runs over it fails. */
  destroy(): Promise<void>;
}

/** One request over a connection. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Cuts the request, also while its answer is read. */
  readonly signal: AbortSignal;
}

/** The beginning of an answer; its body, without compression, must be read or given up. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** Whether the other side may have got a request. After `maybe`, only what does no harm twice may be repeated. */
export type RequestSent = 'no' | 'maybe';

/** A call that brought no whole answer. */
export class HttpError extends UnavailableError {
  readonly sent: RequestSent;

  constructor(message: string, options: VmrKitErrorOptions & { readonly sent: RequestSent }) {
    super(message, options);
    this.sent = options.sent;
  }
}
