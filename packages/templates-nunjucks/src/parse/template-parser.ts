import type { Position } from '../template-fault.ts';
import { ExpressionParser } from './expression-parser.ts';
import { positionOf } from './primary-parser.ts';
import type {
  Body,
  CallBlockNode,
  Expression,
  FilterNode,
  ForNode,
  IfNode,
  MacroNode,
  Parameter,
  Statement,
  Target,
  WithNode,
} from './syntax-tree.ts';

const RESERVED = ['true', 'True', 'false', 'False', 'none', 'None'];

/** nunjucks' parser with jinja2's statements, making the tree of syntax-tree.ts. */
export class TemplateParser extends ExpressionParser {
  readonly #blocks = new Set<string>();
  /** How many loops are open. */
  #loops = 0;

  /** The whole template. Throws TemplateFault with its place. */
  parseTemplate(): Body {
    return this.parse();
  }

  override parse(): Statement[] {
    return this.nested(() => this.parseNodes());
  }

  override parseNodes(): Statement[] {
    const body: Statement[] = [];
    for (let token = this.nextToken(); token; token = this.nextToken()) {
      const position = positionOf(token);
      if (token.type === 'data') {
        body.push({ kind: 'text', text: token.value, ...position });
      } else if (token.type === 'variable-start') {
        const value = this.parseTuple();
        if (!this.at('variable-end')) this.unexpected();
        this.advanceAfterVariableEnd();
        body.push({ kind: 'output', value, ...position });
      } else {
        this.peek();
        const statement = this.parseStatement();
        if (!statement) break;
        if (statement !== 'nothing') body.push(statement);
      }
    }
    return body;
  }

  /** The statement of a tag; null at a tag that ends the block at hand. */
  override parseStatement(): Statement | 'nothing' | null {
    const token = this.peek();
    if (token.type !== 'symbol') return this.unexpected();
    if (this.endsBlock(token.value)) return null;
    const position = positionOf(token);
    this.nextToken();
    switch (token.value) {
      case 'if':
        return this.#if(position);
      case 'for':
        return this.#for(position);
      case 'set':
        return this.#set(position);
      case 'with':
        return this.#with(position);
      case 'macro':
        return this.#macro(position);
      case 'call':
        return this.#call(position);
      case 'filter':
        return {
          kind: 'filter-block',
          filter: this.#filterChain(),
          body: this.#body('endfilter'),
          ...position,
        };
      case 'autoescape':
        return {
          kind: 'autoescape',
          on: this.parseExpression(),
          body: this.#body('endautoescape'),
          ...position,
        };
      case 'block':
        return this.#block(position);
      case 'include':
        return this.#include(position);
      default:
        return this.fail(`There is no tag '${token.value}'`, token.lineno, token.colno);
    }
  }

  /** Whether `name` ends the block at hand; nunjucks keeps the names while it is inside one. */
  endsBlock(name: string): boolean {
    return this.breakOnBlocks?.includes(name) ?? false;
  }

