import { EwsFailure } from '../errors/ews-failure.ts';
import { InboxWatch } from './inbox-watch.ts';
import { FIRST_RETRY_MS, LONGEST_RETRY_MS, longer, waitAfter } from './retry-pause.ts';
import { StreamGroup } from './stream-group.ts';
import type { StreamHubOptions, WatchedInbox } from './watched-inbox.ts';

/** Subscriptions that one stream may carry (page how-to-maintain-affinity). */
const MAX_SUBSCRIPTIONS = 200;

/**
 * The streams of an account, shared by its mailboxes whatever their records: those of one mailbox server ride on one
 * connection, within the number of connections and subscriptions that the server allows. A mailbox without a stream is
 * followed by its sync alone.
 */
export class StreamHub {
  readonly #options: StreamHubOptions;
  readonly #groups = new Set<StreamGroup>();
  readonly #closing = new AbortController();

  constructor(options: StreamHubOptions) {
    this.#options = options;
  }

  /** Watches an inbox until the signal aborts. */
  watch(inbox: WatchedInbox, signal: AbortSignal): InboxWatch {
    const watch = new InboxWatch();
    const either = AbortSignal.any([signal, this.#closing.signal]);
    this.#keep(inbox, { watch, signal: either })
      .catch((error: unknown) => {
        this.#options.logger.error('A watched inbox lost its stream for good.', {
          mailbox: inbox.mailbox,
          reason: error instanceof EwsFailure ? error.reason : 'unexpected',
        });
      })
      // Who follows learns at once that its provider was closed.
      .finally(() => watch.notify());
    return watch;
  }

  /** Lets go of all streams. */
  close(): void {
    this.#closing.abort();
  }

  /** Subscribes, rides on a stream, and begins anew whenever that ends badly. */
  async #keep(
    inbox: WatchedInbox,
    { watch, signal }: { readonly watch: InboxWatch; readonly signal: AbortSignal },
  ): Promise<void> {
    const { clock, logger } = this.#options;
    for (let pause = FIRST_RETRY_MS; !signal.aborted; pause = longer(pause)) {
      const began = clock.monotonicMs();
      let wait = pause;
      let subscription: string | null = null;
      try {
        subscription = await inbox.subscribe(signal);
        const group = this.#groupFor(inbox);
        if (group) await group.ride({ inbox, watch, subscription }, signal);
        else {
          logger.debug('No stream is left for this inbox.', { mailbox: inbox.mailbox });
          wait = LONGEST_RETRY_MS;
          await inbox.unsubscribe(subscription);
        }
      } catch (error) {
        if (subscription !== null) void inbox.unsubscribe(subscription).catch(() => undefined);
        if (signal.aborted) return;
        wait = waitAfter(error, pause);
        logger.warn('The stream of an inbox ended; its sync goes on.', {
          mailbox: inbox.mailbox,
          reason: error instanceof EwsFailure ? error.reason : 'unexpected',
        });
      }
      watch.live = false;
      if (clock.monotonicMs() - began > LONGEST_RETRY_MS) pause = FIRST_RETRY_MS;
      await clock.sleep(wait, signal).catch(() => undefined);
    }
  }

  #groupFor(inbox: WatchedInbox): StreamGroup | null {
    const place = inbox.place();
    for (const group of this.#groups) {
      if (group.place === place && group.size < MAX_SUBSCRIPTIONS) return group;
    }
    if (this.#groups.size >= this.#options.limits().streams) return null;
    const group = new StreamGroup(place, {
      ...this.#options,
      ended: () => this.#groups.delete(group),
    });
    this.#groups.add(group);
    return group;
  }
}
