import { EwsFailure } from '../errors/ews-failure.ts';
import type { InboxWatch } from './inbox-watch.ts';
import type { StreamHubOptions } from './stream-access.ts';
import { readStream } from './stream-connection.ts';
import type { StreamEvents } from './stream-events.ts';

interface Rider {
  readonly watch: InboxWatch;
  readonly subscription: string;
  readonly drop: (error: unknown) => void;
}

/** Riders that come at the same time share the connection that is opened for them. */
const GATHER_MS = 20;
/** The least that a server grants is a minute: one that closes much sooner would do so again and again. */
const SHORTEST_MS = 5_000;

/** One connection and the subscriptions on it; it opens anew whenever a rider comes, and after each good end. */
export class StreamGroup {
  readonly affinity: string;
  readonly #options: StreamHubOptions & { ended(): void };
  readonly #riders = new Map<string, Rider>();
  #restart = new AbortController();
  #running = false;

  constructor(affinity: string, options: StreamHubOptions & { ended(): void }) {
    this.affinity = affinity;
    this.#options = options;
  }

  /** Subscriptions on it. */
  get size(): number {
    return this.#riders.size;
  }

  /** Stays on the stream until the signal aborts; rejects when the subscription or the stream is lost. */
  ride(watch: InboxWatch, subscription: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (!this.#riders.delete(subscription)) return;
        if (this.#riders.size === 0) this.#restart.abort();
        resolve();
        this.#options.access.unsubscribe(watch.mailbox, subscription).catch(() => undefined);
      };
      const drop = (error: unknown): void => {
        signal.removeEventListener('abort', leave);
        this.#riders.delete(subscription);
        reject(error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#riders.set(subscription, { watch, subscription, drop });
      if (signal.aborted) leave();
      else if (this.#running) this.#restart.abort();
      else void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      await this.#options.clock.sleep(GATHER_MS);
      while (this.#riders.size > 0) {
        this.#restart = new AbortController();
        await this.#connect(this.#restart.signal);
      }
    } catch (error) {
      for (const rider of [...this.#riders.values()]) rider.drop(error);
    } finally {
      this.#running = false;
      this.#options.ended();
    }
  }

  /** One connection, to its end. Rejects when new subscriptions are needed. */
  async #connect(restart: AbortSignal): Promise<void> {
    const { access, clock, silenceMs } = this.#options;
    const riders = [...this.#riders.values()];
    const [first] = riders;
    if (!first) return;
    const began = clock.monotonicMs();
    try {
      const stream = await access.open(
        first.watch.mailbox,
        riders.map((rider) => rider.subscription),
        restart,
      );
      for (const { watch } of riders) {
        watch.live = true;
        // What came while no stream was open is told by a sync alone.
        watch.notify();
      }
      const end = await readStream(stream, {
        clock,
        silenceMs,
        signal: restart,
        tell: (events) => this.#tell(events),
      });
      if (end !== 'closed' || clock.monotonicMs() - began < SHORTEST_MS) {
        throw new EwsFailure(end === 'silent' ? 'timeout' : 'unreachable', { maySent: false });
      }
    } catch (error) {
      // Where the server named lost subscriptions, those are off and the others ride on.
      const lost = riders.some(({ subscription }) => !this.#riders.has(subscription));
      if (!restart.aborted && !lost) throw error;
    }
  }

  #tell(events: StreamEvents): void {
    for (const subscription of events.changed) this.#riders.get(subscription)?.watch.notify();
    for (const subscription of events.lost) {
      const failure = new EwsFailure('response', {
        responseCode: 'ErrorSubscriptionNotFound',
        maySent: false,
      });
      this.#riders.get(subscription)?.drop(failure);
    }
  }
}
