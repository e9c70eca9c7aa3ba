import type { Rendering } from '../evaluate/rendering.ts';
import { escapeText } from '../output/escape-html.ts';
import { renderFault } from '../template-fault.ts';
import { toRepr, toText } from '../values/print.ts';
import { type CallArguments, like, Markup, textOf, textsLength, type Value } from '../values/value.ts';
import { formatSpec } from './format-spec.ts';

const FIELD = /\{\{|\}\}|\{((?:[^{}]|\{[^{}]*\})*)\}|[{}]/g;
const PARTS = /^([^!:]*)(?:!([^:]*))?(?::([\s\S]*))?$/;
const STEP = /\.([^.[\]]+)|\[([^\]]+)\]/gy;

/** How a field of the format reads `value.name` and `value[index]`: as a template does. */
interface FieldAccess {
  readonly memberOf: (run: Rendering, target: Value, name: string) => Value;
  readonly itemOf: (run: Rendering, target: Value, index: Value) => Value;
}

/** What a format is filled with. */
interface FormatOptions extends FieldAccess {
  readonly args: CallArguments;
}

/** Python's str.format, with members and items read as a template reads them. */
export function formatText(run: Rendering, format: string | Markup, options: FormatOptions): Value {
  const source = textOf(format) ?? '';
  run.budget.scan(textsLength(format, options.args) * 4);
  const fields = new Fields(run, options);
  let total = 0;
  const text = source.replace(FIELD, (found, field?: string) => {
    run.budget.spend(1);
    if (field === undefined) {
      if (found.length === 1) throw renderFault('The format has a single brace');
      return found.charAt(0);
    }
    const written = fields.write(field, format instanceof Markup);
    total += written.length;
    run.budget.expect(total);
    return written;
  });
  return like(format, run.budget.text(text));
}

class Fields {
  readonly #run: Rendering;
  readonly #args: CallArguments;
  readonly #access: FieldAccess;
  #next = 0;
  #numbered: 'by itself' | 'by hand' | null = null;

  constructor(run: Rendering, { args, ...access }: FormatOptions) {
    this.#run = run;
    this.#args = args;
    this.#access = access;
  }

  write(field: string, marked: boolean): string {
    const [, path = '', conversion, spec = ''] = PARTS.exec(field) ?? [];
    const value = this.#value(path);
    const filled = spec.replace(/\{([^{}]*)\}/g, (_all, inner: string) =>
      toText(this.#value(inner), this.#run.budget),
    );
    const text = formatSpec(this.#converted(value, conversion), { spec: filled, budget: this.#run.budget });
    return marked && !(value instanceof Markup) ? escapeText(text) : text;
  }

  #converted(value: Value, conversion: string | undefined): Value {
    if (conversion === undefined) return value;
    if (conversion === 's') return toText(value, this.#run.budget);
    if (conversion === 'r' || conversion === 'a') return toRepr(value, this.#run.budget);
    throw renderFault('A conversion is !s, !r or !a');
  }

  #value(path: string): Value {
    const [name = ''] = /^[^.[]*/.exec(path) ?? [];
    let value = this.#argument(name);
    STEP.lastIndex = name.length;
    while (STEP.lastIndex < path.length) {
      const step = STEP.exec(path);
      if (!step) throw renderFault('A field of the format is not written as fields are');
      const [, member, item = ''] = step;
      value = member
        ? this.#access.memberOf(this.#run, value, member)
        : this.#access.itemOf(this.#run, value, /^\d{1,9}$/.test(item) ? BigInt(item) : item);
    }
    return value;
  }

  #argument(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) {
      const value = this.#args.named.get(name);
      if (value === undefined) throw renderFault(`The format has no value '${name.slice(0, 60)}'`);
      return value;
    }
    const numbered = name === '' ? 'by itself' : 'by hand';
    if (this.#numbered !== null && this.#numbered !== numbered)
      throw renderFault('The format mixes {} and {0}');
    this.#numbered = numbered;
    const at = name === '' ? this.#next++ : Number(name);
    const value = this.#args.positional[at];
    if (value === undefined) throw renderFault('Not enough values for the format');
    return value;
  }
}
