import { codeOf, NotAuthenticatedError, UnavailableError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { LogFields, Logger } from '../runtime/logger.ts';
import { HOUR_MS, MINUTE_MS } from '../time/instant.ts';
import { quoted } from './quoted.ts';

/** Keys older than this are fetched anew behind the caller's back. */
const REFRESH_AFTER_MS = 12 * HOUR_MS;
/** Shortest time between two fetches of one document, whatever tokens ask for. */
const FETCH_PAUSE_MS = MINUTE_MS;

/** What {@link SigningKeys} work with. */
export interface SigningKeysOptions<Key> {
  /** Fetches what the issuer publishes now: its keys by their id. */
  fetch(): Promise<ReadonlyMap<string, Key>>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
  /** What the log says of the issuer. */
  readonly about: LogFields;
}

/**
 * The keys that one issuer publishes: cached, fetched anew for an unknown id at most once a minute, and kept in use
 * while the issuer is not available. A key that is no longer published proves nothing any more.
 */
export class SigningKeys<Key> {
  readonly #options: SigningKeysOptions<Key>;
  #keys: ReadonlyMap<string, Key> = new Map();
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  /** When the last fetch began, and whether it failed. */
  #triedAtMs = Number.NEGATIVE_INFINITY;
  #failed = false;
  #pending: Promise<void> | null = null;

  constructor(options: SigningKeysOptions<Key>) {
    this.#options = options;
  }

  /**
   * The key with this id. Rejects with NotAuthenticatedError `ERR_TOKEN_SIGNATURE` when the issuer publishes none,
   * with UnavailableError `ERR_TOKEN_KEYS_UNAVAILABLE` when that cannot be found out now.
   */
  async keyFor(id: string): Promise<Key> {
    const known = this.#keys.get(id);
    if (known !== undefined) {
      if (this.#ageMs(this.#fetchedAtMs) > REFRESH_AFTER_MS) void this.#refresh();
      return known;
    }
    await this.#refresh();
    const fresh = this.#keys.get(id);
    if (fresh !== undefined) return fresh;
    if (this.#failed) {
      throw new UnavailableError('The keys that sign this kind of token are not available now.', {
        code: 'ERR_TOKEN_KEYS_UNAVAILABLE',
      });
    }
    throw new NotAuthenticatedError(
      `The token names the key ${quoted(id)}, which its issuer does not publish.`,
      {
        code: 'ERR_TOKEN_SIGNATURE',
      },
    );
  }

  /** Fetches unless that was tried within the pause; callers at the same time share one fetch. Never rejects. */
  async #refresh(): Promise<void> {
    if (this.#pending === null) {
      if (this.#ageMs(this.#triedAtMs) < FETCH_PAUSE_MS) return;
      this.#triedAtMs = this.#options.clock.monotonicMs();
      this.#pending = this.#fetch().finally(() => {
        this.#pending = null;
      });
    }
    await this.#pending;
  }

  async #fetch(): Promise<void> {
    const { fetch, clock, logger, about } = this.#options;
    try {
      this.#keys = await fetch();
      this.#fetchedAtMs = clock.monotonicMs();
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      logger.warn('The keys that sign callers’ tokens could not be fetched.', {
        ...about,
        code: codeOf(error),
      });
    }
  }

  #ageMs(sinceMs: number): number {
    return this.#options.clock.monotonicMs() - sinceMs;
  }
}
