/** One call to a configured URL. */
export interface EgressRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ends the call, also while its body is being read. */
  readonly signal: AbortSignal;
  /** Longest wait for the response's head, in milliseconds. */
  readonly headTimeoutMs: number;
  /** Longest silence between two pieces of the body, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Most bytes of body to take; null for a stream that is meant to go on. */
  readonly maxBodyBytes: number | null;
  /** Certificates (PEM) to trust instead of the system's. Nothing ever switches the check off. */
  readonly trustedCertificates?: readonly string[];
  /**
   * Calls of one key go over one connection, one after the other, as NTLM demands, which authenticates
   * connections and not requests.
   */
  readonly connectionKey?: string;
}

/** The response to a call. Its body can be read once. */
export interface EgressResponse {
  readonly status: number;
  /** All values of a header, by its name in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The body as it comes. Throws as `fetch` does. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body as UTF-8. Throws as `fetch` does. */
  text(): Promise<string>;
}

/**
 * The one gate for calls to URLs that tenants configure (S2.12): resolves the host, holds every address
 * against `checkEgressTarget`, and connects to exactly the addresses it checked. Redirects are followed
 * to the same origin only, at most three times, each checked anew.
 */
export interface Egress {
  /**
   * Any HTTP status is a response. Throws NotAllowedError `ERR_EGRESS_REFUSED` for a target the policy refuses
   * and UnavailableError `ERR_EGRESS_FAILED` for everything else: unresolved, unreachable, no TLS, too slow,
   * too large. Neither says more to a tenant than that; the reason is the `cause`.
   */
  fetch(url: string, request: EgressRequest): Promise<EgressResponse>;
}
