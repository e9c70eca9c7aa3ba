import nunjucks from 'nunjucks/src/parser.js';
import { bounded } from '../evaluate/arithmetic.ts';
import { type Position, TemplateFault } from '../template-fault.ts';
import { JinjaTokens, type WhitespaceOptions } from './jinja-tokens.ts';
import type { Token } from './nunjucks-types.ts';
import type {
  ArgumentNodes,
  DictNode,
  Expression,
  FilterNode,
  LiteralNode,
  SliceNode,
} from './syntax-tree.ts';

/** Parentheses, brackets, calls and blocks inside each other. */
const MAX_NESTING = 60;
/** Operators, filters or members in a row. */
const MAX_CHAIN = 150;

const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Names that the language knows. */
export interface KnownNames {
  readonly filters: { has(name: string): boolean };
  readonly tests: { has(name: string): boolean };
}

/** nunjucks' parser with jinja2's literals, members, calls and arguments, making the tree of syntax-tree.ts. */
export abstract class PrimaryParser extends nunjucks.Parser {
  readonly #source: JinjaTokens;
  readonly known: KnownNames;
  #nesting = 0;

  constructor(source: string, options: WhitespaceOptions & { readonly known: KnownNames }) {
    const tokens = new JinjaTokens(source, options);
    super(tokens);
    this.#source = tokens;
    this.known = options.known;
  }

  override error(message: string, line?: number, column?: number): Error {
    const token = this.peekToken();
    const position = token ? positionOf(token) : this.#source.position;
    return new TemplateFault(
      'syntax',
      message,
      line === undefined || column === undefined ? position : { line: line + 1, column: column + 1 },
    );
  }

