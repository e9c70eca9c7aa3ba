/** One call as it went over the wire. */
export interface Recording {
  readonly n: number;
  readonly operation: string;
  readonly status: number;
  readonly request: string;
  /** The answer; for streams, all envelopes so far, each ending with a line feed. */
  response: string;
  readonly isStream: boolean;
  /** Whether a planned fault spoiled the answer. */
  readonly spoiled: boolean;
}

const limit = 5_000;

/** Keeps the latest calls, so that tests can validate them against the schema. Off unless switched on. */
export class Recorder {
  isOn = false;
  #recordings: Recording[] = [];
  #next = 1;

  /** Keeps a call; null while switched off. */
  add(recording: Omit<Recording, 'n'>): Recording | null {
    if (!this.isOn) return null;
    const kept = { n: this.#next, ...recording };
    this.#next += 1;
    this.#recordings.push(kept);
    if (this.#recordings.length > limit) this.#recordings.shift();
    return kept;
  }

  /** The calls after number `after`. */
  read(after: number): readonly Recording[] {
    return this.#recordings.filter((each) => each.n > after);
  }

  /** Forgets all calls. */
  clear(): void {
    this.#recordings = [];
  }
}
