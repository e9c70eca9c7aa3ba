import { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import { type Clock, instant, type ServerTime } from '@vmrkit/core';
import type { GraphAccount } from '../account/graph-account.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { AT_A_TIME, MOST_IN_BATCH, runBatch } from './batch.ts';
import type {
  GraphCall,
  GraphCallOptions,
  GraphClient,
  GraphObject,
  GraphOutcome,
  GraphPage,
} from './graph-client.ts';
import { Authorize, Exchange, Send } from './middleware.ts';
import { checkedLink, readPage, walkPages } from './pages.ts';
import { failureOfWire, type RawAnswer, readAnswer } from './read-answer.ts';
import { headersOf } from './request-headers.ts';
import type { RunningCalls } from './running-calls.ts';

const VERSION = 'v1.0';

/** What the mailbox clients of one provider share. */
export interface GraphWire {
  readonly account: GraphAccount;
  readonly graphUrl: string;
  readonly clock: Clock;
  readonly calls: RunningCalls;
  /** The time that the last answer told, whoever asked. */
  serverTime: ServerTime | null;
}

/** {@link GraphClient} over Microsoft's client library, with a middleware chain of our own. */
export class SdkGraphClient implements GraphClient {
  readonly user: string;
  readonly #wire: GraphWire;
  readonly #lane: string;
  readonly #client: Client;
  readonly #base: string;

  constructor(email: string, wire: GraphWire) {
    this.user = `/users/${encodeURIComponent(email).replaceAll("'", '%27')}`;
    this.#lane = email.toLowerCase();
    this.#wire = wire;
    this.#base = `${wire.graphUrl}/${VERSION}`;
    const { tokens, fetch } = wire.account;
    this.#client = Client.initWithMiddleware({
      baseUrl: wire.graphUrl,
      middleware: new Authorize(tokens, new Send(fetch)),
    });
  }

  call(call: GraphCall, options: GraphCallOptions = {}): Promise<GraphObject> {
    const url = `${this.#base}${call.path}`;
    return this.#within(options, (own) => this.#run(1, own, () => this.#send(url, call, own)));
  }

  batch(calls: readonly GraphCall[], options: GraphCallOptions = {}): Promise<readonly GraphOutcome[]> {
    const { account } = this.#wire;
    const { budget, tokens } = account;
    return this.#within(options, (own) =>
      runBatch(calls, {
        run: (want, act) => this.#run(want, own, act),
        send: (call) => this.#send(`${this.#base}${call.path}`, call, own),
        throttled: (ms) => budget.pauses.begin(this.#lane, ms),
        unauthorized: async () => tokens.refuse(await tokens.token()),
        size: () => account.batchSize,
        tooMany: () => {
          account.batchSize = AT_A_TIME;
        },
        allTaken: () => {
          account.batchSize = MOST_IN_BATCH;
        },
      }),
    );
  }

  async page(
    pathOrLink: string,
    { prefer = [], ...options }: GraphCallOptions & Pick<GraphCall, 'prefer'> = {},
  ): Promise<GraphPage> {
    const url = pathOrLink.startsWith('/')
      ? `${this.#base}${pathOrLink}`
      : checkedLink(pathOrLink, this.#base);
    const call: GraphCall = { method: 'GET', path: '', prefer };
    return this.#within(options, async (own) =>
      readPage(await this.#run(1, own, () => this.#send(url, call, own))),
    );
  }

  followLinks(
    path: string,
    options: GraphCallOptions & Pick<GraphCall, 'prefer'> = {},
  ): AsyncIterable<readonly GraphObject[]> {
    return walkPages(path, (link) => this.page(link, options));
  }

  #within<T>(options: GraphCallOptions, act: (own: GraphCallOptions) => Promise<T>): Promise<T> {
    return this.#wire.calls.run(options.signal, (signal) => act({ ...options, signal }));
  }

  async #run<T>(want: number, { signal }: GraphCallOptions, act: (places: number) => Promise<T>): Promise<T> {
    const { budget } = this.#wire.account;
    return budget.run(this.#lane, { want, signal }, async (places) => {
      try {
        const result = await act(places);
        budget.pauses.succeeded(this.#lane);
        return result;
      } catch (error) {
        if (!(error instanceof GraphFailure) || error.kind !== 'throttled') throw error;
        const retryAfterMs = budget.pauses.begin(this.#lane, error.retryAfterMs);
        throw new GraphFailure('throttled', { maySent: false, retryAfterMs });
      }
    });
  }

  /** One request, without a turn. */
  async #send(url: string, call: GraphCall, options: GraphCallOptions): Promise<GraphObject> {
    const reads = call.method === 'GET';
    let answer: RawAnswer;
    try {
      const response = await this.#fetch(url, call, options);
      this.#hear(response);
      const text = await response.text();
      answer = { status: response.status, header: (name) => response.headers.get(name), body: jsonOf(text) };
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      throw failureOfWire(error, { reads });
    }
    const body = readAnswer(answer, { reads });
    const slower = Number(answer.header('retry-after'));
    if (slower > 0) this.#wire.account.budget.slowDown(this.#lane, slower * 1_000);
    return body;
  }

  async #fetch(url: string, call: GraphCall, { signal, correlationId }: GraphCallOptions): Promise<Response> {
    const exchange = new Exchange(url);
    let request = this.#client
      .api('/')
      .middlewareOptions([exchange])
      .responseType(ResponseType.RAW)
      .headers(headersOf(call));
    if (signal) request = request.option('signal', signal);
    if (correlationId) request = request.header('client-request-id', correlationId);
    const methods = {
      GET: () => request.get(),
      DELETE: () => request.delete(),
      POST: () => request.post(call.body ?? {}),
      PATCH: () => request.patch(call.body ?? {}),
    };
    await methods[call.method]().catch((error: unknown) => {
      throw exchange.failure ?? error;
    });
    if (!exchange.response) throw new GraphFailure('malformed', { maySent: true });
    return exchange.response;
  }

  #hear(response: Response): void {
    const told = Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(told)) return;
    this.#wire.serverTime = { at: instant(told), heardMs: this.#wire.clock.monotonicMs() };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
