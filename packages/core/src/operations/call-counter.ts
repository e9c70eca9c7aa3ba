/** Counts the calls of the ports that reach the mail system, by name. */
export class CallCounter {
  readonly #counts = new Map<string, number>();

  /** Counts one call of `name`, whatever becomes of it. */
  count<T>(name: string, call: () => Promise<T>): Promise<T> {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return call();
  }

  /** Counts each batch that comes as one call. */
  async *countBatches<T>(name: string, batches: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    for await (const batch of batches) yield this.count(name, async () => batch);
  }

  /** What was counted so far. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
