import type { TemplateLimits } from '@vmrkit/core';
import { TemplateFault } from '../template-fault.ts';

/** How many characters of text work count as one step. */
const CHARACTERS_PER_STEP = 32;

/** How many comparisons of two characters count as one step. */
const COMPARISONS_PER_STEP = 1024;

/** Nested evaluations; keeps macros, recursive loops and nested lists clear of the machine's stack. */
const MAX_DEPTH = 400;

/** What a rendering may use up when nothing else is said. */
export const DEFAULT_LIMITS: TemplateLimits = { maxSteps: 300_000, maxOutputBytes: 1_000_000 };

/**
 * What one rendering has left. Every node, item and stretch of text is paid for before it is made, so that a
 * template ends, deterministically, before it costs time or memory.
 */
export class Budget {
  readonly maxOutputBytes: number;
  readonly #maxSteps: number;
  #steps = 0;
  #depth = 0;

  constructor(limits: TemplateLimits) {
    this.#maxSteps = limits.maxSteps;
    this.maxOutputBytes = limits.maxOutputBytes;
  }

  /** Pays `count` steps. Throws past the limit. */
  spend(count: number): void {
    this.#steps += count;
    if (this.#steps > this.#maxSteps) {
      throw new TemplateFault('limit', `The template takes more than ${this.#maxSteps} steps`);
    }
  }

  /** Counts `length` characters that are read or written. */
  scan(length: number): void {
    this.spend(1 + Math.floor(length / CHARACTERS_PER_STEP));
  }

  /** Counts a search for `part` in `text`; the search may compare all of `part` at every place. */
  search(text: string, part: string): void {
    this.spend(Math.ceil((text.length * part.length) / COMPARISONS_PER_STEP));
  }

  /** Refuses a text of `length` characters before it is made. */
  expect(length: number): void {
    if (!(length <= this.maxOutputBytes)) throw this.#tooLong();
    this.scan(length);
  }

  /** Counts a text just made and refuses it when it is too long; returns it. */
  text(made: string): string {
    this.scan(made.length);
    if (made.length * 3 > this.maxOutputBytes && Buffer.byteLength(made) > this.maxOutputBytes) {
      throw this.#tooLong();
    }
    return made;
  }

  /** Goes one level deeper; a fault ends the rendering, so only normal returns need {@link leave}. */
  enter(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new TemplateFault('limit', 'The template nests or recurses too deeply');
  }

  /** Comes one level back. */
  leave(): void {
    this.#depth -= 1;
  }

  #tooLong(): TemplateFault {
    return new TemplateFault('limit', `A text of the template is longer than ${this.maxOutputBytes} bytes`);
  }
}
