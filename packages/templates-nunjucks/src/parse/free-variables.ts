import type { TemplateVariable } from '@vmrkit/core';
import type {
  ArgumentNodes,
  Body,
  Expression,
  ForNode,
  MacroNode,
  Parameter,
  Statement,
  Target,
} from './syntax-tree.ts';

/** The variables that `body` reads and does not set itself, in order of appearance, each once. */
export function freeVariables(body: Body, isGlobal: (name: string) => boolean): TemplateVariable[] {
  const search = new Search(isGlobal);
  search.template(body);
  return search.found();
}

class Names {
  readonly #own: Set<string>;
  readonly #outer: Names | undefined;
  /** Bodies of macros, which are read after everything around them is known. */
  readonly later: (() => void)[] = [];

  constructor(outer?: Names, own: Iterable<string> = []) {
    this.#outer = outer;
    this.#own = new Set(own);
  }

  has(name: string): boolean {
    return this.#own.has(name) || (this.#outer?.has(name) ?? false);
  }

  add(name: string): void {
    this.#own.add(name);
  }

  get own(): ReadonlySet<string> {
    return this.#own;
  }
}

class Search {
  readonly #isGlobal: (name: string) => boolean;
  readonly #found = new Map<string, TemplateVariable>();

  constructor(isGlobal: (name: string) => boolean) {
    this.#isGlobal = isGlobal;
  }

  found(): TemplateVariable[] {
    return [...this.#found.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  template(body: Body): void {
    this.#inside(body, new Names());
  }

  #inside(body: Body, names: Names): void {
    this.#body(body, names);
    for (const read of names.later) read();
  }

  #body(body: Body, names: Names): void {
    for (const statement of body) this.#statement(statement, names);
  }

  #statement(node: Statement, names: Names): void {
    switch (node.kind) {
      case 'text':
        return;
      case 'output':
        this.#expression(node.value, names);
        return;
      case 'if':
        this.#branches(
          [...node.branches.map(([test, body]) => ({ test, body })), { body: node.otherwise }],
          names,
        );
        return;
      case 'for':
        this.#for(node, names);
        return;
      case 'set':
        this.#expression(node.value, names);
        this.#target(node.target, names);
        return;
      case 'set-block':
        this.#inside(node.body, new Names(names));
        if (node.filter) this.#expression(node.filter, names);
        this.#target(node.target, names);
        return;
      case 'with': {
        const inner = new Names(names);
        for (const [, value] of node.assignments) this.#expression(value, names);
        for (const [target] of node.assignments) this.#target(target, inner);
        this.#inside(node.body, inner);
        return;
      }
      case 'macro':
        names.add(node.name);
        this.#macro(node, names);
        return;
      case 'call-block':
        this.#expression(node.call, names);
        this.#macro(node.caller, names);
        return;
      case 'filter-block':
        this.#inside(node.body, new Names(names));
        this.#expression(node.filter, names);
        return;
      case 'autoescape':
        this.#expression(node.on, names);
        this.#inside(node.body, new Names(names));
        return;
      case 'block':
        this.#inside(node.body, new Names(names));
        return;
    }
  }

  /** Each branch knows what stands before the if; afterwards everything that any branch sets is known. */
  #branches(branches: readonly { test?: Expression; body: Body }[], names: Names): void {
    const set = new Set<string>();
    for (const { test, body } of branches) {
      if (test) this.#expression(test, names);
      const inner = new Names(names);
      this.#body(body, inner);
      for (const name of inner.own) set.add(name);
      names.later.push(...inner.later);
    }
    for (const name of set) names.add(name);
  }

  #for(node: ForNode, names: Names): void {
    this.#expression(node.items, names);
    const inner = new Names(names);
    this.#target(node.target, inner);
    if (node.test) this.#expression(node.test, inner);
    inner.add('loop');
    this.#inside(node.body, inner);
    this.#inside(node.otherwise, new Names(names));
  }

  #macro(node: MacroNode, names: Names): void {
    const own = [...node.parameters.map(({ name }: Parameter) => name), 'caller', 'varargs', 'kwargs'];
    names.later.push(() => {
      const inner = new Names(names, own);
      for (const { fallback } of node.parameters) if (fallback) this.#expression(fallback, inner);
      this.#inside(node.body, inner);
    });
  }

  #target(target: Target, names: Names): void {
    if (target.kind === 'name') names.add(target.name);
    else if (target.kind === 'targets') for (const item of target.items) this.#target(item, names);
    else this.#name({ ...target, name: target.namespace }, names);
  }

  #name({ name, line, column }: TemplateVariable, names: Names): void {
    if (names.has(name) || this.#isGlobal(name)) return;
    const known = this.#found.get(name);
    if (!known || line < known.line || (line === known.line && column < known.column)) {
      this.#found.set(name, { name, line, column });
    }
  }

  #expression(node: Expression, names: Names): void {
    if (node.kind === 'name') this.#name(node, names);
    for (const child of childrenOf(node)) this.#expression(child, names);
  }
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'list':
    case 'tuple':
      return node.items;
    case 'dict':
      return node.pairs.flat();
    case 'member':
      return [node.target];
    case 'item':
      return [node.target, node.index];
    case 'slice':
      return given([node.target, node.start, node.stop, node.step]);
    case 'call':
      return [node.callee, ...inArguments(node.args)];
    case 'filter':
      return given([node.target, ...inArguments(node.args)]);
    case 'test':
      return [node.target, ...inArguments(node.args)];
    case 'sign':
    case 'not':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map(([, part]) => part)];
    case 'and':
    case 'or':
      return node.operands;
    case 'concat':
      return node.parts;
    case 'conditional':
      return given([node.test, node.whenTrue, node.whenFalse]);
  }
}

function inArguments({ positional, named, spread, spreadNamed }: ArgumentNodes): Expression[] {
  return [...positional, ...named.map(([, value]) => value), ...given([spread, spreadNamed])];
}

function given(nodes: readonly (Expression | undefined)[]): Expression[] {
  return nodes.filter((node) => node !== undefined);
}
