import {
  type Clock,
  type HttpConnection,
  type Logger,
  type Pauses,
  type Random,
  type ServerTime,
  uuidV4,
  type WireAnswer,
} from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';
import { wireFailure } from '../errors/wire-failure.ts';
import { failureOf, responseMessages } from '../soap/envelope.ts';
import type { AccountBudget } from './account-budget.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { CookieJars } from './cookie-jar.ts';
import { joinSignals } from './join-signals.ts';
import { checkStatus, dateOf, type EwsAnswer, readAnswer } from './read-answer.ts';
import type { SignedSend } from './sign-in.ts';

/** What the channels of one account share. */
export interface SharedWire {
  readonly budget: AccountBudget;
  /** Of those that sign in alike; each further refusal counts towards the account's lockout. */
  readonly signInPauses: Pauses;
  readonly connections: ConnectionPool;
  /** Path and query of the endpoint. */
  readonly path: string;
  readonly jars: CookieJars;
  readonly signIn: SignedSend;
}

/** What a channel is opened with. */
export interface EwsChannelOptions {
  readonly wire: SharedWire;
  readonly callDeadlineMs: number;
  readonly deps: { readonly clock: Clock; readonly random: Random; readonly logger: Logger };
}

/** One call. */
export interface EwsCall {
  /** The operation's name, for logs. */
  readonly operation: string;
  /** The mailbox worked on: anchor, cookies and turn go by it. */
  readonly mailbox: string;
  readonly envelope: string;
  /** Asks the server to keep what follows at the mailbox's own server. */
  readonly affinity?: boolean;
  /** Doing it twice does no harm, so a connection that broke may be tried again. */
  readonly repeatable: boolean;
  /** It is about a stream alone: refused for being too much, it keeps no other call away. */
  readonly ofStream?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly correlationId?: string | undefined;
}

/** An open stream of an account. */
export interface EwsStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const HEADER_SAFE = /^[\x21-\x7e]{1,320}$/;

/**
 * One user's way to a server as an account: deadlines, headers, what is repeated and what a refusal means. Connections,
 * sign-in, cookies, turns and pauses are shared with the other users of the account.
 */
export class EwsChannel {
  readonly #options: EwsChannelOptions;
  readonly #wire: SharedWire;
  readonly #closing = new AbortController();
  #serverTime: ServerTime | null = null;

  constructor(options: EwsChannelOptions) {
    this.#options = options;
    this.#wire = options.wire;
  }

  /** The server's wall time as the last answer told it, whatever the answer was. */
  get serverTime(): ServerTime | null {
    return this.#serverTime;
  }

  /** Calls and reads the whole answer. Rejects with EwsFailure, or with the reason of the caller's abort. */
  async call(call: EwsCall): Promise<EwsAnswer> {
    const outer = joinSignals(this.#closing.signal, call.signal);
    try {
      return await this.#wire.budget.run(call.mailbox, outer.signal, () =>
        this.#withRepeat(call, outer.signal),
      );
    } catch (error) {
      throw this.#explain(error, call);
    } finally {
      outer.release();
    }
  }

  /** Opens a stream on a connection of its own; `signal` cuts it. */
  async stream(call: EwsCall): Promise<EwsStream> {
    this.#closing.signal.throwIfAborted();
    this.#wire.budget.pauses.check(call.mailbox);
    const connection = this.#wire.connections.open();
    const outer = joinSignals(this.#closing.signal, call.signal);
    const close = async (): Promise<void> => {
      outer.release();
      await connection.destroy();
    };
    const deadline = new AbortController();
    const expiry = setTimeout(
      () => deadline.abort(new EwsFailure('timeout', { maySent: true })),
      this.#options.callDeadlineMs,
    );
    try {
      const answer = await this.#send(connection, call, AbortSignal.any([outer.signal, deadline.signal]));
      await checkStatus(answer);
      if (answer.status !== 200) await readAnswer(answer);
      return { chunks: answer.body, close };
    } catch (error) {
      await close();
      throw this.#explain(this.#paused(error, call), call);
    } finally {
      clearTimeout(expiry);
    }
  }

  /** The mailbox server that answers for this mailbox, as far as the server names it. */
  affinityOf(mailbox: string): string {
    return this.#wire.jars.of(mailbox).affinity;
  }

  /** Aborts what this user runs. */
  close(): void {
    this.#closing.abort(new EwsFailure('closed', { maySent: true }));
  }

  async #withRepeat(call: EwsCall, outer: AbortSignal): Promise<EwsAnswer> {
    const connection = this.#wire.connections.take();
    const kept = connection.connected;
    try {
      return await this.#exchange(connection, call, outer);
    } catch (error) {
      const stale = kept && error instanceof EwsFailure && error.kind === 'unreachable';
      if (!stale || !call.repeatable || outer.aborted) throw error;
      return await this.#exchange(connection, call, outer);
    } finally {
      this.#wire.connections.give(connection);
    }
  }

