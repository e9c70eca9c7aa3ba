import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { rootCertificates } from 'node:tls';
import type { Json } from './graph-request.ts';

/** Milliseconds within which an endpoint must answer a notification. */
const answerWithinMs = 3_000;
/** Milliseconds before the first repetition; each further one waits twice as long. */
const firstRepeatMs = 500;
const mostRepeats = 4;

/** Posts notifications, late, together or again as it is told. */
export class NotificationPost {
  /** PEM of authorities that are trusted besides the usual ones; null: those alone. */
  caCertificates: string | null = null;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #waiting = new Map<string, Json[]>();
  #posted = 0;
  #refused = 0;

  /** How many posts were answered with 2xx, and how many were not. */
  get counts(): { readonly posted: number; readonly refused: number } {
    return { posted: this.#posted, refused: this.#refused };
  }

  /** Takes an entry for an address. */
  send(url: string, entry: Json, how: { readonly delayMs: number; readonly bundled: boolean }): void {
    if (!how.bundled) {
      this.#later(how.delayMs, () => this.#deliver(url, [entry], 0));
      return;
    }
    const waiting = this.#waiting.get(url);
    if (waiting) {
      waiting.push(entry);
      return;
    }
    this.#waiting.set(url, [entry]);
    this.#later(how.delayMs, () => {
      const entries = this.#waiting.get(url) ?? [];
      this.#waiting.delete(url);
      this.#deliver(url, entries, 0);
    });
  }

  /** Stops all that is on its way. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
  }

  #deliver(url: string, value: readonly Json[], repeats: number): void {
    post(url, {
      type: 'application/json; charset=utf-8',
      body: JSON.stringify({ value }),
      withinMs: answerWithinMs,
      caCertificates: this.caCertificates,
    })
      .then(({ status }) => status >= 200 && status < 300)
      .catch(() => false)
      .then((isTaken) => {
        if (isTaken) {
          this.#posted += 1;
          return;
        }
        this.#refused += 1;
        if (repeats < mostRepeats)
          this.#later(firstRepeatMs * 2 ** repeats, () => this.#deliver(url, value, repeats + 1));
      });
  }
}

/** Asks an endpoint whether it wants notifications: it must give the token back, as text, within the time. */
export async function validates(
  url: string,
  {
    token,
    ...how
  }: { readonly token: string; readonly withinMs: number; readonly caCertificates: string | null },
): Promise<boolean> {
  const address = new URL(url);
  address.searchParams.set('validationToken', token);
  try {
    const answer = await post(address.href, { ...how, type: 'text/plain; charset=utf-8', body: '' });
    return answer.status === 200 && /^text\/plain/i.test(answer.type) && answer.text === token;
  } catch {
    return false;
  }
}

interface Post {
  readonly type: string;
  readonly body: string;
  /** Until the answer was read. */
  readonly withinMs: number;
  readonly caCertificates: string | null;
}

/** One POST over http or https. Rejects where no answer comes in time. */
function post(
  url: string,
  { type, body, withinMs, caCertificates }: Post,
): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(withinMs),
    };
    const ca = caCertificates === null ? {} : { ca: [...rootCertificates, caCertificates] };
    const sent = url.startsWith('https:')
      ? requestHttps(url, { ...options, ...ca })
      : requestHttp(url, options);
    sent.once('error', reject);
    sent.once('response', (answer) => {
      const { statusCode = 0, headers } = answer;
      text(answer).then(
        (read) => resolve({ status: statusCode, type: headers['content-type'] ?? '', text: read }),
        reject,
      );
    });
    sent.end(body);
  });
}
