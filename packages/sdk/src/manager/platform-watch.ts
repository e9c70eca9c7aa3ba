import { type Clock, codeOf, type Logger } from '@vmrkit/core';
import { listPlatforms, type PlatformDeps, type StoredPlatform } from '@vmrkit/core/composition';

/** What a {@link PlatformWatch} works with. */
export interface PlatformWatchOptions extends Pick<PlatformDeps, 'store'> {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly pollMs: number;
}

/** How a platform is served by this process. */
export interface PlatformStanding {
  /** Where it asks and tells, such as `POST /jitsi/events`. */
  readonly routes: readonly string[];
  /** Why it is not served; null: it is, or it is off. */
  readonly fault: string | null;
}

/** Serves platforms instead of those before, and tells by id how each does. Throws for none of them. */
export type ServePlatforms = (
  platforms: readonly StoredPlatform[],
) => Promise<ReadonlyMap<string, PlatformStanding>>;

const unserved: PlatformStanding = { routes: [], fault: null };

/** The platforms that operators connected through the admin API: it looks for changes, and has them served. */
export class PlatformWatch {
  readonly #options: PlatformWatchOptions;
  #serve: ServePlatforms = async () => new Map();
  #seen = '';
  #standings: ReadonlyMap<string, PlatformStanding> = new Map();
  #looking: Promise<void> = Promise.resolve();

  constructor(options: PlatformWatchOptions) {
    this.#options = options;
  }

  /** Has platforms served by `serve` from now on, those that stand at once. Rejects as the store does. */
  async servedBy(serve: ServePlatforms): Promise<void> {
    this.#serve = serve;
    this.#seen = '';
    await this.look();
  }

  /** How this process serves a platform. */
  standing(id: string): PlatformStanding {
    return this.#standings.get(id) ?? unserved;
  }

  /** Has what changed served; resolves once it is. Rejects as the store does. */
  look(): Promise<void> {
    const looked = this.#looking.then(() => this.#look());
    this.#looking = looked.catch(() => undefined);
    return looked;
  }

  /** Looks until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, pollMs } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(pollMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      await this.look().catch((error: unknown) =>
        logger.warn('Platforms could not be looked at; it is tried again.', { code: codeOf(error) }),
      );
    }
  }

  async #look(): Promise<void> {
    const platforms = await listPlatforms(this.#options);
    const seen = JSON.stringify(platforms.map(({ id, value }) => [id, value.version]));
    if (seen === this.#seen) return;
    this.#standings = await this.#serve(platforms);
    this.#seen = seen;
  }
}
