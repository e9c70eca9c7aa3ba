import type { Instant, Participant } from '@vmrkit/core';
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
  /** By entry, the request that our latest answer was given to. */
  readonly #answered = new Map<string, string>();
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
    keep(this.#known, messageId, request);
  }

  /** We gave this answer to the request. */
  setAnswer(messageId: string, request: KnownRequest, { atMs, ...answer }: GivenAnswer): void {
    this.#lastAnswerMs = atMs;
    this.set(messageId, { ...request, answer });
    keep(this.#answered, request.eventId, messageId);
  }

  /**
   * How the request was answered, by its entry's word. An answer of ours to an earlier request stands there too, when the
   * newer one came shortly before it.
   */
  answerTo(messageId: string, event: GraphEvent): KnownAnswer | null {
    const answered = this.#answered.get(event.id) ?? messageId;
    return answered === messageId ? answerOf(event) : null;
  }

  /** Forgets it: what was known may not hold any more. */
  delete(messageId: string): void {
    const request = this.#known.get(messageId);
    if (request) this.#answered.delete(request.eventId);
    this.#known.delete(messageId);
  }
}

function keep<T>(all: Map<string, T>, key: string, value: T): void {
  all.delete(key);
  all.set(key, value);
  const [oldest] = all.keys();
  if (all.size > MOST && oldest !== undefined) all.delete(oldest);
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
  return at >= Math.floor(receivedAt / 1_000) * 1_000;
}
