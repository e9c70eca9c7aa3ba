import {
  type Clock,
  codeOf,
  HOUR_MS,
  type Logger,
  MINUTE_MS,
  NotAuthenticatedError,
  UnavailableError,
} from '@vmrkit/core';
import type { CryptoKey } from 'jose';
import type { SigningKeys } from './metadata-document.ts';

/** Keys older than this are fetched anew behind the caller's back. */
const REFRESH_AFTER_MS = 12 * HOUR_MS;
/** Shortest time between two fetches of one document, whatever tokens ask for. */
const FETCH_PAUSE_MS = MINUTE_MS;

/** What a {@link SigningKeyCache} works with. */
export interface SigningKeyCacheOptions {
  fetchKeys(metadataUrl: URL): Promise<SigningKeys>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
}

interface Entry {
  keys: SigningKeys | null;
  fetchedAtMs: number;
  /** When the last fetch began, and whether it failed. */
  triedAtMs: number;
  failed: boolean;
  pending: Promise<void> | null;
}

/**
 * Keys of each metadata document: cached, fetched anew for an unknown thumbprint at most once a minute, and
 * kept in use while the document is not available.
 */
export class SigningKeyCache {
  readonly #options: SigningKeyCacheOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SigningKeyCacheOptions) {
    this.#options = options;
  }

  /**
   * The key with this thumbprint. Rejects with NotAuthenticatedError `ERR_TOKEN_SIGNATURE` when the document has
   * none, with UnavailableError `ERR_TOKEN_KEYS_UNAVAILABLE` when that cannot be found out now.
   */
  async keyFor(metadataUrl: URL, thumbprint: string): Promise<CryptoKey> {
    const entry = this.#entryOf(metadataUrl);
    const known = entry.keys?.get(thumbprint);
    if (known !== undefined) {
      if (this.#ageMs(entry.fetchedAtMs) > REFRESH_AFTER_MS) void this.#refresh(metadataUrl, entry);
      return known;
    }
    await this.#refresh(metadataUrl, entry);
    const fresh = entry.keys?.get(thumbprint);
    if (fresh !== undefined) return fresh;
    if (entry.failed) {
      throw new UnavailableError('The keys that sign Exchange identity tokens are not available now.', {
        code: 'ERR_TOKEN_KEYS_UNAVAILABLE',
      });
    }
    throw new NotAuthenticatedError('No key that Exchange publishes signed this token.', {
      code: 'ERR_TOKEN_SIGNATURE',
    });
  }

  /** Fetches unless that was tried within the pause; callers at the same time share one fetch. Never rejects. */
  async #refresh(metadataUrl: URL, entry: Entry): Promise<void> {
    if (entry.pending === null) {
      if (this.#ageMs(entry.triedAtMs) < FETCH_PAUSE_MS) return;
      entry.triedAtMs = this.#options.clock.monotonicMs();
      entry.pending = this.#fetch(metadataUrl, entry).finally(() => {
        entry.pending = null;
      });
    }
    await entry.pending;
  }

  async #fetch(metadataUrl: URL, entry: Entry): Promise<void> {
    try {
      entry.keys = await this.#options.fetchKeys(metadataUrl);
      entry.fetchedAtMs = this.#options.clock.monotonicMs();
      entry.failed = false;
    } catch (error) {
      entry.failed = true;
      this.#options.logger.warn('Keys of Exchange identity tokens could not be fetched.', {
        host: metadataUrl.host,
        code: codeOf(error),
      });
    }
  }

  #entryOf({ href }: URL): Entry {
    const entry = this.#entries.get(href) ?? {
      keys: null,
      fetchedAtMs: Number.NEGATIVE_INFINITY,
      triedAtMs: Number.NEGATIVE_INFINITY,
      failed: false,
      pending: null,
    };
    this.#entries.set(href, entry);
    return entry;
  }

  #ageMs(sinceMs: number): number {
    return this.#options.clock.monotonicMs() - sinceMs;
  }
}
