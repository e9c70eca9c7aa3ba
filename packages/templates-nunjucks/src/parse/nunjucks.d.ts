/** The two modules of nunjucks 3.2.4 that are used; its compiler and runtime are never loaded. */
declare module 'nunjucks/src/lexer.js' {
  const lexer: {
    lex(source: string): import('./nunjucks-types.ts').Tokenizer;
  };
  export = lexer;
}

declare module 'nunjucks/src/parser.js' {
  const parser: {
    readonly Parser: typeof import('./nunjucks-types.ts').NunjucksParser;
  };
  export = parser;
}
