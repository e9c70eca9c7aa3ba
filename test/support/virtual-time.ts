import type { Clock, Http, Instant } from '@vmrkit/core';
import { instant } from '@vmrkit/core';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Turns of the event loop without a call after which nobody is at work. */
const IDLE_TURNS = 10;

/**
 * A clock that passes only while everybody sleeps: it stands while calls over its {@link http} are under way, then goes on
 * to whoever wakes next. Hours of waiting take no time.
 */
export class VirtualTime implements Clock {
  readonly #begin: number;
  /** Moves the other side's clock by as much. */
  readonly #passed: (milliseconds: number) => Promise<unknown>;
  readonly #sleepers = new Set<Sleeper>();
  #ms = 0;
  #underWay = 0;
  #calls = 0;

  constructor(begin: Instant, passed: (milliseconds: number) => Promise<unknown>) {
    this.#begin = begin;
    this.#passed = passed;
  }

  now(): Instant {
    return instant(this.#begin + this.#ms);
  }

  monotonicMs(): number {
    return this.#ms;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { dueMs: this.#ms + Math.max(0, Math.ceil(milliseconds)), wake };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /** The same network, whose calls hold this clock until their answer was read. */
  http(http: Http): Http {
    return {
      ...http,
      client: (options) => {
        const client = http.client(options);
        const fetch: typeof globalThis.fetch = (input, init) =>
          this.standStill(async () => {
            const answer = await client.fetch(input, init);
            const body = await answer.arrayBuffer();
            const { status, statusText, headers } = answer;
            return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
          });
        return { fetch, connection: (origin) => client.connection(origin), close: () => client.close() };
      },
    };
  }

  /** Lets no time pass while `act` runs. */
  async standStill<T>(act: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    this.#calls += 1;
    try {
      return await act();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Lets time pass until `done` says so; rejects when it takes longer than `limitMs`. */
  async passUntil(done: () => Promise<boolean>, limitMs: number): Promise<void> {
    for (const endMs = this.#ms + limitMs; ; await this.#pass()) {
      await this.#idle();
      if (await done()) return;
      if (this.#ms > endMs) throw new Error(`Not done within ${limitMs} ms.`);
    }
  }

  /** Goes on to the next who wakes. */
  async #pass(): Promise<void> {
    const next = Math.min(...[...this.#sleepers].map(({ dueMs }) => dueMs));
    if (!Number.isFinite(next)) throw new Error('Nobody sleeps, and nobody works.');
    const by = next - this.#ms;
    if (by > 0) await this.#passed(by);
    this.#ms = Math.max(this.#ms, next);
    for (const sleeper of this.#sleepers) if (sleeper.dueMs <= this.#ms) sleeper.wake();
  }

  async #idle(): Promise<void> {
    for (let turns = 0, seen = this.#calls; turns < IDLE_TURNS; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#underWay > 0 || seen !== this.#calls) turns = 0;
      seen = this.#calls;
    }
  }
}
