import type { HttpClient, HttpConnection } from '@vmrkit/core';
import { wireFailure } from '../errors/wire-failure.ts';

/** The connections of an account at one address. How many are in use at a time is the budget's matter. */
export class ConnectionPool {
  readonly #client: HttpClient;
  readonly #origin: URL;
  readonly #idle: HttpConnection[] = [];

  constructor(client: HttpClient, origin: URL) {
    this.#client = client;
    this.#origin = origin;
  }

  /** A connection that nobody uses, kept from an earlier call where there is one. Throws EwsFailure `closed`. */
  take(): HttpConnection {
    return this.#idle.pop() ?? this.open();
  }

  /** A connection of its own, for a stream; its user destroys it. */
  open(): HttpConnection {
    try {
      return this.#client.connection(this.#origin);
    } catch (error) {
      throw wireFailure(error);
    }
  }

  /** Takes back what was taken. */
  give(connection: HttpConnection): void {
    this.#idle.push(connection);
  }

  /** Cuts all connections; running calls fail. */
  async close(): Promise<void> {
    this.#idle.splice(0);
    await this.#client.close();
  }
}
