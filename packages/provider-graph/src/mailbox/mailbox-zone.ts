import { type Clock, HOUR_MS } from '@vmrkit/core';
import type { GraphClient } from '../client/graph-client.ts';
import { GraphFailure } from '../errors/graph-failure.ts';

/** The zone of a mailbox by its settings, asked for where a meeting names none; null where that is not allowed. */
export class MailboxZone {
  readonly #client: GraphClient;
  readonly #clock: Clock;
  #known: { readonly zone: string | null; readonly until: number } | null = null;

  constructor(client: GraphClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Windows name of the zone; what was found counts for an hour. */
  async get(): Promise<string | null> {
    const now = this.#clock.monotonicMs();
    if (this.#known && this.#known.until > now) return this.#known.zone;
    const path = `${this.#client.user}/mailboxSettings?$select=timeZone`;
    let zone: string | null = null;
    try {
      const settings = await this.#client.call({ method: 'GET', path });
      zone = typeof settings.timeZone === 'string' ? settings.timeZone.slice(0, 200) : null;
    } catch (error) {
      // The name is for people to read; without the right to ask for it, UTC must do.
      if (!(error instanceof GraphFailure) || error.kind !== 'response') throw error;
    }
    this.#known = { zone, until: now + HOUR_MS };
    return zone;
  }
}
