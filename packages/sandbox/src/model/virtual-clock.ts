/** The simulated server's clock: real time plus an offset, or frozen. All times in Unix milliseconds. */
export class VirtualClock {
  #offsetMs = 0;
  #frozenAt: number | null = null;

  /** The present moment of the simulation. */
  now(): number {
    return this.#frozenAt ?? Date.now() + this.#offsetMs;
  }

  /** Jumps so that `now()` is `at`; keeps running, or keeps standing if it stood. */
  set(at: number): void {
    this.#offsetMs = at - Date.now();
    if (this.#frozenAt !== null) this.#frozenAt = at;
  }

  /** Moves by `ms`, forward or back. */
  advance(ms: number): void {
    this.set(this.now() + ms);
  }

  /** Stops at the present moment. */
  freeze(): void {
    this.#frozenAt = this.now();
  }

  /** Runs on from where it stood. */
  unfreeze(): void {
    if (this.#frozenAt === null) return;
    this.#offsetMs = this.#frozenAt - Date.now();
    this.#frozenAt = null;
  }

  /** Whether the clock stands. */
  get isFrozen(): boolean {
    return this.#frozenAt !== null;
  }
}
