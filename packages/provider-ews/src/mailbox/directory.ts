import { type Clock, HOUR_MS } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient } from '../client/ews-client.ts';
import { EwsFailure } from '../errors/ews-failure.ts';

/** Names kept at most; beyond it the oldest go, so that made-up names fill no memory. */
const MOST_NAMES = 5_000;

interface Known {
  /** Null: the directory knows no such name, or several. */
  readonly email: string | null;
  /** On the monotonic clock. */
  readonly until: number;
}

/** What the organisation's directory says of names of type EX; what it found and did not find counts for an hour. */
export class Directory {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Addresses by name in lower case; null for a name that stands for no one address. A name that could not be looked up
   * now is null as well, and is asked for again next time. Rejects where nobody could be asked anything.
   */
  async lookUp(
    client: EwsClient,
    names: readonly string[],
    options: EwsCallOptions,
  ): Promise<ReadonlyMap<string, string | null>> {
    const keys = new Map(names.map((name) => [name.toLowerCase(), name]));
    const found = await Promise.all(
      [...keys].map(
        async ([key, name]) => [key, await this.#emailOf(client, { key, name }, options)] as const,
      ),
    );
    return new Map(found);
  }

  async #emailOf(
    client: EwsClient,
    { key, name }: { readonly key: string; readonly name: string },
    options: EwsCallOptions,
  ): Promise<string | null> {
    const now = this.#clock.monotonicMs();
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now) return known.email;
    try {
      const email = await client.resolveName(name, options);
      this.#keep(key, { email, until: now + HOUR_MS });
      return email;
    } catch (error) {
      if (error instanceof EwsFailure && ['response', 'malformed', 'too-large'].includes(error.kind))
        return null;
      throw error;
    }
  }

  #keep(key: string, known: Known): void {
    this.#known.delete(key);
    this.#known.set(key, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_NAMES && oldest !== undefined) this.#known.delete(oldest);
  }
}
