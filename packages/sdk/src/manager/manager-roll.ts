import { hostname } from 'node:os';
import {
  type Clock,
  type CollectionShape,
  DEPLOYMENT,
  type DocumentCollection,
  type DocumentDatabase,
  type Instant,
  MINUTE_MS,
  SECOND_MS,
} from '@vmrkit/core';

/** A manager that tells of itself in the store. */
export interface LivingManager {
  readonly host: string;
  readonly processId: number;
  /** Ids of its master keys, the one that it seals with first. */
  readonly keyIds: readonly string[];
  readonly seenAt: Instant;
}

/** In the deployment’s partition. */
export const managerShape: CollectionShape<LivingManager, 'seen'> = {
  name: 'managers',
  indexes: { seen: ({ seenAt }) => [DEPLOYMENT, seenAt] },
};

/** How often managers tell of themselves. */
export const BEAT_MS = 10 * SECOND_MS;
/** How long a manager that tells nothing counts as living. */
const LIFE_MS = MINUTE_MS;
const MOST = 1_000;

/** The managers that run over one store, as each tells of itself. All reject as the store does. */
export class ManagerRoll {
  readonly #managers: DocumentCollection<LivingManager, 'seen'>;
  readonly #clock: Clock;

  constructor(database: DocumentDatabase, clock: Clock) {
    this.#managers = database.collection(managerShape);
    this.#clock = clock;
  }

  /** Tells that the manager `id` lives in this process, and forgets those that ended without a word. */
  async beat(id: string, { keyIds }: Pick<LivingManager, 'keyIds'>): Promise<void> {
    const value = { host: hostname(), processId: process.pid, keyIds, seenAt: this.#clock.now() };
    const [stored] = await this.#managers.load(DEPLOYMENT, [id]);
    await this.#managers.commit(DEPLOYMENT, [
      stored ? { op: 'replace', id, revision: stored.revision, value } : { op: 'insert', id, value },
    ]);
    const query = { index: 'seen', equals: [DEPLOYMENT], to: this.#clock.now() - LIFE_MS } as const;
    const { items } = await this.#managers.find(DEPLOYMENT, { ...query, limit: MOST });
    for (const { id: ended, revision } of items) {
      await this.#managers.commit(DEPLOYMENT, [{ op: 'remove', id: ended, revision }]);
    }
  }

  /** The manager `id` ends. */
  async leave(id: string): Promise<void> {
    const [stored] = await this.#managers.load(DEPLOYMENT, [id]);
    if (!stored) return;
    await this.#managers.commit(DEPLOYMENT, [{ op: 'remove', id, revision: stored.revision }]);
  }

  /** Those that told of themselves within the last minute. */
  async living(): Promise<readonly LivingManager[]> {
    const query = { index: 'seen', equals: [DEPLOYMENT], from: this.#clock.now() - LIFE_MS } as const;
    const { items } = await this.#managers.find(DEPLOYMENT, { ...query, limit: MOST });
    return items.map(({ value }) => value);
  }
}