  /** The next token; a template that ends here is at fault. */
  peek(): Token {
    const token = this.peekToken();
    if (!token) throw new TemplateFault('syntax', 'The template ends too early', this.#source.position);
    return token;
  }

  override expect(type: string): Token {
    const token = this.peek();
    if (token.type !== type) this.unexpected();
    this.nextToken();
    return token;
  }

  /** Refuses the next token. */
  unexpected(): never {
    const token = this.peek();
    return this.fail(`'${token.value.slice(0, 40)}' is not expected here`, token.lineno, token.colno);
  }

  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) this.fail('The template nests too deeply');
    const result = parse();
    this.#nesting -= 1;
    return result;
  }

  /** Whether the next token is this operator. */
  at(type: string, value?: string): boolean {
    const token = this.peekToken();
    return token?.type === type && (value === undefined || token.value === value);
  }

  /** One expression, with inline if unless told otherwise. */
  abstract parseExpression(withConditional?: boolean): Expression;

  /** Expressions separated by commas; several make a tuple. */
  abstract parseTuple(): Expression;

  /** A literal, a name, or something in brackets. */
  parsePrimary(): Expression {
    const token = this.peek();
    const position = positionOf(token);
    if (token.type === '[' || token.type === '{' || token.type === '(')
      return this.nested(() => this.#bracketed());
    this.nextToken();
    switch (token.type) {
      case 'string':
        return this.#strings(token);
      case 'int':
        return { kind: 'literal', value: this.#integer(token), ...position };
      case 'float':
        return { kind: 'literal', value: Number(token.value), ...position };
      case 'symbol': {
        const constant = CONSTANTS.get(token.value);
        if (constant !== undefined) return { kind: 'literal', value: constant, ...position };
        return { kind: 'name', name: token.value, ...position };
      }
      default:
        return this.fail(`'${token.value}' is not expected here`, token.lineno, token.colno);
    }
  }

  #integer(token: Token): bigint {
    try {
      return bounded(BigInt(token.value));
    } catch {
      return this.fail('The number is too large', token.lineno, token.colno);
    }
  }

  #strings(first: Token): LiteralNode {
    const parts = [first.value];
    while (this.at('string')) parts.push(this.expect('string').value);
    return { kind: 'literal', value: parts.join(''), ...positionOf(first) };
  }

  #bracketed(): Expression {
    const token = this.peek();
    if (token.type === '{') return this.#dict();
    if (token.type === '[') {
      this.nextToken();
      return { kind: 'list', items: this.#items(']'), ...positionOf(token) };
    }
    this.nextToken();
    if (this.skip(')')) return { kind: 'tuple', items: [], ...positionOf(token) };
    const inner = this.parseTuple();
    this.expect(')');
    return inner;
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.skip(end)) {
      if (items.length > 0) this.expect('comma');
      if (this.skip(end)) break;
      items.push(this.parseExpression());
    }
    return items;
  }

  #dict(): DictNode {
    const token = this.expect('{');
    const pairs: [Expression, Expression][] = [];
    while (!this.skip('}')) {
      if (pairs.length > 0) this.expect('comma');
      if (this.skip('}')) break;
      const key = this.parseExpression();
      this.expect('colon');
      pairs.push([key, this.parseExpression()]);
    }
    return { kind: 'dict', pairs, ...positionOf(token) };
  }

  /** Members, items, slices and calls after `node`. */
  parsePostfix(node: Expression): Expression {
    let whole = node;
    for (let links = 0; ; links += 1) {
      const next = this.#postfix(whole);
      if (!next) return whole;
      this.limitChain(links);
      whole = next;
    }
  }

  #postfix(target: Expression): Expression | undefined {
    const token = this.peekToken();
    if (!token) return undefined;
    if (token.type === '(') {
      return { kind: 'call', callee: target, args: this.parseArguments(), ...positionOf(token) };
    }
    if (token.type === '[') return this.nested(() => this.#subscript(target));
    if (token.type !== 'operator' || token.value !== '.') return undefined;
    this.nextToken();
    if (this.at('int')) {
      const at = this.expect('int');
      const index: LiteralNode = { kind: 'literal', value: this.#integer(at), ...positionOf(at) };
      return { kind: 'item', target, index, ...positionOf(at) };
    }
    const name = this.expect('symbol');
    return { kind: 'member', target, name: name.value, ...positionOf(name) };
  }

  #subscript(target: Expression): Expression {
    const token = this.expect('[');
    const position = positionOf(token);
    const start = this.at('colon') ? undefined : this.parseExpression();
    if (this.at('colon'))
      return this.#slice({ kind: 'slice', target, start, stop: undefined, step: undefined, ...position });
    if (!start) return this.unexpected();
    const items = [start];
    while (this.skip('comma')) items.push(this.parseExpression());
    this.expect(']');
    const index: Expression = items.length === 1 ? start : { kind: 'tuple', items, ...position };
    return { kind: 'item', target, index, ...position };
  }

  #slice(base: SliceNode): SliceNode {
    this.expect('colon');
    const stop = this.at('colon') || this.at(']') ? undefined : this.parseExpression();
    const step = this.skip('colon') && !this.at(']') ? this.parseExpression() : undefined;
    this.expect(']');
    return { ...base, stop, step };
  }

  /** What stands between the parentheses of a call. */
  parseArguments(): ArgumentNodes {
    return this.nested(() => this.#arguments());
  }

  #arguments(): ArgumentNodes {
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    let spread: Expression | undefined;
    let spreadNamed: Expression | undefined;
    this.expect('(');
    for (let first = true; !this.skip(')'); first = false) {
      if (!first) {
        this.expect('comma');
        if (this.skip(')')) break;
      }
      if (spreadNamed) this.unexpected();
      if (this.skipValue('operator', '**')) spreadNamed = this.parseExpression();
      else if (this.skipValue('operator', '*')) spread = spread ? this.unexpected() : this.parseExpression();
      else this.#argument(positional, named);
    }
    return { positional, named, spread, spreadNamed };
  }

  #argument(positional: Expression[], named: [string, Expression][]): void {
    const node = this.parseExpression();
    if (node.kind === 'name' && this.skipValue('operator', '='))
      named.push([node.name, this.parseExpression()]);
    else if (named.length > 0) this.unexpected();
    else positional.push(node);
  }

  /** The filter named next, on `target`. */
  parseFilter(target: Expression | undefined): FilterNode {
    const token = this.expect('symbol');
    const name = this.dotted(token);
    if (!this.known.filters.has(name)) this.fail(`There is no filter '${name}'`, token.lineno, token.colno);
    const args = this.at('(') ? this.parseArguments() : noArguments;
    return { kind: 'filter', name, target, args, ...positionOf(token) };
  }

  /** A name with dots in it. */
  dotted(first: Token): string {
    let name = first.value;
    while (this.skipValue('operator', '.')) name += `.${this.expect('symbol').value}`;
    return name;
  }

  /** Refuses a chain of too many links. */
  limitChain(links: number): void {
    if (links > MAX_CHAIN) this.fail('The expression is too long');
  }
}

/** An empty list of arguments. */
export const noArguments: ArgumentNodes = { positional: [], named: [] };

/** Where a token stands, counted from 1. */
export function positionOf(token: Token): Position {
  return { line: token.lineno + 1, column: token.colno + 1 };
}
