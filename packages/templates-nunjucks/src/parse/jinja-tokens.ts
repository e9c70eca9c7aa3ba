import lexer from 'nunjucks/src/lexer.js';
import { TemplateFault } from '../template-fault.ts';
import type { Token, Tokenizer, TokenSource } from './nunjucks-types.ts';
import { unescapeString } from './string-literal.ts';

const NAME = /[\p{XID_Start}_]\p{XID_Continue}*/uy;
const FLOAT = /\d[\d_]*(?:\.\d[\d_]*)?e[+-]?\d[\d_]*|\d[\d_]*\.\d[\d_]*/iy;
const INTEGER = /0b[01_]+|0o[0-7_]+|0x[\da-f_]+|\d[\d_]*/iy;
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const SPACE = /\s+/y;
const RAW = /\{%([-+]?)\s*raw\s*(-?)%\}/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** How text around tags is treated. */
export interface WhitespaceOptions {
  /** The line break after a block tag goes. */
  readonly trimBlocks?: boolean;
  /** Blanks between the start of a line and a block tag go. */
  readonly lstripBlocks?: boolean;
}

/**
 * nunjucks' lexer with jinja2's rules where the two differ: text and whitespace control, raw blocks, comments,
 * names, numbers, string escapes, and brackets that must match.
 */
export class JinjaTokens implements TokenSource {
  readonly tags = { VARIABLE_END: '}}' };
  readonly #source: string;
  readonly #lexer: Tokenizer;
  readonly #options: WhitespaceOptions;
  readonly #brackets: string[] = [];
  #afterDot = false;
  #dropBlanks = false;
  #dropBreak = false;

  constructor(source: string, options: WhitespaceOptions) {
    this.#source = source;
    this.#options = options;
    this.#lexer = lexer.lex(source);
  }

  /** The next token, or null at the end. */
  nextToken(): Token | null {
    return this.#lexer.in_code ? this.#code() : this.#outside();
  }

  /** Where the lexer stands, counted from 1. */
  get position(): { line: number; column: number } {
    return { line: this.#lexer.lineno + 1, column: this.#lexer.colno + 1 };
  }

  #outside(): Token | null {
    for (;;) {
      const start = this.#lexer.index;
      if (start >= this.#source.length) return null;
      const next = nextTag(this.#source, start);
      if (next > start) {
        const data = this.#text(start, next);
        if (data) return data;
        continue;
      }
      RAW.lastIndex = start;
      const raw = RAW.exec(this.#source);
      if (raw) {
        const data = this.#rawText(raw);
        if (data) return data;
      } else if (this.#source.startsWith('{#', start)) {
        this.#comment(start);
      } else {
        return this.#tagStart();
      }
    }
  }

  #text(start: number, end: number): Token | null {
    const { lineno, colno } = this.#lexer;
    const text = this.#trimmed(this.#source.slice(start, end), { start, tag: end });
    this.#lexer.forwardN(end - start);
    return text === '' ? null : { type: 'data', value: text, lineno, colno };
  }

  #trimmed(text: string, at: { start: number; tag: number }): string {
    let kept = this.#dropBlanks ? text.trimStart() : text;
    if (this.#dropBreak && kept.startsWith('\n')) kept = kept.slice(1);
    this.#dropBlanks = false;
    this.#dropBreak = false;
    const sign = this.#source[at.tag + 2];
    if (sign === '-') return kept.trimEnd();
    const isBlock = this.#source[at.tag + 1] !== '{' && at.tag < this.#source.length;
    if (!this.#options.lstripBlocks || sign === '+' || !isBlock) return kept;
    const lineStart = kept.lastIndexOf('\n') + 1;
    const ownLine = lineStart > 0 || this.#startsLine(at.start);
    return ownLine && kept.slice(lineStart).trim() === '' ? kept.slice(0, lineStart) : kept;
  }

  #startsLine(index: number): boolean {
    return index === 0 || this.#source[index - 1] === '\n';
  }

  #rawText(raw: RegExpExecArray): Token | null {
    const { lineno, colno } = this.#lexer;
    const start = raw.index + raw[0].length;
    END_RAW.lastIndex = start;
    const end = END_RAW.exec(this.#source);
    if (!end) throw this.#fault('The raw block has no end');
    this.#dropBlanks = raw[2] === '-';
    this.#dropBreak = this.#options.trimBlocks === true;
    const text = this.#trimmed(this.#source.slice(start, end.index), { start, tag: end.index });
    this.#lexer.forwardN(end.index + end[0].length - raw.index);
    this.#dropBlanks = end[2] === '-';
    this.#dropBreak = this.#options.trimBlocks === true && end[2] !== '+';
    return text === '' ? null : { type: 'data', value: text, lineno, colno };
  }

  #comment(start: number): void {
    const end = this.#source.indexOf('#}', start + 2);
    if (end < 0) throw this.#fault('The comment has no end');
    const sign = end > start + 2 ? this.#source[end - 1] : '';
    this.#lexer.forwardN(end + 2 - start);
    this.#dropBlanks = sign === '-';
    this.#dropBreak = this.#options.trimBlocks === true && sign !== '+';
  }

  #tagStart(): Token | null {
    this.#dropBlanks = false;
    this.#dropBreak = false;
    const token = this.#lexer.nextToken();
    const next = this.#source[this.#lexer.index];
    if (next === '+' && token?.type === 'block-start') this.#lexer.forwardN(1);
    return token;
  }