  async #exchange(connection: HttpConnection, call: EwsCall, outer: AbortSignal): Promise<EwsAnswer> {
    const timeout = AbortSignal.timeout(this.#options.callDeadlineMs);
    const started = this.#options.deps.clock.monotonicMs();
    try {
      const answer = await readAnswer(await this.#send(connection, call, AbortSignal.any([outer, timeout])));
      this.#heed(call, answer);
      return answer;
    } catch (error) {
      if (timeout.aborted && !outer.aborted) {
        throw new EwsFailure('timeout', { maySent: true, cause: error });
      }
      throw this.#paused(error, call);
    } finally {
      this.#options.deps.logger.debug('Called Exchange.', {
        operation: call.operation,
        mailbox: call.mailbox,
        correlationId: call.correlationId,
        milliseconds: Math.round(this.#options.deps.clock.monotonicMs() - started),
      });
    }
  }

  async #send(connection: HttpConnection, call: EwsCall, signal: AbortSignal): Promise<WireAnswer> {
    // Asked here, since whoever waited for a turn may wait behind a refusal.
    this.#wire.signInPauses.check(call.mailbox);
    const jar = this.#wire.jars.of(call.mailbox);
    const answer = await this.#wire
      .signIn(connection, {
        method: 'POST',
        path: this.#wire.path,
        headers: this.#headers(call, jar.header()),
        body: call.envelope,
        signal,
      })
      .catch((error: unknown) => {
        throw wireFailure(error);
      });
    jar.store(answer.headers['set-cookie']);
    const at = dateOf(answer);
    if (at !== null) this.#serverTime = { at, heardMs: this.#options.deps.clock.monotonicMs() };
    return answer;
  }

  #headers(call: EwsCall, cookie: string | null): Record<string, string> {
    const given = call.correlationId ?? '';
    const headers: Record<string, string> = {
      'content-type': 'text/xml; charset=utf-8',
      accept: 'text/xml',
      'user-agent': 'VMRKit',
      'client-request-id': HEADER_SAFE.test(given) ? given : uuidV4(this.#options.deps.random),
      'return-client-request-id': 'true',
    };
    if (HEADER_SAFE.test(call.mailbox)) headers['x-anchormailbox'] = call.mailbox;
    if (call.affinity) headers['x-preferserveraffinity'] = 'true';
    if (cookie !== null) headers.cookie = cookie;
    return headers;
  }

  /** A batch may come back with some of its messages refused for being too many. */
  #heed(call: EwsCall, answer: EwsAnswer): void {
    const busy = responseMessages(answer.body)
      .map(failureOf)
      .find((failure) => failure?.kind === 'throttled');
    this.#wire.signInPauses.succeeded(call.mailbox);
    const { pauses } = this.#wire.budget;
    if (!busy) pauses.succeeded(call.mailbox);
    else if (!call.ofStream) pauses.begin(call.mailbox, busy.retryAfterMs);
  }

  #explain(error: unknown, call: EwsCall): unknown {
    if (this.#closing.signal.aborted) return this.#closing.signal.reason;
    return call.signal?.aborted ? call.signal.reason : error;
  }

  /** Remembers a pause that the server asked for: the web server means the account, Exchange the mailbox. */
  #paused(error: unknown, call: EwsCall): unknown {
    if (!(error instanceof EwsFailure)) return error;
    if (error.kind === 'sign-in') this.#wire.signInPauses.begin(null, null);
    if (error.kind !== 'throttled' || call.ofStream) return error;
    const code = error.responseCode;
    return new EwsFailure('throttled', {
      maySent: false,
      retryAfterMs: this.#wire.budget.pauses.begin(code === null ? null : call.mailbox, error.retryAfterMs),
      cause: error,
      ...(code === null ? {} : { responseCode: code }),
    });
  }
}
