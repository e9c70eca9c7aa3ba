import { hostname } from 'node:os';
import {
  type Clock,
  type CollectionShape,
  DEPLOYMENT,
  type DocumentCollection,
  type DocumentDatabase,
  type Instant,
  MINUTE_MS,
} from '@vmrkit/core';

/** A manager that tells of itself in the store. */
export interface LivingManager {
  readonly host: string;
  readonly processId: number;
  /** Ids of its master keys, the one that it seals with first. */
  readonly keyIds: readonly string[];
  /** By its own clock. */
  readonly seenAt: Instant;
  /** Counts what it told; absent: an earlier version, which counted nothing. */
  readonly beat?: number;
  /** Of each mailbox: to how many new meetings it was named lately. */
  readonly named?: Readonly<Record<string, number>>;
}

/** A manager as it stands in the store. */
export interface ToldManager extends LivingManager {
  readonly id: string;
  readonly revision: string;
}

/** In the deployment’s partition. */
export const managerShape: CollectionShape<LivingManager, 'seen'> = {
  name: 'managers',
  urgent: true,
  indexes: { seen: ({ seenAt }) => [DEPLOYMENT, seenAt] },
};

/** How long a manager that tells nothing counts as living for who looks once. */
const LIFE_MS = MINUTE_MS;
const MOST = 1_000;
const TRIES = 3;

/** The managers that run over one store, as each tells of itself. All reject as the store does. */
export class ManagerRoll {
  readonly #managers: DocumentCollection<LivingManager, 'seen'>;
  readonly #clock: Clock;
  /** Of what this process told last; null: that is not known. */
  #revision: string | null = null;

  constructor(database: DocumentDatabase, clock: Clock) {
    this.#managers = database.collection(managerShape);
    this.#clock = clock;
  }

  /** Tells that the manager `id` lives in this process. */
  async beat(id: string, told: Pick<LivingManager, 'keyIds' | 'beat' | 'named'>): Promise<void> {
    const value = { ...told, host: hostname(), processId: process.pid, seenAt: this.#clock.now() };
    // Written before as a rule: one call is enough, also where the store answers late.
    for (let revision = this.#revision, tries = 0; tries < TRIES; tries += 1) {
      const [done] = await this.#managers.commit(DEPLOYMENT, [
        revision === null ? { op: 'insert', id, value } : { op: 'replace', id, revision, value },
      ]);
      this.#revision = done?.ok ? done.revision : null;
      if (done?.ok) return;
      const [stored] = await this.#managers.load(DEPLOYMENT, [id]);
      revision = stored?.revision ?? null;
    }
  }

  /** The manager `id` ends. */
  async leave(id: string): Promise<void> {
    const [stored] = await this.#managers.load(DEPLOYMENT, [id]);
    if (stored) await this.forget({ id, revision: stored.revision });
  }

  /** Removes what a manager told that ended without a word, unless it told something since. */
  async forget({ id, revision }: Pick<ToldManager, 'id' | 'revision'>): Promise<void> {
    await this.#managers.commit(DEPLOYMENT, [{ op: 'remove', id, revision }]);
  }

  /** All that told of themselves and were not forgotten yet, whether they live or not. */
  async all(): Promise<readonly ToldManager[]> {
    const query = { index: 'seen', equals: [DEPLOYMENT], limit: MOST } as const;
    const { items } = await this.#managers.find(DEPLOYMENT, query);
    return items.map(({ id, revision, value }) => ({ ...value, id, revision }));
  }

  /** Those that told of themselves within the last minute, if their clocks and ours agree. */
  async living(): Promise<readonly LivingManager[]> {
    const since = this.#clock.now() - LIFE_MS;
    return (await this.all()).filter(({ seenAt }) => seenAt >= since);
  }
}
