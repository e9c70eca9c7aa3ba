import { pipeline, type Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { createGunzip } from 'node:zlib';
import { type EgressResolver, VmrKitError } from '@vmrkit/core';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { EwsFailure } from '../errors/ews-failure.ts';

/** One request on the wire. */
export interface WireRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
}

/** The beginning of its answer; the body, without its compression, must be read or given up. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** What a socket is opened with. */
export interface PinnedSocketOptions {
  readonly url: URL;
  readonly egress: EgressResolver;
  /** PEM of certificate authorities that are trusted besides the usual ones. */
  readonly caCertificates: string | null;
  readonly connectTimeoutMs: number;
}

const KEEP_ALIVE_MS = 55_000;

/**
 * One kept-alive connection to the server, at an address that egress named: what NTLM signs, and what a stream
 * occupies. Reconnects by itself when it was closed; `generation` rises each time.
 */
export class PinnedSocket {
  readonly #client: Client;
  readonly #path: string;
  #generation = 0;
  #connected = false;
  #socket: unknown = null;

  constructor(options: PinnedSocketOptions) {
    const { url } = options;
    const connect = pinnedConnector(options, (socket) => {
      this.#socket = socket;
      this.#generation += 1;
      this.#connected = true;
    });
    this.#client = new Client(url.origin, {
      connect,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: -1,
    });
    this.#client.on('disconnect', () => {
      this.#connected = false;
      this.#socket = null;
    });
    this.#path = `${url.pathname}${url.search}`;
  }

  /** Number of the connection; 0 before the first. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#connected;
  }

  /** The node socket, for its TLS facts. */
  get socket(): unknown {
    return this.#socket;
  }

  /** Sends and resolves with the head of the answer. Rejects with EwsFailure `unreachable`, or as the signal says. */
  async send(request: WireRequest): Promise<WireAnswer> {
    const before = this.#generation;
    const kept = this.#connected;
    try {
      const answer = await this.#client.request({
        path: this.#path,
        method: 'POST',
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        body: request.body,
        signal: request.signal,
      });
      return { status: answer.statusCode, headers: answer.headers, body: plainBody(answer) };
    } catch (error) {
      if (error instanceof EwsFailure || VmrKitError.is(error)) throw error;
      const reached = kept || this.#generation !== before;
      throw new EwsFailure('unreachable', { maySent: reached, cause: error });
    }
  }

  /** Cuts the connection; running calls fail. */
  async destroy(): Promise<void> {
    await this.#client.destroy();
  }
}

/** What stands before a server may compress whatever it was asked. */
function plainBody({ headers, body }: Pick<Dispatcher.ResponseData, 'headers' | 'body'>): Readable {
  if (!/^(x-)?gzip$/i.test(String(headers['content-encoding'] ?? ''))) return body;
  // Whoever reads hears of a failure from the end of the pipe.
  return pipeline(body, createGunzip(), () => undefined);
}

function pinnedConnector(
  options: PinnedSocketOptions,
  connected: (socket: unknown) => void,
): buildConnector.connector {
  const { url } = options;
  const open = buildConnector({
    timeout: options.connectTimeoutMs,
    // A resumed TLS session tells no certificate, to which NTLM must bind.
    maxCachedSessions: 0,
    ...(options.caCertificates === null ? {} : { ca: [...rootCertificates, options.caCertificates] }),
  });
  const tryAddress = (target: buildConnector.Options): Promise<unknown> =>
    new Promise((resolve, reject) => {
      open(target, (error, socket) => {
        if (error) reject(error);
        else resolve(socket);
      });
    });
  return (target, callback) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const attempt = async (): Promise<unknown> => {
      let failure: unknown = null;
      for (const pinned of await options.egress.resolve(url)) {
        try {
          return await tryAddress({
            ...target,
            hostname: pinned.address,
            host,
            servername: serverName(host),
          });
        } catch (error) {
          failure = error;
        }
      }
      throw new EwsFailure('unreachable', { maySent: false, cause: failure });
    };
    attempt().then(
      (socket) => {
        connected(socket);
        callback(null, socket as Parameters<typeof callback>[1] & object);
      },
      (error: unknown) => {
        const failure =
          error instanceof EwsFailure || VmrKitError.is(error)
            ? error
            : new EwsFailure('unreachable', { maySent: false, cause: error });
        callback(failure, null);
      },
    );
  };
}

/** SNI and certificate checks go by name; an address literal has none (RFC 6066 section 3). */
function serverName(host: string): string {
  return /^[\d.]+$/.test(host) || host.includes(':') ? '' : host;
}
