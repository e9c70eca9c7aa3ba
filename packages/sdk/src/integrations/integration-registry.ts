import { type Clock, codeOf, type IntegrationRecord, type Logger } from '@vmrkit/core';
import {
  type AlarmService,
  type AliasGrant,
  type AliasGrantSource,
  type AliasGrants,
  grantOf,
  grantsNow,
  RenderingBudget,
  type RenderingCost,
  TextAlarms,
} from '@vmrkit/core/composition';
import type { IntegrationNews } from './integration-news.ts';
import type { IntegrationRecords, StoredIntegration } from './integration-records.ts';
import {
  type LiveIntegration,
  type LiveIntegrationParts,
  makeLive,
  type Rendering,
} from './live-integration.ts';
import { reportRecord } from './report-record.ts';

/** Every so many looks all integrations are read. */
const FOLLOWED = 12;

/** What the registry works with. */
export interface IntegrationRegistryOptions extends LiveIntegrationParts {
  readonly book: IntegrationRecords;
  readonly news: Pick<IntegrationNews, 'since'>;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pollMs: number;
  /** Time of any minute that one integration's templates may take. */
  readonly renderingBudgetMs: number;
  readonly aliasGrants: AliasGrantSource;
}

/** What rendering one integration's texts took in this process so far. */
export interface IntegrationRenderingCost extends RenderingCost {
  readonly integrationId: string;
}

interface Entry {
  readonly revision: string;
  /** What its tenant was granted when it was read. */
  readonly grant: AliasGrant;
  readonly live: LiveIntegration;
  /** Goes from one revision to the next. */
  readonly rendering: Rendering;
}

