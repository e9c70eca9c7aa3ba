import {
  type Clock,
  codeOf,
  type Http,
  type HttpClient,
  type Logger,
  type Random,
  SECOND_MS,
  type Stored,
  uuidV4,
} from '@vmrkit/core';
import {
  type AlarmService,
  deliverWebhook,
  everyWebhook,
  type SecretBox,
  type Store,
  testWebhook,
  type Webhook,
  type WebhookCaller,
} from '@vmrkit/core/composition';

/** Longest time that a receiver may take. */
const DEADLINE_MS = 10 * SECOND_MS;
/** Longest answer that is read; nothing of it is used. */
const MOST_BYTES = 64 * 1_024;

/** What the sender works with. */
export interface WebhookSenderOptions {
  readonly store: Store;
  readonly secretBox: SecretBox;
  readonly alarms: AlarmService;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly pollMs: number;
}

/**
 * Sends what waits for webhooks, over the gate of configured addresses. Each webhook goes at its own pace: none waits for
 * the receiver of another. Several managers may send over one store.
 */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;
  readonly #busy = new Map<string, Promise<void>>();

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  /** Sends until `signal` aborts, then ends what is under way; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, pollMs } = this.#options;
    while (!signal.aborted) {
      await this.look(signal).catch((error: unknown) =>
        logger.warn('Webhooks could not be looked at; it is tried again.', { code: codeOf(error) }),
      );
      await clock.sleep(pollMs, signal).catch(() => undefined);
    }
    await this.settled();
  }

  /** Begins to send what is due now, and waits for none of it. Rejects as the store does. */
  async look(signal?: AbortSignal): Promise<void> {
    for await (const webhook of everyWebhook(this.#options.store.webhooks)) {
      const { id } = webhook;
      if (signal?.aborted) return;
      if (this.#busy.has(id)) continue;
      const sent = this.#deliver(webhook, signal).finally(() => this.#busy.delete(id));
      this.#busy.set(id, sent);
    }
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  /** Sends a test message now. Gives what came of it: null, or a code or status. Rejects as the store does. */
  test(webhook: Stored<Webhook>, actor: string): Promise<string | null> {
    const { random } = this.#options;
    const messageId = `msg_${uuidV4(random)}`;
    return this.#calling((caller) =>
      testWebhook(webhook, { messageId, actor }, { ...this.#options, caller }),
    );
  }

  async #deliver(webhook: Stored<Webhook>, signal: AbortSignal | undefined): Promise<void> {
    const { logger } = this.#options;
    const stopped = signal === undefined ? {} : { signal };
    await this.#calling((caller) => deliverWebhook(webhook, { ...this.#options, caller, ...stopped })).catch(
      (error: unknown) =>
        logger.warn('A webhook could not be served; it is tried again.', {
          webhook: webhook.id,
          code: codeOf(error),
        }),
    );
  }

  /** Each receiver is called over connections of its own. */
  async #calling<T>(act: (caller: WebhookCaller) => Promise<T>): Promise<T> {
    const client = this.#options.http.client({ deadlineMs: DEADLINE_MS, maxBytes: MOST_BYTES });
    try {
      return await act(callerOver(client));
    } finally {
      await client.close();
    }
  }
}

function callerOver(client: Pick<HttpClient, 'fetch'>): WebhookCaller {
  return {
    async post({ url, headers, body }) {
      try {
        const answer = await client.fetch(url, { method: 'POST', headers, body });
        await answer.arrayBuffer();
        return { status: answer.status };
      } catch (error) {
        return { error: codeOf(error) };
      }
    },
  };
}
