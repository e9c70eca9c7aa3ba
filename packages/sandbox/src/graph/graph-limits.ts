import type { VirtualClock } from '../model/virtual-clock.ts';
import { GraphError } from './graph-error.ts';

/** What is allowed at a time and in a window; null for any number. */
export interface LimitSettings {
  readonly concurrency: number | null;
  /** Whether that is counted for each mailbox, or for an application over all of them. */
  readonly concurrencyScope: 'app-and-mailbox' | 'app';
  readonly requestsPerWindow: number | null;
  readonly windowMs: number;
}

/** What was in flight at most, and what was refused. */
export interface GraphLoad {
  readonly mostInFlight: number;
  readonly refusedConcurrency: number;
  readonly refusedRate: number;
}

interface Count {
  inFlight: number;
  mostInFlight: number;
  refusedConcurrency: number;
  refusedRate: number;
  /** Virtual times of the requests in the window. */
  recent: number[];
}

/** Counts requests of applications, by mailbox and over all, and refuses those that are too many. */
export class GraphLimits {
  readonly #counts = new Map<string, Count>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** A request begins; gives what to call at its end. Throws 429. A refused request counts in the window too. */
  begin(app: string, mailbox: string, limits: LimitSettings): () => void {
    const both = this.#of(`${app}|${mailbox}`);
    const overall = this.#of(app);
    const counts = [both, overall];
    const wait = rateWait(both, this.#clock.now(), limits);
    if (wait !== null) {
      both.refusedRate += 1;
      throw tooMany('The application exceeded its requests for this mailbox.', wait);
    }
    const { inFlight } = limits.concurrencyScope === 'app' ? overall : both;
    if (limits.concurrency !== null && inFlight >= limits.concurrency) {
      for (const count of counts) count.refusedConcurrency += 1;
      throw tooMany('Application is over its MailboxConcurrency limit.', 1);
    }
    for (const count of counts) {
      count.inFlight += 1;
      count.mostInFlight = Math.max(count.mostInFlight, count.inFlight);
    }
    return () => {
      for (const count of counts) count.inFlight -= 1;
    };
  }

  /** By application, and by application and mailbox (`app|mailbox`). */
  get all(): Readonly<Record<string, GraphLoad>> {
    return Object.fromEntries(
      [...this.#counts].map(([name, { mostInFlight, refusedConcurrency, refusedRate }]) => [
        name,
        { mostInFlight, refusedConcurrency, refusedRate },
      ]),
    );
  }

  #of(name: string): Count {
    const present = this.#counts.get(name);
    if (present) return present;
    const made = { inFlight: 0, mostInFlight: 0, refusedConcurrency: 0, refusedRate: 0, recent: [] };
    this.#counts.set(name, made);
    return made;
  }
}

/** Seconds to wait where the window is full, null where it is not. */
function rateWait(count: Count, now: number, { requestsPerWindow, windowMs }: LimitSettings): number | null {
  if (requestsPerWindow === null) return null;
  while (count.recent.length > 0 && (count.recent[0] ?? now) <= now - windowMs) count.recent.shift();
  count.recent.push(now);
  if (count.recent.length <= requestsPerWindow) return null;
  const freed = count.recent[count.recent.length - 1 - requestsPerWindow] ?? now;
  return Math.max(1, Math.ceil((freed + windowMs - now) / 1_000));
}

function tooMany(message: string, retryAfterSeconds: number): GraphError {
  return new GraphError(429, 'ApplicationThrottled', message, { 'Retry-After': String(retryAfterSeconds) });
}
