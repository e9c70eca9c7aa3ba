import { DAY_MS, MINUTE_MS } from '@vmrkit/core';

/** Width of a bucket. */
const BUCKET_MS = 5 * MINUTE_MS;
/** How far back is told. */
const KEPT_MS = DAY_MS;

interface Bucket {
  requests: number;
  answers: number;
  /** The longest that an answer waited; null: nobody looked. */
  queueSeconds: number | null;
}

/** What happened in five minutes. */
export interface TrafficBucket extends Readonly<Bucket> {
  /** When it began, in Unix milliseconds. */
  readonly at: number;
}

/** Meeting requests and answers of this process in the last day, in memory alone. */
export class Traffic {
  readonly #buckets = new Map<number, Bucket>();
  readonly #lastAnswers = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** So many meeting requests were read. */
  countRequests(count: number): void {
    this.#bucket().requests += count;
  }

  /** So many answers of a mailbox went out. */
  countAnswers(email: string, count: number): void {
    if (count === 0) return;
    this.#bucket().answers += count;
    this.#lastAnswers.set(email.toLowerCase(), this.#now());
  }

  /** The oldest answer that waits has waited so long. */
  sampleQueue(seconds: number): void {
    const bucket = this.#bucket();
    bucket.queueSeconds = Math.max(bucket.queueSeconds ?? 0, seconds);
  }

  /** When a mailbox answered last, in Unix milliseconds; null: not since the process began. */
  lastAnswerAt(email: string): number | null {
    return this.#lastAnswers.get(email.toLowerCase()) ?? null;
  }

  /** Every bucket of the last day, the oldest first, also those in which nothing happened since the process began. */
  series(): readonly TrafficBucket[] {
    this.#bucket();
    const [first = 0] = this.#buckets.keys();
    const last = this.#start();
    const empty = { requests: 0, answers: 0, queueSeconds: null };
    return Array.from({ length: (last - first) / BUCKET_MS + 1 }, (_, place) => {
      const at = first + place * BUCKET_MS;
      return { at, ...(this.#buckets.get(at) ?? empty) };
    });
  }

  #start(): number {
    return Math.floor(this.#now() / BUCKET_MS) * BUCKET_MS;
  }

  #bucket(): Bucket {
    const start = this.#start();
    for (const at of this.#buckets.keys()) if (at <= start - KEPT_MS) this.#buckets.delete(at);
    const known = this.#buckets.get(start);
    if (known !== undefined) return known;
    const made = { requests: 0, answers: 0, queueSeconds: null };
    this.#buckets.set(start, made);
    return made;
  }
}
