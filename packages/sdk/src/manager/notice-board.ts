import {
  type Clock,
  type CollectionShape,
  codeOf,
  DEPLOYMENT,
  type DocumentCollection,
  type DocumentDatabase,
  type Instant,
  type Logger,
  MINUTE_MS,
  type NotificationDelivery,
  type Random,
  SECOND_MS,
  shift,
  uuidV4,
} from '@vmrkit/core';
import type { SecretBox } from '@vmrkit/core/composition';
import type { ManagerWatch } from './manager-watch.ts';

/** Notifications that one manager got, for the others. */
interface Notice {
  /** The manager that got them. */
  readonly owner: string;
  readonly at: Instant;
  /** The deliveries as JSON: they hold what proves a notification. */
  readonly sealed: string;
}

/** In the deployment’s partition. */
export const noticeShape: CollectionShape<Notice, 'at'> = {
  name: 'notices',
  indexes: { at: ({ at }) => [at] },
};

/** What the board works with. */
export interface NoticeBoardOptions {
  readonly database: DocumentDatabase;
  readonly managers: Pick<ManagerWatch, 'isAlone'>;
  readonly secretBox: Pick<SecretBox, 'seal' | 'open'>;
  /** Names this run of this manager. */
  readonly owner: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Whether any plugin takes notifications; without one the store is left alone. */
  readonly isUsed: boolean;
  /** Hears of what other managers got. */
  notified(delivery: NotificationDelivery): void;
}

const LOOK_MS = SECOND_MS;
const LIFE_MS = MINUTE_MS;
const MOST_DELIVERIES = 100;
const MOST_NOTICES = 1_000;
const CONTEXT = { tenantId: DEPLOYMENT, integrationId: DEPLOYMENT, field: 'notices' };

/** Passes notifications that one manager gets on to the other managers of its store; what is lost, a sync finds. */
export class NoticeBoard {
  readonly #options: NoticeBoardOptions;
  readonly #notices: DocumentCollection<Notice, 'at'>;
  #posted: NotificationDelivery[] = [];
  #seen: ReadonlySet<string> = new Set();

  constructor(options: NoticeBoardOptions) {
    this.#options = options;
    this.#notices = options.database.collection(noticeShape);
  }

  /** Keeps a delivery for the next look; beyond 100 it is dropped. */
  post(delivery: NotificationDelivery): void {
    if (this.#posted.length < MOST_DELIVERIES) this.#posted.push(delivery);
  }

  /** Looks until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, isUsed } = this.#options;
    while (isUsed && !signal.aborted) {
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      await this.look().catch((error: unknown) =>
        logger.warn('Notifications could not be shared with other managers.', { code: codeOf(error) }),
      );
    }
  }

  /** Tells the others what was posted here, and hears what they posted. Rejects as the store does. */
  async look(): Promise<void> {
    await this.#tell(this.#posted.splice(0));
    await this.#hear();
  }

  async #tell(deliveries: readonly NotificationDelivery[]): Promise<void> {
    const { managers, secretBox, owner, clock, random } = this.#options;
    if (deliveries.length === 0 || managers.isAlone) return;
    const sealed = await secretBox.seal(JSON.stringify(deliveries), CONTEXT);
    const value = { owner, at: clock.now(), sealed };
    await this.#notices.commit(DEPLOYMENT, [{ op: 'insert', id: uuidV4(random), value }]);
  }

  async #hear(): Promise<void> {
    const { owner, clock, secretBox, notified } = this.#options;
    const query = { index: 'at', equals: [], limit: MOST_NOTICES } as const;
    const { items } = await this.#notices.find(DEPLOYMENT, query);
    const before = this.#seen;
    this.#seen = new Set(items.map(({ id }) => id));
    for (const { id, value } of items) {
      if (value.owner === owner || before.has(id)) continue;
      // One that a key of another manager sealed is as good as lost.
      const text = await secretBox.open(value.sealed, CONTEXT).catch(() => '[]');
      for (const delivery of JSON.parse(text) as NotificationDelivery[]) notified(delivery);
    }
    const tooOld = shift(clock.now(), -LIFE_MS);
    const over = items.filter(({ value }) => value.at < tooOld);
    const changes = over.map(({ id, revision }) => ({ op: 'remove', id, revision }) as const);
    if (changes.length > 0) await this.#notices.commit(DEPLOYMENT, changes);
  }
}
