import type {
  ArgumentNodes,
  CompareNode,
  Comparison,
  Expression,
  FilterNode,
  SliceNode,
} from '../parse/syntax-tree.ts';
import { renderFault } from '../template-fault.ts';
import { isEqual, order } from '../values/compare.ts';
import { iterate, lengthOf } from '../values/iterate.ts';
import {
  type CallArguments,
  Dict,
  isTrue,
  NativeFunction,
  Range,
  TemplateObject,
  Tuple,
  textOf,
  typeName,
  Undefined,
  type Value,
} from '../values/value.ts';
import { binary, concatenate, signed } from './arithmetic.ts';
import { NO_ARGUMENTS, toInt } from './bind-arguments.ts';
import { itemOf, memberOf, sliceOf } from './members.ts';
import { type Rendering, undefinedName } from './rendering.ts';

/** The value of an expression. */
export function evaluate(node: Expression, run: Rendering): Value {
  run.budget.spend(1);
  if (node.kind === 'literal') return node.value;
  if (node.kind === 'name') return nameOf(node.name, run);
  run.budget.enter();
  const value = compound(node, run);
  run.budget.leave();
  return value;
}

function nameOf(name: string, run: Rendering): Value {
  const value = run.lookup(name);
  if (value !== undefined) return value;
  const global = run.global(name);
  return global ? new NativeFunction(name, (args) => global(run, args)) : undefinedName(name);
}

type Compound = Exclude<Expression, { kind: 'literal' | 'name' }>;

function compound(node: Compound, run: Rendering): Value {
  switch (node.kind) {
    case 'member': {
      const target = evaluate(node.target, run);
      run.at = node;
      return memberOf(run, target, node.name);
    }
    case 'item': {
      const target = evaluate(node.target, run);
      const index = evaluate(node.index, run);
      run.at = node;
      return itemOf(run, target, index);
    }
    case 'slice':
      return slice(node, run);
    case 'call': {
      const callee = evaluate(node.callee, run);
      const args = argumentsOf(node.args, run);
      run.at = node;
      return call(callee, args);
    }
    case 'filter':
      return filtered(node, evaluate(node.target ?? emptyText, run), run);
    case 'test': {
      const value = evaluate(node.target, run);
      const args = argumentsOf(node.args, run);
      run.at = node;
      return run.test(node.name, value, args);
    }
    case 'binary': {
      const left = evaluate(node.left, run);
      const right = evaluate(node.right, run);
      run.at = node;
      return binary(node.operator, left, right, run.budget);
    }
    default:
      return plain(node, run);
  }
}

type Plain = Exclude<Compound, { kind: 'member' | 'item' | 'slice' | 'call' | 'filter' | 'test' | 'binary' }>;

function plain(node: Plain, run: Rendering): Value {
  switch (node.kind) {
    case 'list':
      return node.items.map((item) => evaluate(item, run));
    case 'tuple':
      return new Tuple(node.items.map((item) => evaluate(item, run)));
    case 'dict': {
      const dict = new Dict();
      for (const [key, value] of node.pairs) dict.set(evaluate(key, run), evaluate(value, run));
      return dict;
    }
    case 'sign': {
      const operand = evaluate(node.operand, run);
      run.at = node;
      return signed(node.sign, operand);
    }
    case 'compare':
      return compared(node, run);
    case 'and':
    case 'or':
      return logic(node.kind === 'or', node.operands, run);
    case 'not':
      return !isTrue(evaluate(node.operand, run));
    case 'concat': {
      const parts = node.parts.map((part) => evaluate(part, run));
      run.at = node;
      return concatenate(parts, { escape: run.escape, budget: run.budget });
    }
    case 'conditional':
      if (isTrue(evaluate(node.test, run))) return evaluate(node.whenTrue, run);
      return node.whenFalse ? evaluate(node.whenFalse, run) : new Undefined('The inline if has no else');
  }
}

const emptyText: Expression = { kind: 'literal', value: '', line: 1, column: 1 };

function logic(isOr: boolean, operands: readonly Expression[], run: Rendering): Value {
  let value: Value = null;
  for (const operand of operands) {
    value = evaluate(operand, run);
    if (isTrue(value) === isOr) return value;
  }
  return value;
}

