import { pipeline, type Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { createGunzip } from 'node:zlib';
import type { HttpConnection, WireAnswer, WireRequest } from '@vmrkit/core';
import { type buildConnector, Client, type Dispatcher } from 'undici';
import { brokenCall } from './broken-call.ts';

const KEEP_ALIVE_MS = 55_000;

/** What a connection is made with. */
export interface PinnedConnectionOptions {
  readonly connect: buildConnector.connector;
  /** Hears that it was cut for good. */
  destroyed(): void;
}

/** One kept-alive connection of a client. */
export class PinnedConnection implements HttpConnection {
  readonly #client: Client;
  readonly #destroyed: () => void;
  #generation = 0;
  #socket: unknown = null;

  constructor(origin: URL, { connect, destroyed }: PinnedConnectionOptions) {
    this.#destroyed = destroyed;
    this.#client = new Client(origin.origin, {
      connect: (target, callback) =>
        connect(target, (...opened) => {
          if (opened[1] !== null) {
            this.#socket = opened[1];
            this.#generation += 1;
          }
          callback(...opened);
        }),
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: -1,
    });
    this.#client.on('disconnect', () => {
      this.#socket = null;
    });
  }

  get generation(): number {
    return this.#generation;
  }

  get connected(): boolean {
    return this.#socket !== null;
  }

  peerCertificate(): Uint8Array | null {
    if (!(this.#socket instanceof TLSSocket)) return null;
    return this.#socket.getPeerCertificate().raw ?? null;
  }

  async send({ method, path, headers, body, signal }: WireRequest): Promise<WireAnswer> {
    const kept = this.connected;
    const before = this.#generation;
    try {
      const answer = await this.#client.request({
        method,
        path,
        headers: { ...headers, 'accept-encoding': 'identity' },
        body,
        signal,
      });
      return { status: answer.statusCode, headers: answer.headers, body: plainBody(answer) };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw brokenCall(error, kept || this.#generation !== before ? 'maybe' : 'no');
    }
  }

  async destroy(): Promise<void> {
    this.#destroyed();
    await this.#client.destroy();
  }
}

/** What stands before a server may compress whatever it was asked. */
function plainBody({ headers, body }: Pick<Dispatcher.ResponseData, 'headers' | 'body'>): Readable {
  if (!/^(x-)?gzip$/i.test(String(headers['content-encoding'] ?? ''))) return body;
  // Whoever reads hears of a failure from the end of the pipe.
  return pipeline(body, createGunzip(), () => undefined);
}
