import { codeOf, type Logger, type PlatformEvent } from '@vmrkit/core';

/** Who told of events. */
export interface EventSource {
  /** Name of the connection. */
  readonly platform: string;
  readonly tenants: readonly string[] | 'all';
}

/** What an {@link EventQueue} works with. */
export interface EventQueueOptions {
  take(events: readonly PlatformEvent[], from: EventSource): Promise<void>;
  readonly logger: Logger;
}

/** Most events that wait: more come only while the store is away. */
const MOST_WAITING = 20_000;

/** Events that platforms were thanked for and that are still to be written: one request after the other, as they came. */
export class EventQueue {
  readonly #options: EventQueueOptions;
  #waiting = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  /** Takes events on; what would be too much, or cannot be written, is dropped with a warning. Never throws. */
  add(events: readonly PlatformEvent[], from: EventSource): void {
    if (events.length === 0) return;
    const { take } = this.#options;
    if (this.#waiting + events.length > MOST_WAITING) {
      this.#warn(events, { from, code: 'ERR_PLATFORM_EVENTS_WAITING' });
      return;
    }
    this.#waiting += events.length;
    this.#work = this.#work
      .then(() => take(events, from))
      .catch((error: unknown) => this.#warn(events, { from, code: codeOf(error) }))
      .finally(() => {
        this.#waiting -= events.length;
      });
  }

  /** Resolves once everything that was added before is written or dropped. */
  settled(): Promise<void> {
    return this.#work;
  }

  #warn(
    events: readonly PlatformEvent[],
    { from: { platform }, code }: { readonly from: EventSource; readonly code: string },
  ): void {
    const told = { platform, code, events: events.length };
    this.#options.logger.warn('Events of a platform were dropped.', told);
  }
}
