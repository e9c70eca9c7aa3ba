import type { BinaryOperator } from '../evaluate/arithmetic.ts';
import { noArguments, PrimaryParser, positionOf } from './primary-parser.ts';
import type { ArgumentNodes, Comparison, Expression } from './syntax-tree.ts';

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];
const TEST_ARGUMENT: readonly string[] = ['symbol', 'string', 'int', 'float', '(', '[', '{'];

/** Adds jinja2's operators, filters and tests with its precedence. */
export class ExpressionParser extends PrimaryParser {
  /** One expression, with inline if unless told otherwise. */
  override parseExpression(withConditional = true): Expression {
    return this.nested(() => (withConditional ? this.#conditional() : this.#or()));
  }

  /** Expressions separated by commas; several make a tuple. `ends` tells what ends the list. */
  override parseTuple(
    options: { readonly withConditional?: boolean; readonly ends?: () => boolean } = {},
  ): Expression {
    const { withConditional = true, ends = () => false } = options;
    const first = this.peek();
    const items = [this.parseExpression(withConditional)];
    let isTuple = false;
    while (this.skip('comma')) {
      isTuple = true;
      if (this.at('variable-end') || this.at('block-end') || this.at(')') || ends()) break;
      items.push(this.parseExpression(withConditional));
    }
    const [only] = items;
    return isTuple || !only ? { kind: 'tuple', items, ...positionOf(first) } : only;
  }

  #conditional(): Expression {
    let node = this.#or();
    for (let links = 0; this.skipSymbol('if'); links += 1) {
      this.limitChain(links);
      const test = this.#or();
      const whenFalse = this.skipSymbol('else') ? this.nested(() => this.#conditional()) : undefined;
      node = { kind: 'conditional', test, whenTrue: node, whenFalse, line: node.line, column: node.column };
    }
    return node;
  }

  #or(): Expression {
    return this.#logic('or', () => this.#logic('and', () => this.#not()));
  }

  #logic(kind: 'and' | 'or', parse: () => Expression): Expression {
    const first = parse();
    if (!this.at('symbol', kind)) return first;
    const operands = [first];
    while (this.skipSymbol(kind)) operands.push(parse());
    return { kind, operands, line: first.line, column: first.column };
  }

  #not(): Expression {
    const token = this.peek();
    if (!this.skipSymbol('not')) return this.#compare();
    return { kind: 'not', operand: this.nested(() => this.#not()), ...positionOf(token) };
  }

  #compare(): Expression {
    const first = this.#sum();
    const rest: [Comparison, Expression][] = [];
    for (let comparison = this.#comparison(); comparison; comparison = this.#comparison()) {
      rest.push([comparison, this.#sum()]);
    }
    return rest.length === 0
      ? first
      : { kind: 'compare', first, rest, line: first.line, column: first.column };
  }

  #comparison(): Comparison | undefined {
    const token = this.peek();
    if (token.type === 'operator' && COMPARISONS.includes(token.value)) {
      this.nextToken();
      return token.value as Comparison;
    }
    if (this.skipSymbol('in')) return 'in';
    if (!this.skipSymbol('not')) return undefined;
    if (!this.skipSymbol('in')) this.unexpected();
    return 'not in';
  }

  #sum(): Expression {
    return this.#binary(['+', '-'], () => this.#concat());
  }

  #concat(): Expression {
    const first = this.#product();
    if (!this.at('tilde')) return first;
    const parts = [first];
    while (this.skip('tilde')) parts.push(this.#product());
    return { kind: 'concat', parts, line: first.line, column: first.column };
  }

  #product(): Expression {
    return this.#binary(['*', '/', '//', '%'], () => this.#binary(['**'], () => this.#unary(true)));
  }

  #binary(operators: readonly BinaryOperator[], parse: () => Expression): Expression {
    let left = parse();
    for (let links = 0; ; links += 1) {
      const token = this.peek();
      const operator = operators.find((known) => token.type === 'operator' && known === token.value);
      if (!operator) return left;
      this.limitChain(links);
      this.nextToken();
      left = { kind: 'binary', operator, left, right: parse(), ...positionOf(token) };
    }
  }

  #unary(withFilters: boolean): Expression {
    const token = this.peek();
    const sign =
      token.type === 'operator' && (token.value === '-' || token.value === '+') ? token.value : undefined;
    if (sign) this.nextToken();
    const node: Expression = sign
      ? { kind: 'sign', sign, operand: this.nested(() => this.#unary(false)), ...positionOf(token) }
      : this.parsePrimary();
    const whole = this.parsePostfix(node);
    return withFilters ? this.#filters(whole) : whole;
  }

  #filters(node: Expression): Expression {
    let whole = node;
    for (let links = 0; ; links += 1) {
      this.limitChain(links);
      if (this.skip('pipe')) whole = this.parseFilter(whole);
      else if (this.skipSymbol('is')) whole = this.#test(whole);
      else if (this.at('(') && links > 0) whole = this.parsePostfix(whole);
      else return whole;
    }
  }

  #test(target: Expression): Expression {
    const negated = this.skipSymbol('not');
    const token = this.expect('symbol');
    const name = this.dotted(token);
    if (!this.known.tests.has(name)) this.fail(`There is no test '${name}'`, token.lineno, token.colno);
    const args = this.#testArguments();
    const test: Expression = { kind: 'test', name, target, args, ...positionOf(token) };
    return negated ? { kind: 'not', operand: test, line: test.line, column: test.column } : test;
  }

  #testArguments(): ArgumentNodes {
    const token = this.peek();
    if (token.type === '(') return this.parseArguments();
    const isWord = token.type === 'symbol';
    if (!TEST_ARGUMENT.includes(token.type) || (isWord && ['else', 'or', 'and'].includes(token.value)))
      return noArguments;
    if (isWord && token.value === 'is') this.fail('Tests cannot be chained');
    return { positional: [this.parsePostfix(this.parsePrimary())], named: [] };
  }
}
