import type { TemplateValues } from '@vmrkit/core';
import type { RegexReplacer } from '../filters/regex-replacer.ts';
import type { Output } from '../output/output.ts';
import { type Position, renderFault } from '../template-fault.ts';
import { fromHost } from '../values/from-host.ts';
import { type CallArguments, textsLength, Undefined, type Value } from '../values/value.ts';
import type { Budget } from './budget.ts';
import { Scope } from './scope.ts';

/** A filter of the language. */
export type Filter = (run: Rendering, value: Value, args: CallArguments) => Value;
/** A test of the language. */
export type Test = (run: Rendering, value: Value, args: CallArguments) => boolean;
/** A function that every template knows. */
export type Global = (run: Rendering, args: CallArguments) => Value;

/** What the language offers besides its grammar. */
export interface Vocabulary {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
  readonly globals: ReadonlyMap<string, Global>;
}

/** What one rendering is made of. */
export interface RenderingOptions {
  readonly budget: Budget;
  readonly values: TemplateValues;
  readonly vocabulary: Vocabulary;
  readonly escape: boolean;
  readonly regexes: RegexReplacer;
  readonly output: Output;
  /** Whether values are encoded for the place of the HTML where they stand. */
  readonly inContext: boolean;
}

/** The state of one rendering. */
export class Rendering {
  readonly budget: Budget;
  readonly regexes: RegexReplacer;
  readonly inContext: boolean;
  readonly root = new Scope();
  scope: Scope = this.root;
  output: Output;
  /** Whether values are escaped here. */
  escape: boolean;
  /** What is being evaluated, for messages. */
  at: Position = { line: 1, column: 1 };
  readonly #values: TemplateValues;
  readonly #vocabulary: Vocabulary;
  readonly #copies = new Map<string, Value>();
  #draws = 0;

  constructor(options: RenderingOptions) {
    this.budget = options.budget;
    this.regexes = options.regexes;
    this.output = options.output;
    this.escape = options.escape;
    this.inContext = options.inContext;
    this.#values = options.values;
    this.#vocabulary = options.vocabulary;
  }

  /** A name: set by the template, handed in by the host, or undefined. Functions are looked up by the caller. */
  lookup(name: string): Value | undefined {
    const own = this.scope.get(name);
    if (own !== undefined) return own;
    const copied = this.#copies.get(name);
    if (copied !== undefined) return copied;
    if (!Object.hasOwn(this.#values, name)) return undefined;
    const copy = fromHost(this.#values[name], this.budget);
    this.#copies.set(name, copy);
    return copy;
  }

  global(name: string): Global | undefined {
    return this.#vocabulary.globals.get(name);
  }

  /** Applies a filter by name. */
  filter(name: string, value: Value, args: CallArguments): Value {
    const filter = this.#vocabulary.filters.get(name);
    if (!filter) throw renderFault(`There is no filter '${name}'`);
    this.#payForTexts(value, args);
    return filter(this, value, args);
  }

  /** Asks a test by name. */
  test(name: string, value: Value, args: CallArguments): boolean {
    const test = this.#vocabulary.tests.get(name);
    if (!test) throw renderFault(`There is no test '${name}'`);
    this.#payForTexts(value, args);
    return test(this, value, args);
  }

  /** Filters and tests may read each text that they are given; those that do more pay the rest themselves. */
  #payForTexts(value: Value, args: CallArguments): void {
    this.budget.scan(textsLength(value, args) * 4);
  }

  /** Runs `body` with names of its own around it. */
  inScope<T>(scope: Scope, body: () => T): T {
    const outer = this.scope;
    this.scope = scope;
    const result = body();
    this.scope = outer;
    return result;
  }

  /** A position below `count`, the same in every rendering: renderings are pure. */
  draw(count: number): number {
    this.#draws += 1;
    return (this.#draws * 7919 + 104_729) % count;
  }
}

/** The undefined value of a name. */
export function undefinedName(name: string): Undefined {
  return new Undefined(`'${name}' is undefined`);
}
