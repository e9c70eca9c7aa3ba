/** How often each operation was called, over all mailboxes and accounts. */
export class CallCounts {
  readonly #counts = new Map<string, number>();

  /** Counts one call, whatever becomes of it. */
  add(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  /** What was counted so far, by operation. */
  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
