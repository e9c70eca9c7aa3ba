/** A token as nunjucks' lexer makes it; line and column are counted from 0. */
export interface Token {
  readonly type: string;
  readonly value: string;
  readonly lineno: number;
  readonly colno: number;
}

/** What is used of nunjucks' tokenizer. */
export interface Tokenizer {
  index: number;
  in_code: boolean;
  readonly lineno: number;
  readonly colno: number;
  nextToken(): Token | null;
  forwardN(count: number): void;
}

/** Where a parser takes its tokens from. */
export interface TokenSource {
  readonly tags: { readonly VARIABLE_END: string };
  nextToken(): Token | null;
}

/** What is used of nunjucks' parser: its token handling and the way it walks text, tags and blocks. */
export declare class NunjucksParser {
  tokens: TokenSource;
  breakOnBlocks: readonly string[] | null;
  constructor(tokens: TokenSource);
  nextToken(): Token | null;
  peekToken(): Token | null;
  pushToken(token: Token | null): void;
  error(message: string, line?: number, column?: number): Error;
  fail(message: string, line?: number, column?: number): never;
  skip(type: string): boolean;
  expect(type: string): Token;
  skipValue(type: string, value: string): boolean;
  skipSymbol(name: string): boolean;
  advanceAfterBlockEnd(name?: string): Token;
  advanceAfterVariableEnd(): void;
  parseUntilBlocks(...names: string[]): unknown;
  parse(): unknown;
  parseNodes(): unknown[];
  parseStatement(): unknown;
}