/** All integrations of the deployment, kept up to date by looking at the store now and then. */
export class IntegrationRegistry {
  readonly #options: IntegrationRegistryOptions;
  #entries: ReadonlyMap<string, Entry> = new Map();
  /** How many changes were told of when the entries were read. */
  #seen = 0;
  /** Revisions of records that could not be read, so that each is told of once. */
  readonly #unreadable = new Set<string>();
  /** Revisions of records whose claims were looked at. */
  readonly #claimed = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor(options: IntegrationRegistryOptions) {
    this.#options = options;
  }

  /** Every integration that can be read. */
  all(): readonly LiveIntegration[] {
    return [...this.#entries.values()].map(({ live }) => live);
  }

  /** Null: there is none, or its record cannot be read. */
  find(integrationId: string): LiveIntegration | null {
    return this.#entries.get(integrationId)?.live ?? null;
  }

  /** What rendering took, by integration. */
  renderingCosts(): readonly IntegrationRenderingCost[] {
    return [...this.#entries].map(([integrationId, { rendering }]) => ({
      integrationId,
      ...rendering.budget.cost,
    }));
  }

  /** Resolves when the alarms of all texts are written, as far as the store takes them. */
  async settled(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ rendering }) => rendering.watch.settled()));
  }

  /** Calls `listener` after each change; the return value stops that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads all integrations anew. A record that cannot be read keeps the state that it had. Rejects as the store does. */
  async refresh(): Promise<void> {
    const { book, news } = this.#options;
    // Asked before, so that what changes meanwhile is read once more.
    const { count } = await news.since(0);
    const grants = await grantsNow(this.#options.aliasGrants);
    const entries = new Map<string, Entry>();
    for (const each of await book.stored()) {
      const entry = await this.#entryOf(each, grants);
      if (entry !== undefined) entries.set(each.id, entry);
    }
    this.#seen = count;
    this.#replace(entries);
  }

  /** Reads the integrations that changed, as far as it was told of. Rejects as the store does. */
  async follow(): Promise<void> {
    const { book, news } = this.#options;
    const { count, changed } = await news.since(this.#seen);
    if (changed === null) return this.refresh();
    if (changed.length === 0) return;
    const grants = await grantsNow(this.#options.aliasGrants);
    const entries = new Map(this.#entries);
    for (const [id, ref] of new Map(changed.map((each) => [each.id, each]))) {
      const stored = await book.find(ref);
      const entry = stored === null ? undefined : await this.#entryOf(stored, grants);
      if (entry !== undefined) entries.set(id, entry);
      else if (stored === null) entries.delete(id);
    }
    this.#seen = count;
    this.#replace(entries);
  }

  async #entryOf(stored: StoredIntegration, grants: AliasGrants): Promise<Entry | undefined> {
    const before = this.#entries.get(stored.id);
    await this.#claim(stored);
    const grant = grantOf(stored.value.tenantId, grants);
    if (before?.revision === stored.revision && isSameGrant(before.grant, grant)) return before;
    return (await this.#read(stored, { before, grant })) ?? before;
  }

  #replace(entries: ReadonlyMap<string, Entry>): void {
    const before = this.#entries;
    const changed =
      entries.size !== before.size || [...entries].some(([id, entry]) => before.get(id) !== entry);
    this.#entries = entries;
    this.#closeUnused(before);
    if (changed) for (const listener of this.#listeners) listener();
  }

  /** Closes what was made of records that changed, were switched off, or are gone. */
  #closeUnused(before: ReadonlyMap<string, Entry>): void {
    for (const [id, { live }] of before) {
      const now = this.find(id);
      const isUsed = now?.roomSource === live.roomSource && now?.record.general.enabled;
      if (!isUsed) void this.#closeSource(live);
    }
  }

  async #closeSource({ record, roomSource }: LiveIntegration): Promise<void> {
    await roomSource?.close().catch((error: unknown) =>
      this.#options.logger.warn('A room source could not be closed.', {
        integration: record.id,
        code: codeOf(error),
      }),
    );
  }

  /** Closes what was made of all records. */
  async close(): Promise<void> {
    await Promise.all(this.all().map((live) => this.#closeSource(live)));
  }

  /**
   * Follows what changed over and over until `signal` aborts, and now and then reads all, since whoever saved may have
   * been stopped before it told of it; never rejects.
   */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock, logger, pollMs } = this.#options;
    for (let look = 1; !signal.aborted; look += 1) {
      await clock.sleep(pollMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      await (look % FOLLOWED === 0 ? this.refresh() : this.follow()).catch((error: unknown) =>
        logger.warn('The integrations could not be read.', { code: codeOf(error) }),
      );
    }
  }

  async #read(
    stored: StoredIntegration,
    { before, grant }: { readonly before: Entry | undefined; readonly grant: AliasGrant },
  ): Promise<Entry | undefined> {
    const { book, logger } = this.#options;
    try {
      const { record, issues } = await book.open(stored);
      await reportRecord(record, issues, this.#options);
      const rendering = before?.rendering ?? this.#renderingOf(record);
      const live = await makeLive(record, { before: before?.live, grant, rendering, parts: this.#options });
      return { revision: stored.revision, grant, live, rendering };
    } catch (error) {
      if (!this.#unreadable.has(stored.revision)) {
        this.#unreadable.add(stored.revision);
        logger.error('The record of an integration cannot be read.', {
          integration: stored.id,
          code: codeOf(error),
        });
      }
      return undefined;
    }
  }

  /** A save by an older version of the kit claimed nothing. */
  async #claim(stored: StoredIntegration): Promise<void> {
    const { book, logger } = this.#options;
    if (this.#claimed.has(stored.revision)) return;
    await book.claim(stored).then(
      () => this.#claimed.add(stored.revision),
      (error: unknown) =>
        logger.warn('What an integration uses could not be claimed.', {
          integration: stored.id,
          code: codeOf(error),
        }),
    );
  }

  #renderingOf({ tenantId, id: integrationId }: IntegrationRecord): Entry['rendering'] {
    const { alarms, clock, logger, renderingBudgetMs } = this.#options;
    const budget = new RenderingBudget(clock, renderingBudgetMs);
    return { budget, watch: new TextAlarms({ tenantId, integrationId, budget, alarms, logger }) };
  }
}

function isSameGrant(a: AliasGrant, b: AliasGrant): boolean {
  return JSON.stringify([a.prefixes, a.domains]) === JSON.stringify([b.prefixes, b.domains]);
}
