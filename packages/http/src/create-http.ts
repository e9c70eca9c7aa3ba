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
import { pinnedConnector, trustOf } from './client/pinned-connector.ts';
import { proxiedConnector } from './client/proxied-connector.ts';
import type { WebProxy } from './client/web-proxy.ts';
import type { EgressResolver } from './egress/egress-resolver.ts';

const MAX_BYTES = 1_000_000;
const DEADLINE_MS = 30 * SECOND_MS;

/** What the calls go through. */
export interface HttpOptions {
  readonly egress: EgressResolver;
  /** The way to all but this machine; null or absent: none is needed. */
  readonly webProxy?: WebProxy | null;
}

/** Calls at the addresses that egress names, and at no others; through a web proxy at the names that it permits. */
export function createHttp({ egress, webProxy = null }: HttpOptions): Http {
  return {
    client: (options = {}) => {
      const trust = trustOf(options.caCertificates ?? null);
      const direct = pinnedConnector({ egress, trust });
      const proxy = options.bypassWebProxy ? null : webProxy;
      const connect = proxy === null ? direct : proxiedConnector({ proxy, egress, trust, direct });
      return new PinnedClient(connect, options);
    },
  };
}

class PinnedClient implements HttpClient {
  readonly fetch: typeof globalThis.fetch;
  readonly #connect: buildConnector.connector;
  readonly #connections = new Set<HttpConnection>();
  readonly #agent: Agent;
  #closed = false;

  constructor(connect: buildConnector.connector, options: HttpClientOptions) {
    const { maxBytes = MAX_BYTES, deadlineMs = DEADLINE_MS } = options;
    this.#connect = connect;
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
