import type { Body, MacroNode } from '../parse/syntax-tree.ts';
import { renderFault } from '../template-fault.ts';
import { type CallArguments, Dict, Markup, TemplateObject, Tuple, type Value } from '../values/value.ts';
import { evaluate } from './expressions.ts';
import { type Rendering, undefinedName } from './rendering.ts';
import { Scope } from './scope.ts';

/** What a macro is made in. */
interface MacroOptions {
  readonly run: Rendering;
  /** The text that a body writes, as a value. */
  readonly capture: (body: Body, run: Rendering) => Value;
}

/** A macro, or the body of a call block. */
export class Macro extends TemplateObject {
  readonly #node: MacroNode;
  readonly #run: Rendering;
  readonly #scope: Scope;
  readonly #capture: MacroOptions['capture'];

  constructor(node: MacroNode, { run, capture }: MacroOptions) {
    super();
    this.#node = node;
    this.#run = run;
    this.#scope = run.scope;
    this.#capture = capture;
  }

  get label(): string {
    return `<Macro '${this.#node.name}'>`;
  }

  override get callable(): boolean {
    return true;
  }

  override member(name: string): Value | undefined {
    if (name === 'name') return this.#node.name;
    return name === 'arguments'
      ? new Tuple(this.#node.parameters.map((parameter) => parameter.name))
      : undefined;
  }

  override call(args: CallArguments): Value {
    const run = this.#run;
    run.budget.enter();
    const scope = new Scope(this.#scope);
    const text = run.inScope(scope, () => {
      this.#bind(args, scope);
      return this.#capture(this.#node.body, run);
    });
    run.budget.leave();
    return text;
  }

  #bind(args: CallArguments, scope: Scope): void {
    const { parameters } = this.#node;
    const named = new Map(args.named);
    for (const [at, parameter] of parameters.entries()) {
      const given = args.positional[at];
      if (given !== undefined && named.has(parameter.name)) {
        throw renderFault(`The argument '${parameter.name}' is given twice`);
      }
      const value = given ?? (at < args.positional.length ? null : named.get(parameter.name));
      named.delete(parameter.name);
      scope.set(parameter.name, value !== undefined ? value : this.#fallback(at));
    }
    this.#bindRest({ positional: args.positional.slice(parameters.length), named }, scope);
  }

  #fallback(at: number): Value {
    const parameter = this.#node.parameters[at];
    return parameter?.fallback
      ? evaluate(parameter.fallback, this.#run)
      : undefinedName(parameter?.name ?? '');
  }

  #bindRest(
    { positional, named }: { positional: readonly Value[]; named: Map<string, Value> },
    scope: Scope,
  ): void {
    const caller = named.get('caller');
    scope.set('caller', caller ?? undefinedName('caller'));
    named.delete('caller');
    const rest = new Dict();
    for (const [name, value] of named) rest.set(name, value);
    if (positional.length > 0 && !mentions(this.#node, 'varargs'))
      throw renderFault('The macro takes fewer arguments');
    if (rest.size > 0 && !mentions(this.#node, 'kwargs')) throw renderFault('The macro has no such argument');
    scope.set('varargs', new Tuple(positional));
    scope.set('kwargs', rest);
  }
}

const mentioned = new WeakMap<MacroNode, ReadonlySet<string>>();

/** Whether a macro reads a name; only then it takes further arguments, as in jinja2. */
function mentions(node: MacroNode, name: string): boolean {
  let names = mentioned.get(node);
  if (!names) {
    names = collectNames(node.body);
    mentioned.set(node, names);
  }
  return names.has(name);
}

function collectNames(root: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === 'object' && part !== null && !(part instanceof Markup)) {
      const { kind, name } = part as { kind?: unknown; name?: unknown };
      if (kind === 'name' && typeof name === 'string') names.add(name);
      Object.values(part).forEach(visit);
    }
  };
  visit(root);
  return names;
}
