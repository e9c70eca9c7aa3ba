import type { Body, FilterNode, ForNode, SetBlockNode, Statement, Target } from '../parse/syntax-tree.ts';
import { renderFault } from '../template-fault.ts';
import { iterate } from '../values/iterate.ts';
import { isTrue, Markup, TemplateObject, textOf, typeName, type Value } from '../values/value.ts';
import { argumentsOf, evaluate, filtered } from './expressions.ts';
import { Loop } from './loop.ts';
import { Macro } from './macro.ts';
import { Namespace } from './namespace.ts';
import type { Rendering } from './rendering.ts';
import { Scope } from './scope.ts';

/** Executes statements one after another. */
export function execute(body: Body, run: Rendering): void {
  for (const statement of body) {
    if (statement.kind === 'text') run.output.literal(statement);
    else executeOne(statement, run);
  }
}

/** The text that `body` writes, as a value: markup where values are escaped. */
function capture(body: Body, run: Rendering): Value {
  const outer = run.output;
  const inner = outer.inner();
  run.output = inner;
  execute(body, run);
  run.output = outer;
  return run.escape ? new Markup(inner.text) : inner.text;
}

function executeOne(node: Exclude<Statement, { kind: 'text' }>, run: Rendering): void {
  run.budget.spend(1);
  switch (node.kind) {
    case 'output': {
      const value = evaluate(node.value, run);
      run.at = node.value;
      run.output.value(value, run.escape);
      return;
    }
    case 'if':
      branch(chosen(node, run), run);
      return;
    case 'for':
      loop(node, evaluate(node.items, run), { run, depth: 1 });
      return;
    case 'set':
      assign(node.target, evaluate(node.value, run), run);
      return;
    case 'set-block':
      setBlock(node, run);
      return;
    case 'with': {
      const scope = new Scope(run.scope);
      const values = node.assignments.map(([, value]) => run.inScope(scope, () => evaluate(value, run)));
      run.inScope(scope, () => {
        for (const [at, [target]] of node.assignments.entries()) assign(target, values[at] ?? null, run);
        branch(node.body, run);
      });
      return;
    }
    case 'macro':
      run.scope.set(node.name, new Macro(node, { run, capture }));
      return;
    default:
      executeBlock(node, run);
      return;
  }
}

function chosen({ branches, otherwise }: Extract<Statement, { kind: 'if' }>, run: Rendering): Body {
  for (const [test, body] of branches) if (isTrue(evaluate(test, run))) return body;
  return otherwise;
}

type BlockStatement = Extract<Statement, { kind: 'call-block' | 'filter-block' | 'autoescape' | 'block' }>;

function executeBlock(node: BlockStatement, run: Rendering): void {
  switch (node.kind) {
    case 'call-block': {
      const callee = evaluate(node.call.callee, run);
      const args = argumentsOf(node.call.args, run);
      const named = new Map(args.named).set('caller', new Macro(node.caller, { run, capture }));
      run.at = node.call;
      if (!(callee instanceof TemplateObject)) throw renderFault(`A ${typeName(callee)} cannot be called`);
      run.output.value(callee.call({ positional: args.positional, named }), run.escape);
      return;
    }
    case 'filter-block': {
      const text = run.inScope(new Scope(run.scope), () => capture(node.body, run));
      // jinja2 writes the result as it is; a filter that answers plain text must not undo the escaping here.
      const result = chained(node.filter, text, run);
      if (textOf(result) === undefined)
        throw renderFault(`The filter of a block answers a ${typeName(result)}`);
      run.output.value(result, run.escape);
      return;
    }
    case 'autoescape': {
      const outer = run.escape;
      run.escape = isTrue(evaluate(node.on, run));
      run.inScope(new Scope(run.scope), () => branch(node.body, run));
      run.escape = outer;
      return;
    }
    case 'block':
      run.inScope(new Scope(node.scoped ? run.scope : run.root), () => branch(node.body, run));
      return;
  }
}

function branch(body: Body, run: Rendering): void {
  run.budget.enter();
  execute(body, run);
  run.budget.leave();
}

function chained(filter: FilterNode, value: Value, run: Rendering): Value {
  const { target } = filter;
  return filtered(filter, target?.kind === 'filter' ? chained(target, value, run) : value, run);
}

function setBlock(node: SetBlockNode, run: Rendering): void {
  const text = run.inScope(new Scope(run.scope), () => capture(node.body, run));
  assign(node.target, node.filter ? chained(node.filter, text, run) : text, run);
}

function assign(target: Target, value: Value, run: Rendering): void {
  if (target.kind === 'name') {
    run.scope.set(target.name, value);
    return;
  }
  run.at = target;
  if (target.kind === 'namespace-name') {
    const namespace = run.lookup(target.namespace);
    if (!(namespace instanceof Namespace)) throw renderFault('Only names of a namespace can be set so');
    namespace.set(target.name, value);
    return;
  }
  const items = iterate(value, run.budget);
  if (items.length !== target.items.length) {
    throw renderFault(`${target.items.length} values are wanted, not ${items.length}`);
  }
  for (const [at, part] of target.items.entries()) assign(part, items[at] ?? null, run);
}

function loop(node: ForNode, source: Value, { run, depth }: { run: Rendering; depth: number }): void {
  run.at = node.items;
  const items = kept(node, iterate(source, run.budget), run);
  if (items.length === 0) {
    run.inScope(new Scope(run.scope), () => branch(node.otherwise, run));
    return;
  }
  const around = run.scope;
  const recurse = (inner: Value): Value => {
    const outer = run.output;
    run.output = outer.inner();
    run.budget.enter();
    run.inScope(around, () => loop(node, inner, { run, depth: depth + 1 }));
    run.budget.leave();
    const { text } = run.output;
    run.output = outer;
    return run.escape ? new Markup(text) : text;
  };
  const state = new Loop(run, items, node.recursive ? { depth, recurse } : { depth });
  // A list may grow while its loop runs; each item is paid for.
  for (let index = 0; index < items.length; index += 1) {
    run.budget.spend(2);
    const scope = new Scope(around);
    scope.set('loop', state);
    state.index = index;
    run.inScope(scope, () => {
      assign(node.target, items[index] ?? null, run);
      branch(node.body, run);
    });
  }
}

function kept(node: ForNode, items: readonly Value[], run: Rendering): readonly Value[] {
  const { test } = node;
  if (!test) return items;
  return items.filter((item) =>
    run.inScope(new Scope(run.scope), () => {
      assign(node.target, item, run);
      return isTrue(evaluate(test, run));
    }),
  );
}
