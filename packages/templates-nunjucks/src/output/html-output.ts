import type { Budget } from '../evaluate/budget.ts';
import type { TextNode } from '../parse/syntax-tree.ts';
import { toText } from '../values/print.ts';
import { Markup, type Value } from '../values/value.ts';
import { encodeInContext } from './html-context.ts';
import { type Output, PlainOutput } from './output.ts';
import { advance, OUTPUT_START, type OutputPlace } from './output-place.ts';

/** Places remembered per literal; a loop sees few, and no template may make them many. */
const MAX_REMEMBERED = 16;

/** Where each literal of a template leads, by where it begins. */
export type LiteralPlaces = WeakMap<TextNode, Map<string, OutputPlace>>;

/** Writes values as the place of the HTML demands where they stand. */
export class HtmlOutput implements Output {
  readonly #budget: Budget;
  readonly #places: LiteralPlaces;
  readonly #plain: PlainOutput;
  #state = OUTPUT_START;

  constructor(budget: Budget, places: LiteralPlaces) {
    this.#budget = budget;
    this.#places = places;
    this.#plain = new PlainOutput(budget);
  }

  literal(node: TextNode): void {
    this.#plain.literal(node);
    this.#state = this.#after(node);
  }

  value(value: Value, escaped: boolean): void {
    const text = escaped ? encodeInContext(this.#state, value, this.#budget) : toText(value, this.#budget);
    this.#plain.write(text);
    if (!escaped || value instanceof Markup || this.#state.mode !== 'text') {
      this.#budget.scan(text.length * 8);
      this.#state = advance(this.#entered(text), text);
    }
  }

  inner(): Output {
    return new HtmlOutput(this.#budget, this.#places);
  }

  get text(): string {
    return this.#plain.text;
  }

  /** An empty value right after `=` still begins an unquoted attribute value. */
  #entered(text: string): OutputPlace {
    return text === '' && this.#state.mode === 'before-value'
      ? { ...this.#state, mode: 'unquoted' }
      : this.#state;
  }

  #after(node: TextNode): OutputPlace {
    const { mode, tag, attribute, url, scheme, reference } = this.#state;
    const key = `${mode}|${tag}|${attribute}|${url}|${scheme}|${reference}`;
    const places = this.#places.get(node) ?? new Map<string, OutputPlace>();
    const known = places.get(key);
    if (known) return known;
    this.#budget.scan(node.text.length * 8);
    const state = advance(this.#state, node.text);
    if (places.size < MAX_REMEMBERED) this.#places.set(node, places.set(key, state));
    return state;
  }
}
