import {
  type CollectionShape,
  DEPLOYMENT,
  type DocumentCollection,
  type DocumentDatabase,
} from '@vmrkit/core';
import { updateDocument } from '@vmrkit/core/composition';

/** One integration as the store finds it. */
export interface ChangedIntegration {
  readonly tenantId: string;
  readonly id: string;
}

/** What changed lately among the integrations, newest last; ids alone. */
interface News {
  /** Counts all changes. */
  readonly count: number;
  readonly lately: readonly ChangedIntegration[];
}

/** In the deployment’s partition: one document. */
export const integrationNewsShape: CollectionShape<News, never> = { name: 'integration_news', indexes: {} };

const NEWS = { partition: DEPLOYMENT, id: 'news' } as const;
const MOST = 200;
const TRIES = 20;

/** Tells managers which integrations changed, so that they need not read all of them over and over. */
export class IntegrationNews {
  readonly #news: DocumentCollection<News, never>;

  constructor(database: DocumentDatabase) {
    this.#news = database.collection(integrationNewsShape);
  }

  /**
   * Tells that an integration was written or deleted, after it was. Rejects as the store does, and with ConflictError
   * `ERR_INTEGRATION_CONTENDED`; then managers find the change when they read all.
   */
  async tell({ tenantId, id }: ChangedIntegration): Promise<void> {
    await updateDocument(
      this.#news,
      NEWS,
      (before) => ({
        count: (before?.count ?? 0) + 1,
        lately: [...(before?.lately ?? []), { tenantId, id }].slice(-MOST),
      }),
      { tries: TRIES, what: 'list of changes', code: 'ERR_INTEGRATION_CONTENDED' },
    );
  }

  /** How many changes there were, and which came after the first `seen`; null: more than are kept. */
  async since(
    seen: number,
  ): Promise<{ readonly count: number; readonly changed: readonly ChangedIntegration[] | null }> {
    const [stored] = await this.#news.load(NEWS.partition, [NEWS.id]);
    const { count, lately } = stored?.value ?? { count: 0, lately: [] };
    const missed = count - seen;
    // A store that was put back counts less than was seen.
    if (missed < 0 || missed > lately.length) return { count, changed: null };
    return { count, changed: missed === 0 ? [] : lately.slice(-missed) };
  }
}