  #code(): Token | null {
    this.#skipSpace();
    const at = this.#lexer.index;
    const character = this.#source[at];
    if (character === undefined) return null;
    const afterDot = this.#afterDot;
    this.#afterDot = false;
    if (this.#brackets.length === 0) {
      const end = this.#tagEnd(at);
      if (end) return end;
    }
    if ('()[]{}'.includes(character)) return this.#bracket(character);
    if (character === '"' || character === "'") return this.#string();
    if (/\d/.test(character)) return this.#number(afterDot);
    const name = this.#match(NAME, 'symbol');
    if (name) return name;
    if (!'%*-+~/,:|.<>=!'.includes(character)) throw this.#fault(`'${character}' is not expected here`);
    const token = this.#lexer.nextToken();
    this.#afterDot = character === '.';
    return token;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#lexer.index;
    const space = SPACE.exec(this.#source);
    if (space) this.#lexer.forwardN(space[0].length);
  }

  #tagEnd(at: number): Token | undefined {
    const sign = this.#source[at] ?? '';
    const signed = sign === '-' || sign === '+';
    const end = this.#source.slice(signed ? at + 1 : at, at + (signed ? 3 : 2));
    if (end !== '%}' && !(end === '}}' && sign !== '+')) return undefined;
    const { lineno, colno } = this.#lexer;
    this.#lexer.forwardN(signed ? 3 : 2);
    this.#lexer.in_code = false;
    this.#dropBlanks = sign === '-';
    this.#dropBreak = this.#options.trimBlocks === true && end === '%}' && sign !== '+';
    return { type: end === '%}' ? 'block-end' : 'variable-end', value: end, lineno, colno };
  }

  #bracket(character: string): Token {
    const closing = OPENING[character];
    if (closing !== undefined) this.#brackets.push(closing);
    else if (this.#brackets.pop() !== character) throw this.#fault(`'${character}' is not expected here`);
    const { lineno, colno } = this.#lexer;
    this.#lexer.forwardN(1);
    return { type: character, value: character, lineno, colno };
  }

  #string(): Token {
    const token = this.#match(STRING, 'string');
    if (!token) throw this.#fault('The string has no end');
    return { ...token, value: unescapeString(token.value.slice(1, -1)) };
  }

  #number(afterDot: boolean): Token {
    const token = (afterDot ? undefined : this.#match(FLOAT, 'float')) ?? this.#match(INTEGER, 'int');
    if (
      !token ||
      /__|_$|_\.|_e/i.test(token.value) ||
      /^0\d*[1-9]/.test(token.type === 'int' ? token.value : '')
    ) {
      throw this.#fault('The number is not written as numbers are');
    }
    return { ...token, value: token.value.replaceAll('_', '') };
  }

  #match(pattern: RegExp, type: string): Token | undefined {
    const { lineno, colno, index } = this.#lexer;
    pattern.lastIndex = index;
    const found = pattern.exec(this.#source);
    if (!found) return undefined;
    this.#lexer.forwardN(found[0].length);
    return { type, value: found[0], lineno, colno };
  }

  #fault(message: string): TemplateFault {
    return new TemplateFault('syntax', message, this.position);
  }
}

function nextTag(source: string, from: number): number {
  for (let at = source.indexOf('{', from); at >= 0; at = source.indexOf('{', at + 1)) {
    const next = source[at + 1];
    if (next === '{' || next === '%' || next === '#') return at;
  }
  return source.length;
}
