import { HttpError } from '@vmrkit/core';
import { type Dispatcher, fetch as undiciFetch } from 'undici';
import { brokenCall } from './broken-call.ts';

/** The limits of a `fetch`. */
export interface FetchLimits {
  readonly maxBytes: number;
  readonly deadlineMs: number;
}

/**
 * The standard `fetch` over the connections of `dispatcher`: no redirect is followed, time and size are limited to
 * the end of the body, and failures are HttpErrors.
 */
export function limitedFetch(
  dispatcher: () => Dispatcher,
  { maxBytes, deadlineMs }: FetchLimits,
): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const given = input instanceof Request ? input : null;
    checkTarget(given?.url ?? String(input));
    const request = new Request(input, { ...init, signal: null });
    const call = new Call(init.signal ?? given?.signal ?? null, deadlineMs);
    try {
      const answer = await undiciFetch(request.url, {
        method: request.method,
        headers: [...request.headers],
        body: request.body === null ? null : new Uint8Array(await request.arrayBuffer()),
        redirect: 'manual',
        signal: call.signal,
        dispatcher: dispatcher(),
      });
      const { status, statusText, headers } = answer;
      const body = answer.body === null ? null : call.limit(answer.body.getReader(), maxBytes);
      if (body === null) call.end();
      const told = new Response(body, { status, statusText, headers: [...headers] });
      Object.defineProperty(told, 'url', { value: request.url });
      return told;
    } catch (error) {
      throw call.failure(error);
    }
  };
}

/** `fetch` also reads `data:` and the like, which no gate would see. */
function checkTarget(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const sound = url !== null && /^https?:$/.test(url.protocol);
  if (sound && url.username === '' && url.password === '') return;
  throw new HttpError('This address cannot be called.', { code: 'ERR_EGRESS_REFUSED', sent: 'no' });
}

/** One call from its beginning to the end of its body. */
class Call {
  readonly #cut = new AbortController();
  readonly #outer: AbortSignal | null;
  readonly #abort = () => this.#cut.abort(this.#outer?.reason);
  readonly #timer: NodeJS.Timeout;

  constructor(outer: AbortSignal | null, deadlineMs: number) {
    this.#outer = outer;
    if (outer?.aborted) this.#abort();
    outer?.addEventListener('abort', this.#abort, { once: true });
    this.#timer = setTimeout(() => {
      const late = { code: 'ERR_HTTP_TIMEOUT', sent: 'maybe' } as const;
      this.#cut.abort(new HttpError('The server did not answer in time.', late));
    }, deadlineMs);
  }

  get signal(): AbortSignal {
    return this.#cut.signal;
  }

  /** Lets go of the clock and of the caller's signal. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
  }

  /** Ends the call and says why it failed. */
  failure(error: unknown): unknown {
    this.end();
    this.#cut.abort(brokenCall(error, 'maybe'));
    return this.signal.reason;
  }

  /** The same body, that fails once it is larger than is taken. */
  limit(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
    let size = 0;
    return new ReadableStream({
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (done) {
            this.end();
            controller.close();
            return;
          }
          size += value.byteLength;
          if (size > maxBytes) this.#cut.abort(tooLarge(maxBytes));
          this.signal.throwIfAborted();
          controller.enqueue(value);
        } catch (error) {
          controller.error(this.failure(error));
        }
      },
      cancel: (reason) => {
        this.end();
        return reader.cancel(reason);
      },
    });
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(`The answer is larger than ${maxBytes} bytes.`, {
    code: 'ERR_HTTP_TOO_LARGE',
    sent: 'maybe',
  });
}
