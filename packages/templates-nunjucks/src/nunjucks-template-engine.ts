import type { CompiledTemplate, CompileOptions, TemplateEngine } from '@vmrkit/core';
import { compileTemplate } from './compile-template.ts';
import { RegexReplacer } from './filters/regex-replacer.ts';

/**
 * The template engine: nunjucks' lexer and parser, an evaluator of our own over the tree. nunjucks' compiler
 * and runtime are never loaded, so no template becomes code. Limits left out are 300,000 steps and 1,000,000 bytes.
 *
 * @example
 * const engine = createNunjucksTemplateEngine();
 * const template = engine.compile('Join {{ subject|upper }}', { output: 'text' });
 * template.render({ subject: 'Review' }); // 'Join REVIEW'
 */
export function createNunjucksTemplateEngine(): TemplateEngine {
  const regexes = new RegexReplacer();
  return {
    compile(source: string, { output, limits }: CompileOptions): CompiledTemplate {
      const html = output === 'html';
      return compileTemplate(source, { escape: html, inContext: html, foldLines: !html, limits, regexes });
    },
  };
}
