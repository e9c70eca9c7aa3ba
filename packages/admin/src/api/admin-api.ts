import type { Page } from './admin-types.ts';
import { ApiProblem } from './api-problem.ts';

/** Values of a query; empty ones are left out. */
export type Query = Readonly<Record<string, string | number | null | undefined>>;

/** An answer with the version that a change of it names. */
export interface Versioned<Value> {
  readonly value: Value;
  readonly etag: string | null;
}

/** How a request that changes something is sent. */
export interface SendOptions {
  readonly body?: unknown;
  /** What the caller last saw; the change is refused (412) when it moved. */
  readonly etag?: string | null;
  readonly query?: Query;
  /** Media type of a body that is text and no JSON. */
  readonly type?: string;
  readonly signal?: AbortSignal;
}

/** The admin API as the page calls it. All reject with {@link ApiProblem}. */
export class AdminApi {
  readonly #base: string;
  /** Told when the session has ended, so that the page can ask for a sign-in. */
  readonly #signedOut: () => void;

  constructor(base: string, signedOut: () => void) {
    this.#base = base;
    this.#signedOut = signedOut;
  }

  async get<Value>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Value> {
    return (await this.read<Value>(path, query, signal)).value;
  }

  list<Item>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Page<Item>> {
    return this.get(path, query, signal);
  }

  async read<Value>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Versioned<Value>> {
    const response = await this.#call(this.address(path, query), { signal: signal ?? null });
    const value: Value = await response.json();
    return { value, etag: response.headers.get('ETag') };
  }

  /** A request that changes something; null where the answer has no body. */
  async send<Value>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    { body, etag = null, query = {}, type, signal }: SendOptions = {},
  ): Promise<Value> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers['Content-Type'] = type ?? 'application/json';
    if (etag !== null) headers['If-Match'] = etag;
    if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID();
    const response = await this.#call(this.address(path, query), {
      method,
      headers,
      signal: signal ?? null,
      ...(body !== undefined && { body: type === undefined ? JSON.stringify(body) : String(body) }),
    });
    return response.status === 204 ? (null as Value) : response.json();
  }

  /** Address of a route, for links that download. */
  address(path: string, query: Query = {}): string {
    const given = Object.entries(query).filter(([, value]) => value != null && value !== '');
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return `${this.#base}/${path}${search.size === 0 ? '' : `?${search}`}`;
  }

  async #call(address: string, init: RequestInit): Promise<Response> {
    const response = await fetch(address, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
      if (init.signal?.aborted) throw error;
      throw new ApiProblem(0, null);
    });
    if (response.ok) return response;
    const problem = new ApiProblem(response.status, await response.json().catch(() => null));
    if (response.status === 401) this.#signedOut();
    throw problem;
  }
}
