import { type Instant, type Participant, type Reply, SECOND_MS } from '@vmrkit/core';
import type { GraphEvent } from './entities.ts';
import { instantOf } from './times.ts';

/** How an entry was answered. */
export interface KnownAnswer {
  readonly verdict: 'accept' | 'decline';
  readonly at: Instant;
}

/** An answer that we gave, and when on the clock that only runs forward. */
export interface GivenAnswer extends KnownAnswer {
  readonly atMs: number;
}

/** What answering a request needs, as it was when the request was read. */
export interface KnownRequest {
  readonly eventId: string;
  readonly organizer: Participant | null;
  readonly subject: string;
  readonly answer: KnownAnswer | null;
}

/** Requests that are remembered at most; one that is forgotten is looked up again. */
const MOST = 5_000;

/** Entries of requests that were read, so that answering asks for nothing twice. */
export class KnownRequests {
  readonly #known = new Map<string, KnownRequest>();
  #lastAnswerMs: number | null = null;

  /** When our latest answer was given, on the clock that only runs forward. */
  get lastAnswerMs(): number | null {
    return this.#lastAnswerMs;
  }

  /** What is known of the request with this id. */
  get(messageId: string): KnownRequest | null {
    return this.#known.get(messageId) ?? null;
  }

  /** Remembers it. */
  set(messageId: string, request: KnownRequest): void {
    this.#known.delete(messageId);
    this.#known.set(messageId, request);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }

  /** We gave this answer to the request. */
  setAnswer(messageId: string, request: KnownRequest, { atMs, ...answer }: GivenAnswer): void {
    this.#lastAnswerMs = atMs;
    this.set(messageId, { ...request, answer });
  }

  /** Forgets it: what was known may not hold any more. */
  delete(messageId: string): void {
    this.#known.delete(messageId);
  }
}

/** How an entry was answered, by its own word; null: it was not, or that is not told. */
export function answerOf({ responseStatus }: GraphEvent): KnownAnswer | null {
  const response = responseStatus?.response?.toLowerCase();
  const at = instantOf(responseStatus?.time);
  if (at === null || at <= 0) return null;
  if (response === 'accepted') return { verdict: 'accept', at };
  return response === 'declined' ? { verdict: 'decline', at } : null;
}

/** Times of one server, some of which are told in whole seconds. */
export function isSince(at: Instant, receivedAt: Instant): boolean {
  return wholeSecond(at) >= wholeSecond(receivedAt);
}

/** Whether the answer that an entry tells of is one to this request; an earlier one of ours stands there, too. */
export function isAnswerTo({ receivedAt, earlierAnswerAt }: Reply, { at }: KnownAnswer): boolean {
  if (!isSince(at, receivedAt)) return false;
  return earlierAnswerAt === null || wholeSecond(at) > wholeSecond(earlierAnswerAt);
}

function wholeSecond(at: Instant): number {
  return Math.floor(at / SECOND_MS);
}