/** `value` after the filter and, for a chain of a block, the filters before it. */
export function filtered(node: FilterNode, value: Value, run: Rendering): Value {
  const args = argumentsOf(node.args, run);
  run.at = node;
  return run.filter(node.name, value, args);
}

/** Evaluates what stands between parentheses. */
export function argumentsOf(nodes: ArgumentNodes, run: Rendering): CallArguments {
  if (nodes.positional.length === 0 && nodes.named.length === 0 && !nodes.spread && !nodes.spreadNamed) {
    return NO_ARGUMENTS;
  }
  const positional = nodes.positional.map((node) => evaluate(node, run));
  if (nodes.spread)
    for (const item of iterate(evaluate(nodes.spread, run), run.budget)) positional.push(item);
  const named = new Map<string, Value>();
  for (const [name, node] of nodes.named) named.set(name, evaluate(node, run));
  if (nodes.spreadNamed) {
    const names = evaluate(nodes.spreadNamed, run);
    run.budget.spend(lengthOf(names) ?? 0);
    spreadNames(names, named);
  }
  return { positional, named };
}

function spreadNames(value: Value, named: Map<string, Value>): void {
  if (!(value instanceof Dict)) throw renderFault('** wants a dict');
  for (const [key, item] of value.entries()) {
    const name = textOf(key);
    if (name === undefined) throw renderFault('** wants a dict with texts as keys');
    named.set(name, item);
  }
}

/** Calls a value. */
function call(callee: Value, args: CallArguments): Value {
  if (callee instanceof TemplateObject) return callee.call(args);
  throw renderFault(callee instanceof Undefined ? callee.hint : `A ${typeName(callee)} cannot be called`);
}

function slice(node: SliceNode, run: Rendering): Value {
  const target = evaluate(node.target, run);
  const bound = (part: Expression | undefined): number | undefined => {
    const value = part ? evaluate(part, run) : null;
    return value === null ? undefined : toInt(value);
  };
  const bounds = { start: bound(node.start), stop: bound(node.stop), step: bound(node.step) ?? 1 };
  run.at = node;
  return sliceOf(run, target, bounds);
}

function compared(node: CompareNode, run: Rendering): boolean {
  let left = evaluate(node.first, run);
  for (const [comparison, part] of node.rest) {
    const right = evaluate(part, run);
    run.at = node;
    if (!compare(comparison, [left, right], run)) return false;
    left = right;
  }
  return true;
}

/** Compares two values as Python does. */
export function compare(
  comparison: Comparison,
  [left, right]: readonly [Value, Value],
  run: Rendering,
): boolean {
  const { budget } = run;
  switch (comparison) {
    case '==':
      return isEqual(left, right, budget);
    case '!=':
      return !isEqual(left, right, budget);
    case 'in':
      return contains(right, left, run);
    case 'not in':
      return !contains(right, left, run);
    default:
      return ordered(comparison, order(...definedPair(left, right), budget));
  }
}

function definedPair(left: Value, right: Value): [Value, Value] {
  for (const value of [left, right]) if (value instanceof Undefined) throw renderFault(value.hint);
  return [left, right];
}

function ordered(comparison: '<' | '<=' | '>' | '>=', sign: number): boolean {
  if (comparison === '<') return sign < 0;
  if (comparison === '<=') return sign <= 0;
  return comparison === '>' ? sign > 0 : sign >= 0;
}

function contains(container: Value, item: Value, run: Rendering): boolean {
  const text = textOf(container);
  if (text !== undefined) {
    const part = textOf(item);
    if (part === undefined) throw renderFault(`A ${typeName(item)} cannot be in a text`);
    run.budget.scan(text.length);
    run.budget.search(text, part);
    return text.includes(part);
  }
  if (container instanceof Dict) return container.get(item) !== undefined;
  if (container instanceof Range) return inRange(container, item);
  return iterate(container, run.budget).some((other) => isEqual(other, item, run.budget));
}

function inRange({ start, step, length }: Range, item: Value): boolean {
  const number = typeof item === 'bigint' || typeof item === 'number' ? Number(item) : Number.NaN;
  const at = (number - start) / step;
  return Number.isInteger(at) && at >= 0 && at < length;
}
