import { EwsFailure } from '../errors/ews-failure.ts';
import { InboxWatch } from './inbox-watch.ts';
import type { StreamHubOptions } from './stream-access.ts';
import { StreamGroup } from './stream-group.ts';

/** Subscriptions that one stream may carry (page how-to-maintain-affinity). */
const MAX_SUBSCRIPTIONS = 200;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;

/**
 * The streams of an account, shared by its mailboxes: those of one mailbox server ride on one connection, within the
 * number of connections and subscriptions that the server allows. A mailbox without a stream is followed by its
 * sync alone.
 */
export class StreamHub {
  readonly #options: StreamHubOptions;
  readonly #groups = new Set<StreamGroup>();
  readonly #closing = new AbortController();

  constructor(options: StreamHubOptions) {
    this.#options = options;
  }

  /** Watches an inbox until the signal aborts. */
  watch(mailbox: string, signal: AbortSignal): InboxWatch {
    const watch = new InboxWatch(mailbox);
    const either = AbortSignal.any([signal, this.#closing.signal]);
    this.#keep(watch, either).catch((error: unknown) => {
      this.#options.logger.error('A watched inbox lost its stream for good.', {
        mailbox,
        reason: error instanceof EwsFailure ? error.reason : 'unexpected',
      });
    });
    return watch;
  }

  /** Lets go of all streams. */
  close(): void {
    this.#closing.abort();
  }

  /** Subscribes, rides on a stream, and begins anew whenever that ends badly. */
  async #keep(watch: InboxWatch, signal: AbortSignal): Promise<void> {
    const { access, clock, logger } = this.#options;
    for (let pause = FIRST_RETRY_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
      const began = clock.monotonicMs();
      let wait = pause;
      let subscription: string | null = null;
      try {
        subscription = await access.subscribe(watch.mailbox, signal);
        const group = this.#groupFor(watch.mailbox);
        if (group) await group.ride(watch, subscription, signal);
        else {
          logger.debug('No stream is left for this inbox.', { mailbox: watch.mailbox });
          wait = LONGEST_RETRY_MS;
          await access.unsubscribe(watch.mailbox, subscription);
        }
      } catch (error) {
        if (subscription !== null)
          void access.unsubscribe(watch.mailbox, subscription).catch(() => undefined);
        if (signal.aborted) return;
        if (error instanceof EwsFailure) wait = Math.max(pause, error.retryAfterMs ?? 0);
        logger.warn('The stream of an inbox ended; its sync goes on.', {
          mailbox: watch.mailbox,
          reason: error instanceof EwsFailure ? error.reason : 'unexpected',
        });
      }
      watch.live = false;
      if (clock.monotonicMs() - began > LONGEST_RETRY_MS) pause = FIRST_RETRY_MS;
      await clock.sleep(wait, signal).catch(() => undefined);
    }
  }

  #groupFor(mailbox: string): StreamGroup | null {
    const affinity = this.#options.access.affinityOf(mailbox);
    for (const group of this.#groups) {
      if (group.affinity === affinity && group.size < MAX_SUBSCRIPTIONS) return group;
    }
    if (this.#groups.size >= this.#options.maxConnections) return null;
    const group = new StreamGroup(affinity, {
      ...this.#options,
      ended: () => this.#groups.delete(group),
    });
    this.#groups.add(group);
    return group;
  }
}
