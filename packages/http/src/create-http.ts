import {
  type Http,
  type HttpClient,
  type HttpClientOptions,
  type HttpConnection,
  SECOND_MS,
} from '@vmrkit/core';
import { Agent, type buildConnector } from 'undici';
import { closedClient } from './client/broken-call.ts';
import { limitedFetch } from './client/limited-fetch.ts';
import { PinnedConnection } from './client/pinned-connection.ts';
import { pinnedConnector } from './client/pinned-connector.ts';
import type { EgressResolver } from './egress/egress-resolver.ts';

const MAX_BYTES = 1_000_000;
const DEADLINE_MS = 30 * SECOND_MS;

/** What the calls go through. */
export interface HttpOptions {
  readonly egress: EgressResolver;
}

/** Calls at the addresses that egress names, and at no others. */
export function createHttp({ egress }: HttpOptions): Http {
  return { client: (options = {}) => new PinnedClient(egress, options) };
}

class PinnedClient implements HttpClient {
  readonly fetch: typeof globalThis.fetch;
  readonly #connect: buildConnector.connector;
  readonly #connections = new Set<HttpConnection>();
  readonly #agent: Agent;
  #closed = false;

  constructor(egress: EgressResolver, options: HttpClientOptions) {
    const { caCertificates = null, maxBytes = MAX_BYTES, deadlineMs = DEADLINE_MS } = options;
    this.#connect = pinnedConnector({ egress, caCertificates });
    this.#agent = new Agent({ connect: this.#connect, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
    const dispatcher = () => {
      if (this.#closed) throw closedClient();
      return this.#agent;
    };
    this.fetch = limitedFetch(dispatcher, { maxBytes, deadlineMs });
  }

  connection(origin: URL): HttpConnection {
    if (this.#closed) throw closedClient();
    const connection: HttpConnection = new PinnedConnection(origin, {
      connect: this.#connect,
      destroyed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const connections = [...this.#connections];
    await Promise.all([this.#agent.destroy(), ...connections.map((each) => each.destroy())]);
  }
}
