import {
  type Clock,
  type EgressResolver,
  type Logger,
  type Random,
  type ServerTime,
  uuidV4,
} from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';
import { failureOf, responseMessages } from '../soap/envelope.ts';
import { AccountBudget } from './account-budget.ts';
import { CookieJars } from './cookie-jar.ts';
import { joinSignals } from './join-signals.ts';
import { PinnedSocket, type WireAnswer } from './pinned-socket.ts';
import { checkStatus, dateOf, type EwsAnswer, readAnswer } from './read-answer.ts';
import type { SignedSend } from './sign-in.ts';

/** What a channel is opened with. */
export interface EwsChannelOptions {
  readonly url: URL;
  readonly signIn: SignedSend;
  readonly caCertificates: string | null;
  readonly maxConcurrency: number;
  readonly callDeadlineMs: number;
  readonly deps: {
    readonly clock: Clock;
    readonly random: Random;
    readonly logger: Logger;
    readonly egress: EgressResolver;
  };
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
  readonly signal?: AbortSignal | undefined;
  readonly correlationId?: string | undefined;
}

/** An open stream of an account. */
export interface EwsStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const HEADER_SAFE = /^[\x21-\x7e]{1,320}$/;

/** The way to one server as one account: sockets, sign-in, cookies, turns, deadlines and pauses. */
export class EwsChannel {
  readonly #options: EwsChannelOptions;
  readonly #budget: AccountBudget;
  readonly #idle: PinnedSocket[] = [];
  readonly #busy = new Set<PinnedSocket>();
  readonly #jars = new CookieJars();
  readonly #closing = new AbortController();
  #serverTime: ServerTime | null = null;

  constructor(options: EwsChannelOptions) {
    this.#options = options;
    this.#budget = new AccountBudget(options.maxConcurrency, options.deps.clock);
  }

  /** The server's wall time as the last answer told it, whatever the answer was. */
  get serverTime(): ServerTime | null {
    return this.#serverTime;
  }

  /** Calls and reads the whole answer. Rejects with EwsFailure, or with the reason of the caller's abort. */
  async call(call: EwsCall): Promise<EwsAnswer> {
    const outer = joinSignals(this.#closing.signal, call.signal);
    try {
      return await this.#budget.run(call.mailbox, outer.signal, () => this.#withRepeat(call, outer.signal));
    } catch (error) {
      throw this.#explain(error, call);
    } finally {
      outer.release();
    }
  }

  /** Opens a stream on a connection of its own; `signal` cuts it. */
  async stream(call: EwsCall): Promise<EwsStream> {
    this.#budget.checkPause(call.mailbox);
    const socket = this.#open();
    const outer = joinSignals(this.#closing.signal, call.signal);
    const close = async (): Promise<void> => {
      outer.release();
      this.#busy.delete(socket);
      await socket.destroy();
    };
    const deadline = new AbortController();
    const expiry = setTimeout(
      () => deadline.abort(new EwsFailure('timeout', { maySent: true })),
      this.#options.callDeadlineMs,
    );
    try {
      const answer = await this.#send(socket, call, AbortSignal.any([outer.signal, deadline.signal]));
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
    return this.#jars.of(mailbox).affinity;
  }

  /** Aborts what runs and closes the connections. */
  async close(): Promise<void> {
    this.#closing.abort(new EwsFailure('closed', { maySent: true }));
    const sockets = [...this.#idle.splice(0), ...this.#busy];
    this.#busy.clear();
    await Promise.all(sockets.map((socket) => socket.destroy()));
  }

  async #withRepeat(call: EwsCall, outer: AbortSignal): Promise<EwsAnswer> {
    const socket = this.#idle.pop() ?? this.#open();
    this.#busy.add(socket);
    const kept = socket.connected;
    try {
      return await this.#exchange(socket, call, outer);
    } catch (error) {
      const stale = kept && error instanceof EwsFailure && error.kind === 'unreachable';
      if (!stale || !call.repeatable || outer.aborted) throw error;
      return await this.#exchange(socket, call, outer);
    } finally {
      this.#busy.delete(socket);
      if (!this.#closing.signal.aborted) this.#idle.push(socket);
    }
  }

  async #exchange(socket: PinnedSocket, call: EwsCall, outer: AbortSignal): Promise<EwsAnswer> {
    const timeout = AbortSignal.timeout(this.#options.callDeadlineMs);
    const started = this.#options.deps.clock.monotonicMs();
    try {
      const answer = await readAnswer(await this.#send(socket, call, AbortSignal.any([outer, timeout])));
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

  async #send(socket: PinnedSocket, call: EwsCall, signal: AbortSignal): Promise<WireAnswer> {
    const jar = this.#jars.of(call.mailbox);
    const answer = await this.#options.signIn(socket, {
      headers: this.#headers(call, jar.header()),
      body: call.envelope,
      signal,
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
    if (busy) this.#budget.pause(call.mailbox, busy.retryAfterMs);
    else this.#budget.succeeded(call.mailbox);
  }

  #explain(error: unknown, call: EwsCall): unknown {
    if (this.#closing.signal.aborted) return this.#closing.signal.reason;
    return call.signal?.aborted ? call.signal.reason : error;
  }

  /** Remembers a pause that the server asked for: the web server means the account, Exchange the mailbox. */
  #paused(error: unknown, call: EwsCall): unknown {
    if (!(error instanceof EwsFailure)) return error;
    if (error.kind === 'sign-in') this.#budget.pause(null, null, 'sign-in');
    if (error.kind !== 'throttled') return error;
    const code = error.responseCode;
    return new EwsFailure('throttled', {
      maySent: false,
      retryAfterMs: this.#budget.pause(code === null ? null : call.mailbox, error.retryAfterMs),
      cause: error,
      ...(code === null ? {} : { responseCode: code }),
    });
  }

  #open(): PinnedSocket {
    if (this.#closing.signal.aborted) throw this.#closing.signal.reason;
    const socket = new PinnedSocket({
      url: this.#options.url,
      egress: this.#options.deps.egress,
      caCertificates: this.#options.caCertificates,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    });
    this.#busy.add(socket);
    return socket;
  }
}
