import {
  type Clock,
  codeOf,
  type InboundNotification,
  type LogFields,
  type Logger,
  type ManagerClient,
  MINUTE_MS,
  MOST_KEY_LENGTH,
  MOST_PAYLOAD_LENGTH,
  SECOND_MS,
} from '@vmrkit/core';

/** What the relay works with. */
export interface NotificationRelayOptions {
  readonly managers: Pick<ManagerClient, 'deliver'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
}

/** What became of notifications so far. */
export interface NotificationCounts {
  readonly delivered: number;
  readonly dropped: number;
}

interface Waiting {
  readonly providers: readonly string[];
  readonly notification: InboundNotification;
}

/** Most notifications that wait for the managers. */
const MOST_WAITING = 1_000;
const MOST_PER_CALL = 200;
/** A manager takes bodies of 64 KB. */
const MOST_BYTES_PER_CALL = 48 * 1_024;
const DEADLINE_MS = 10 * SECOND_MS;

/**
 * Carries mail systems' notifications to the managers, one call at a time, after their senders were answered. What comes
 * while too many wait, or cannot be delivered, is dropped and counted: the next sync finds what it was about.
 */
export class NotificationRelay {
  readonly #options: NotificationRelayOptions;
  #waiting: readonly Waiting[] = [];
  #isSending = false;
  #delivered = 0;
  #dropped = 0;
  #silentUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: NotificationRelayOptions) {
    this.#options = options;
  }

  get counts(): NotificationCounts {
    return { delivered: this.#delivered, dropped: this.#dropped };
  }

  /** Takes notifications for the mailbox providers of these names. Returns at once, never throws. */
  take(providers: readonly string[], notifications: readonly InboundNotification[]): void {
    const sound = notifications.filter(
      ({ key, payload }) => key.length <= MOST_KEY_LENGTH && payload.length <= MOST_PAYLOAD_LENGTH,
    );
    const room = sound.slice(0, MOST_WAITING - this.#waiting.length);
    this.#waiting = this.#waiting.concat(room.map((notification) => ({ providers, notification })));
    this.#drop(notifications.length - room.length, { reason: 'too many wait, or too long' });
    if (!this.#isSending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      const batch = nextBatch(this.#waiting);
      this.#waiting = this.#waiting.slice(batch.length);
      const providers = [...(batch[0]?.providers ?? [])];
      const notifications = batch.map(({ notification: { key, payload } }) => ({ key, payload }));
      try {
        const signal = AbortSignal.timeout(DEADLINE_MS);
        await this.#options.managers.deliver({ providers, notifications }, { signal });
        this.#delivered += batch.length;
      } catch (error) {
        this.#drop(batch.length, { code: codeOf(error) });
      }
    }
    this.#isSending = false;
  }

  /** The log hears of it once a minute at most. */
  #drop(count: number, why: LogFields): void {
    if (count === 0) return;
    this.#dropped += count;
    const { clock, logger } = this.#options;
    const now = clock.monotonicMs();
    if (now < this.#silentUntilMs) return;
    this.#silentUntilMs = now + MINUTE_MS;
    logger.warn('Notifications of mail systems were dropped; the next sync makes up for them.', {
      ...why,
      dropped: this.#dropped,
    });
  }
}

/** The first of those that wait, as many as one call takes, all for the same providers. */
function nextBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0;
  const end = waiting.findIndex(({ providers, notification }, at) => {
    bytes += Buffer.byteLength(JSON.stringify(notification)) + 1;
    const isOver = at > 0 && (at >= MOST_PER_CALL || bytes > MOST_BYTES_PER_CALL);
    return isOver || providers.join() !== waiting[0]?.providers.join();
  });
  return end === -1 ? waiting : waiting.slice(0, end);
}
