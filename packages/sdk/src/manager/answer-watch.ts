import { type Clock, codeOf, type Logger, MINUTE_MS } from '@vmrkit/core';
import {
  type AlarmService,
  type AnswerQueue,
  type PoolBalancer,
  type Store,
  watchAnswers,
} from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '../integrations/integration-registry.ts';

/** What the watch works with. */
export interface AnswerWatchOptions {
  readonly registry: Pick<IntegrationRegistry, 'all'>;
  readonly balancer: PoolBalancer;
  readonly store: Store;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lookMs: number;
  readonly alarmAfterMinutes: number;
}

/** The queue of one mailbox's answers, and whose mailbox it is. */
export interface WatchedQueue extends AnswerQueue {
  readonly integrationId: string;
  /** The mailbox's address. */
  readonly email: string;
}

/** Looks at the queues of answers over and over: for the alarms, the choice of mailboxes, the metrics and the log. */
export class AnswerWatch {
  readonly #options: AnswerWatchOptions;
  #queues: readonly WatchedQueue[] = [];

  constructor(options: AnswerWatchOptions) {
    this.#options = options;
  }

  /** The queues as they were at the last look. */
  get queues(): readonly WatchedQueue[] {
    return this.#queues;
  }

  /** Looks until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, lookMs } = this.#options;
    while (!signal.aborted) {
      await this.look().catch((error: unknown) =>
        logger.warn('The queues of answers could not be looked at.', {
          code: codeOf(error),
        }),
      );
      await clock.sleep(lookMs, signal).catch(() => undefined);
    }
  }

  /** One look. Rejects as the store does. */
  async look(): Promise<void> {
    const { registry, balancer, clock, logger, alarmAfterMinutes } = this.#options;
    const mailboxes = registry.all().flatMap(({ record: { tenantId, id: integrationId, mailbox } }) =>
      (mailbox?.mailboxes ?? []).map(({ id: mailboxId, email }) => ({
        tenantId,
        integrationId,
        mailboxId,
        email,
      })),
    );
    const queues = await watchAnswers(mailboxes, this.#options);
    balancer.report(queues);
    this.#queues = queues.map((queue, index) => {
      const { integrationId = '', email = '' } = mailboxes[index] ?? {};
      return { ...queue, integrationId, email };
    });
    const tooOld = clock.now() - alarmAfterMinutes * MINUTE_MS;
    for (const { mailboxId, email, integrationId, waiting, oldestAt } of this.#queues) {
      if (oldestAt === null || oldestAt > tooOld) continue;
      logger.warn('Answers wait too long.', {
        integration: integrationId,
        mailbox: mailboxId,
        address: email,
        waiting,
      });
    }
  }
}
