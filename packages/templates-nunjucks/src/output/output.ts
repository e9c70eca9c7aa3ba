import type { Budget } from '../evaluate/budget.ts';
import type { TextNode } from '../parse/syntax-tree.ts';
import { toText } from '../values/print.ts';
import type { Value } from '../values/value.ts';
import { escapeHtml } from './escape-html.ts';

/** Where a rendering writes. */
export interface Output {
  /** Text of the template itself. */
  literal(node: TextNode): void;
  /** A value, escaped when `escaped` is on. */
  value(value: Value, escaped: boolean): void;
  /** A new output of the same kind, for a block whose text is a value. */
  inner(): Output;
  /** What was written. */
  readonly text: string;
}

/** Writes values without looking at where they stand. */
export class PlainOutput implements Output {
  readonly #budget: Budget;
  #parts: string[] = [];
  #length = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  literal(node: TextNode): void {
    this.write(node.text);
  }

  value(value: Value, escaped: boolean): void {
    this.write(escaped ? escapeHtml(value, this.#budget) : toText(value, this.#budget));
  }

  inner(): Output {
    return new PlainOutput(this.#budget);
  }

  get text(): string {
    return this.#budget.text(this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join(''));
  }

  /** Adds a text as it stands. */
  write(text: string): void {
    this.#length += text.length;
    this.#budget.scan(text.length);
    if (this.#length > this.#budget.maxOutputBytes) this.#budget.expect(this.#length);
    this.#parts.push(text);
  }
}
