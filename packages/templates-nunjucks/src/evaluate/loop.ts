import { renderFault } from '../template-fault.ts';
import { isEqual } from '../values/compare.ts';
import {
  type CallArguments,
  NativeFunction,
  TemplateObject,
  Undefined,
  type Value,
} from '../values/value.ts';
import type { Rendering } from './rendering.ts';

/** What `loop` is inside a for. */
export class Loop extends TemplateObject {
  readonly #run: Rendering;
  readonly #items: readonly Value[];
  readonly #depth: number;
  readonly #recurse: ((items: Value) => Value) | undefined;
  #last: readonly Value[] | undefined;
  index = 0;

  constructor(
    run: Rendering,
    items: readonly Value[],
    options: { depth: number; recurse?: (items: Value) => Value },
  ) {
    super();
    this.#run = run;
    this.#items = items;
    this.#depth = options.depth;
    this.#recurse = options.recurse;
  }

  get label(): string {
    return `<LoopContext ${this.index + 1}/${this.#items.length}>`;
  }

  override member(name: string): Value | undefined {
    const left = this.#items.length - this.index;
    switch (name) {
      case 'index':
        return BigInt(this.index + 1);
      case 'index0':
        return BigInt(this.index);
      case 'revindex':
        return BigInt(left);
      case 'revindex0':
        return BigInt(left - 1);
      case 'first':
        return this.index === 0;
      case 'last':
        return left === 1;
      case 'length':
        return BigInt(this.#items.length);
      case 'depth':
        return BigInt(this.#depth);
      case 'depth0':
        return BigInt(this.#depth - 1);
      case 'previtem':
        return (
          this.#items[this.index - 1] ?? (this.index > 0 ? null : new Undefined('There is no previous item'))
        );
      case 'nextitem':
        return this.#items[this.index + 1] ?? (left > 1 ? null : new Undefined('There is no next item'));
      case 'cycle':
        return new NativeFunction('cycle', (args) => this.#cycle(args));
      case 'changed':
        return new NativeFunction('changed', (args) => this.#changed(args));
      default:
        return undefined;
    }
  }

  override call(args: CallArguments): Value {
    const [items] = args.positional;
    if (!this.#recurse || items === undefined)
      throw renderFault('Only a recursive loop can be called, with its items');
    return this.#recurse(items);
  }

  override get callable(): boolean {
    return true;
  }

  #cycle({ positional }: CallArguments): Value {
    const value = positional[this.index % positional.length];
    if (value === undefined) throw renderFault('cycle wants items');
    return value;
  }

  #changed({ positional }: CallArguments): boolean {
    const last = this.#last;
    this.#last = positional;
    const { budget } = this.#run;
    return !(
      last &&
      last.length === positional.length &&
      positional.every((value, at) => isEqual(value, last[at] ?? null, budget))
    );
  }
}
