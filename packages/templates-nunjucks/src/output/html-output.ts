import type { Budget } from '../evaluate/budget.ts';
import type { TextNode } from '../parse/syntax-tree.ts';
import { toText } from '../values/print.ts';
import { Markup, type Value } from '../values/value.ts';
import { encodeInContext } from './html-context.ts';
import { type Output, PlainOutput } from './output.ts';
import { advance, OUTPUT_START, type OutputPlace } from './output-place.ts';

/** Places remembered per literal; a loop sees few, and no template may make them many. */
const MAX_REMEMBERED = 16;
/** Different places remembered per template. */
const MAX_PLACES = 256;

/** Where a literal leads, by where it begins. */
interface Steps {
  readonly byPlace: Map<string, OutputPlace>;
  /** The step taken last: most renderings take it again, and comparing objects is much faster than making a key. */
  last: { readonly from: OutputPlace; readonly to: OutputPlace } | null;
}

/** Where each literal of a template leads. */
export class LiteralPlaces {
  readonly #steps = new Map<TextNode, Steps>();
  /** One object for equal places, so that they are the same when they are compared. */
  readonly #places = new Map<string, OutputPlace>([[keyOf(OUTPUT_START), OUTPUT_START]]);

  /** The place after a literal that begins at `from`. A literal that was not yet met there counts against the budget. */
  after(node: TextNode, from: OutputPlace, budget: Budget): OutputPlace {
    const steps = this.#steps.get(node) ?? { byPlace: new Map<string, OutputPlace>(), last: null };
    if (steps.last?.from === from) return steps.last.to;
    const key = keyOf(from);
    const known = steps.byPlace.get(key);
    if (known !== undefined) {
      steps.last = { from, to: known };
      return known;
    }
    budget.scan(node.text.length * 8);
    const to = this.#shared(advance(from, node.text));
    if (steps.byPlace.size < MAX_REMEMBERED) {
      this.#steps.set(node, steps);
      steps.byPlace.set(key, to);
    }
    return to;
  }

  #shared(place: OutputPlace): OutputPlace {
    const key = keyOf(place);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#places.size < MAX_PLACES) this.#places.set(key, place);
    return place;
  }
}

function keyOf({ mode, tag, attribute, url, scheme, reference }: OutputPlace): string {
  return `${mode}|${tag}|${attribute}|${url}|${scheme}|${reference}`;
}

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
    this.#state = this.#places.after(node, this.#state, this.#budget);
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
}
