import { EwsFailure } from '../errors/ews-failure.ts';
import type { InboxWatch } from './inbox-watch.ts';
import { FIRST_RETRY_MS, LONGEST_RETRY_MS, longer, waitAfter } from './retry-pause.ts';
import { readStream } from './stream-connection.ts';
import type { StreamEvents } from './stream-events.ts';
import type { StreamHubOptions, WatchedInbox } from './watched-inbox.ts';

/** An inbox with its subscription. */
export interface Passenger {
  readonly inbox: WatchedInbox;
  readonly watch: InboxWatch;
  readonly subscription: string;
}

interface Rider extends Passenger {
  readonly drop: (error: unknown) => void;
  /** The inbox's folder id, once it was told. */
  inboxId: string | null;
}

/** Riders that come at the same time share the connection that is opened for them. */
const GATHER_MS = 20;
/** Those that come later wait until nobody came for so long: each new connection makes all inboxes sync. */
const QUIET_MS = 1_000;
/** But no longer than until their own sync is due. */
const LONGEST_GATHER_MS = 5_000;
/** The least that a server grants is a minute: one that closes much sooner would do so again and again. */
const SHORTEST_MS = 5_000;

/**
 * One connection and the subscriptions on it; it opens anew for riders that came, and after each good end. While the
 * server refuses it for being too much, its riders keep their subscriptions and are polled.
 */
export class StreamGroup {
  readonly place: string;
  readonly #options: StreamHubOptions & { ended(): void };
  readonly #riders = new Map<string, Rider>();
  /** Subscriptions on the present connection; none while there is none. */
  #aboard: ReadonlySet<string> = new Set();
  #restart = new AbortController();
  #running = false;
  #gathering = false;
  #arrivals = 0;

  constructor(place: string, options: StreamHubOptions & { ended(): void }) {
    this.place = place;
    this.#options = options;
  }

  /** Subscriptions on it. */
  get size(): number {
    return this.#riders.size;
  }

  /** Stays on the stream until the signal aborts; rejects when the subscription or the stream is lost. */
  ride({ inbox, watch, subscription }: Passenger, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (!this.#riders.delete(subscription)) return;
        if (this.#riders.size === 0) this.#restart.abort();
        resolve();
        inbox.unsubscribe(subscription).catch(() => undefined);
      };
      const drop = (error: unknown): void => {
        signal.removeEventListener('abort', leave);
        this.#riders.delete(subscription);
        reject(error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#riders.set(subscription, { inbox, watch, subscription, drop, inboxId: null });
      this.#arrivals += 1;
      if (signal.aborted) leave();
      else if (this.#running) void this.#takeAboard();
      else void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    const { clock } = this.#options;
    try {
      await clock.sleep(GATHER_MS);
      for (let pause = FIRST_RETRY_MS; this.#riders.size > 0; ) {
        this.#restart = new AbortController();
        const began = clock.monotonicMs();
        const refusal = await this.#connect(this.#restart.signal);
        this.#aboard = new Set();
        if (refusal === null || clock.monotonicMs() - began > LONGEST_RETRY_MS) pause = FIRST_RETRY_MS;
        if (refusal === null) continue;
        await this.#standAside(refusal, pause);
        pause = longer(pause);
      }
    } catch (error) {
      for (const rider of [...this.#riders.values()]) rider.drop(error);
    } finally {
      this.#running = false;
      this.#options.ended();
    }
  }

  /** One connection, to its end; gives the server's refusal if there was one. Rejects when new subscriptions are needed. */
  async #connect(restart: AbortSignal): Promise<EwsFailure | null> {
    const { clock, limits } = this.#options;
    const riders = [...this.#riders.values()];
    const [first] = riders;
    if (!first) return null;
    this.#aboard = new Set(this.#riders.keys());
    const began = clock.monotonicMs();
    try {
      const stream = await first.inbox.open([...this.#aboard], restart);
      for (const { watch } of riders) {
        watch.live = true;
        // What came while no stream was open is told by a sync alone.
        watch.notify();
      }
      const end = await readStream(stream, {
        clock,
        silenceMs: limits().silenceMs,
        signal: restart,
        tell: (events) => this.#tell(events),
      });
      if (end !== 'closed' || clock.monotonicMs() - began < SHORTEST_MS) {
        throw new EwsFailure(end === 'silent' ? 'timeout' : 'unreachable', { maySent: false });
      }
    } catch (error) {
      // Where the server named lost subscriptions, those are off and the others ride on.
      const lost = riders.some(({ subscription }) => !this.#riders.has(subscription));
      if (restart.aborted || lost) return null;
      if (error instanceof EwsFailure && error.kind === 'throttled') return error;
      throw error;
    }
    return null;
  }

  /** Leaves the server alone; the riders are followed by their sync meanwhile. */
  async #standAside(refusal: EwsFailure, pauseMs: number): Promise<void> {
    const { clock, logger } = this.#options;
    const waitMs = waitAfter(refusal, pauseMs);
    logger.warn('Exchange refused a stream; its inboxes are polled meanwhile.', {
      reason: refusal.reason,
      inboxes: this.#riders.size,
      waitMs,
    });
    for (const { watch } of this.#riders.values()) watch.live = false;
    await clock.sleep(waitMs, this.#restart.signal).catch(() => undefined);
  }

  /** Opens the connection anew for riders that came since, all of them at once. */
  async #takeAboard(): Promise<void> {
    if (this.#gathering) return;
    this.#gathering = true;
    const { clock } = this.#options;
    const latest = clock.monotonicMs() + LONGEST_GATHER_MS;
    for (let seen = -1; seen !== this.#arrivals && clock.monotonicMs() < latest; ) {
      seen = this.#arrivals;
      await clock.sleep(QUIET_MS);
    }
    this.#gathering = false;
    const isOff = (subscription: string): boolean => !this.#aboard.has(subscription);
    if (this.#aboard.size > 0 && [...this.#riders.keys()].some(isOff)) this.#restart.abort();
  }

  #tell(events: StreamEvents): void {
    for (const { subscription, cameInto, movedTo } of events.notifications) {
      const rider = this.#riders.get(subscription);
      if (rider === undefined) continue;
      rider.inboxId ??= cameInto || null;
      const { inboxId } = rider;
      const onlyMoves = cameInto === null && movedTo.length > 0;
      // What left the inbox, as a request does that was answered, is no news.
      if (onlyMoves && inboxId !== null && !movedTo.includes(inboxId)) continue;
      rider.watch.notify();
    }
    for (const subscription of events.lost) {
      const failure = new EwsFailure('response', {
        responseCode: 'ErrorSubscriptionNotFound',
        maySent: false,
      });
      this.#riders.get(subscription)?.drop(failure);
    }
  }
}