  #endTag(): void {
    if (!this.at('block-end')) this.unexpected();
    this.nextToken();
  }

  /** What stands between here and one of the end tags, which is left for the caller. */
  #until(...names: string[]): Body {
    this.#endTag();
    const body = this.parseUntilBlocks(...names) as Statement[];
    this.peek();
    return body;
  }

  #body(end: string): Body {
    const body = this.#until(end);
    this.nextToken();
    this.#endTag();
    return body;
  }

  #if(position: Position): IfNode {
    const branches: [Expression, Body][] = [];
    do {
      const test = this.parseTuple({ withConditional: false });
      branches.push([test, this.#until('elif', 'else', 'endif')]);
    } while (this.skipSymbol('elif'));
    const otherwise = this.skipSymbol('else') ? this.#until('endif') : [];
    this.nextToken();
    this.#endTag();
    return { kind: 'if', branches, otherwise, ...position };
  }

  #for(position: Position): ForNode {
    this.#loops += 1;
    const target = this.#targets(() => this.at('symbol', 'in'));
    if (!this.skipSymbol('in')) this.unexpected();
    const items = this.parseTuple({ withConditional: false, ends: () => this.at('symbol', 'recursive') });
    const test = this.skipSymbol('if') ? this.parseExpression() : undefined;
    const recursive = this.skipSymbol('recursive');
    const body = this.#until('endfor', 'else');
    const otherwise = this.skipSymbol('else') ? this.#until('endfor') : [];
    this.#loops -= 1;
    this.nextToken();
    this.#endTag();
    return { kind: 'for', target, items, test, body, otherwise, recursive, ...position };
  }

  #set(position: Position): Statement {
    const target = this.#targets(
      () => this.at('operator', '=') || this.at('block-end') || this.at('pipe'),
      true,
    );
    if (this.skipValue('operator', '=')) {
      const value = this.parseTuple();
      this.#endTag();
      return { kind: 'set', target, value, ...position };
    }
    const filter = this.at('pipe') ? this.#pipes() : undefined;
    return { kind: 'set-block', target, filter, body: this.#body('endset'), ...position };
  }

  #pipes(): FilterNode {
    this.expect('pipe');
    return this.#filterChain();
  }

  #filterChain(): FilterNode {
    let filter = this.parseFilter(undefined);
    for (let links = 0; this.skip('pipe'); links += 1) {
      if (links > 50) this.fail('The expression is too long');
      filter = this.parseFilter(filter);
    }
    return filter;
  }

  #with(position: Position): WithNode {
    const assignments: [Target, Expression][] = [];
    while (!this.at('block-end')) {
      if (assignments.length > 0) this.expect('comma');
      const target = this.#target(false);
      if (!this.skipValue('operator', '=')) this.unexpected();
      assignments.push([target, this.parseExpression()]);
    }
    return { kind: 'with', assignments, body: this.#body('endwith'), ...position };
  }

  #macro(position: Position): MacroNode {
    const name = this.#name();
    return { kind: 'macro', name, parameters: this.#parameters(), body: this.#body('endmacro'), ...position };
  }

  #call(position: Position): CallBlockNode {
    const parameters = this.at('(') ? this.#parameters() : [];
    const call = this.parseExpression();
    if (call.kind !== 'call')
      return this.fail('A call block calls a macro', position.line - 1, position.column - 1);
    const caller: MacroNode = {
      kind: 'macro',
      name: 'caller',
      parameters,
      body: this.#body('endcall'),
      ...position,
    };
    return { kind: 'call-block', call, caller, ...position };
  }

  #parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    this.expect('(');
    while (!this.skip(')')) {
      if (parameters.length > 0) this.expect('comma');
      const name = this.#name();
      const fallback = this.skipValue('operator', '=') ? this.parseExpression() : undefined;
      if (!fallback && parameters.at(-1)?.fallback)
        this.fail('A parameter without default follows one with a default');
      parameters.push({ name, fallback });
    }
    return parameters;
  }

  #block(position: Position): Statement {
    const name = this.expect('symbol').value;
    if (this.#blocks.has(name)) this.fail(`The block '${name}' stands twice`);
    this.#blocks.add(name);
    const scoped = this.skipSymbol('scoped');
    const body = this.#until('endblock');
    this.nextToken();
    this.skipSymbol(name);
    this.#endTag();
    return { kind: 'block', name, scoped, body, ...position };
  }

  #include(position: Position): 'nothing' {
    this.parseExpression();
    const ignored = this.skipSymbol('ignore') && this.skipSymbol('missing');
    if (this.skipSymbol('with') || this.skipSymbol('without')) {
      if (!this.skipSymbol('context')) this.unexpected();
    }
    if (!ignored)
      this.fail('There are no other templates to include', position.line - 1, position.column - 1);
    this.#endTag();
    return 'nothing';
  }

  #targets(ends: () => boolean, withNamespace = false): Target {
    const first = this.#assignable(withNamespace);
    if (!this.at('comma')) return first;
    const items = [first];
    while (this.skip('comma')) {
      if (ends()) break;
      items.push(this.#assignable(withNamespace));
    }
    return { kind: 'targets', items, line: first.line, column: first.column };
  }

  /** A target of `for` or `set`; those of `with` may be named `loop` anywhere. */
  #assignable(withNamespace: boolean): Target {
    const token = this.peek();
    const target = this.#target(withNamespace);
    if (target.kind === 'name' && target.name === 'loop' && this.#loops > 0)
      this.fail("'loop' cannot be assigned in a loop", token.lineno, token.colno);
    return target;
  }

  #target(withNamespace: boolean): Target {
    const token = this.peek();
    const position = positionOf(token);
    if (this.skip('(')) {
      const inner = this.nested(() => this.#targets(() => this.at(')'), withNamespace));
      this.expect(')');
      return inner;
    }
    const name = this.#name();
    if (!withNamespace || !this.skipValue('operator', '.')) return { kind: 'name', name, ...position };
    return { kind: 'namespace-name', namespace: name, name: this.expect('symbol').value, ...position };
  }

  #name(): string {
    const token = this.expect('symbol');
    if (RESERVED.includes(token.value))
      this.fail(`'${token.value}' cannot be assigned`, token.lineno, token.colno);
    return token.value;
  }
}
