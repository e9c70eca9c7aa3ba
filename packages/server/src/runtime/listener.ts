import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { InvalidInputError, type Logger, systemReasonOf } from '@vmrkit/core';
import type { EgressPolicy } from '@vmrkit/http';
import { ownListener, splitListen } from './own-listeners.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How long requests under way may take once the listener closes. */
const DRAIN_MS = 5_000;
const MAX_CONNECTIONS = 10_000;

/** Where and how to listen. */
export interface ListenOptions {
  /** `address:port`. */
  readonly listen: string;
  /** Certificate and key; null: plain HTTP. */
  readonly tls: TlsOptions | null;
  /** Hears of connections that cannot be taken, as when no file handle is left. */
  readonly logger: Logger;
}

/** A listening server. */
export class Listener {
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
  }

  /** Rejects with InvalidInputError `ERR_CONFIG_LISTEN`. */
  static async open(app: RequestListener, { listen, tls, logger }: ListenOptions): Promise<Listener> {
    const server: Server = tls === null ? createHttpServer(app) : createHttpsServer(tls, app);
    // Whoever reads the body says that it may come.
    server.on('checkContinue', app);
    server.headersTimeout = HEADERS_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.maxConnections = MAX_CONNECTIONS;
    const { address, port } = splitListen(listen);
    await new Promise<void>((resolve, reject) => {
      server.on('error', (cause: NodeJS.ErrnoException) => {
        if (server.listening) {
          logger.error('A connection cannot be taken.', { reason: cause.code, why: systemReasonOf(cause) });
        }
        reject(cannotListen(listen, cause));
      });
      server.listen(port, address, resolve);
    });
    return new Listener(server, tls === null ? 'http' : 'https');
  }

  /** The origin at which it listens. */
  get url(): string {
    const { address, port } = this.#address();
    return `${this.#scheme}://${isIPv6(address) ? `[${address}]` : address}:${port}`;
  }

  /** As egress knows it. */
  get ownListener(): EgressPolicy['ownListeners'][number] {
    const { address, port } = this.#address();
    return ownListener({ address, port });
  }

  /** Takes no more requests and waits for those under way, then cuts them off. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(cut);
  }

  #address(): AddressInfo {
    return this.#server.address() as AddressInfo;
  }
}

/** That the server cannot listen there: InvalidInputError `ERR_CONFIG_LISTEN`. */
export function cannotListen(listen: string, cause: unknown): InvalidInputError {
  const why = systemReasonOf(cause) ?? 'unknown reason';
  return new InvalidInputError(
    `Cannot listen on ${listen}: ${why}. Choose a free port and an address of this machine.`,
    { code: 'ERR_CONFIG_LISTEN', cause },
  );
}
