import { setImmediate } from 'node:timers';
import type { SqliteFile } from './sqlite-file.ts';

interface Asked {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Groups writes: what is asked within one turn of the event loop, and so whatever came up while the last group was
 * being written, shares one transaction and one wait for the disk.
 */
export class CommitQueue {
  readonly #file: SqliteFile;
  #asked: Asked[] = [];

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  /** Does `work` in the next transaction; resolves with its result when that is durable. */
  async ask<Result>(work: () => Result): Promise<Result> {
    let result: Result | undefined;
    await new Promise<void>((resolve, reject) => {
      if (this.#asked.length === 0) setImmediate(() => this.flush());
      const keep = () => {
        result = work();
      };
      this.#asked.push({ work: keep, resolve, reject });
    });
    return result as Result;
  }

  /** Writes now what was asked so far. */
  flush(): void {
    const group = this.#asked;
    this.#asked = [];
    if (group.length === 0) return;
    try {
      this.#file.transaction(() => {
        for (const { work } of group) work();
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  }
}
