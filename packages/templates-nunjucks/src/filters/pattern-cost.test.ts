import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it, vi } from 'vitest';
import { createNunjucksTemplateEngine } from '../nunjucks-template-engine.ts';
import { patternCost } from './pattern-cost.ts';
import { translatePattern } from './translate-pattern.ts';

const costOf = (find: string) => patternCost(translatePattern(find));
const sizeOf = (find: string) => RE2JS.compile(translatePattern(find)).programSize();

/** Instructions of every program besides those of its pattern: one that fails, one that matches. */
const FRAME = 2;

const atoms = fc.constantFrom(
  'a',
  'K',
  '.',
  '\\w',
  '\\W',
  '[a-f]',
  '[^\\]]',
  '^',
  '\\b',
  '\\{',
  '\\x41',
  '()',
  '',
);
const repeats = fc.constantFrom('*', '+?', '?', '{2}', '{,3}', '{3,}', '{0}', '{0,}', '{2,9}');
const patterns = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 5 },
    atoms,
    fc.tuple(tie('pattern'), tie('pattern')).map((both) => both.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map((both) => `(?:${both.join('|')})`),
    tie('pattern').map((inner) => `(${inner})`),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?i:'), tie('pattern'), repeats)
      .map(([open, inner, repeat]) => `${open}${inner})${repeat}`),
  ),
})).pattern;

describe('patternCost', () => {
  it('never counts fewer instructions than the compiled program has', () => {
    fc.assert(
      fc.property(patterns, (find) => {
        const { instructions } = costOf(find);
        fc.pre(instructions < 5_000);
        expect(instructions + FRAME).toBeGreaterThanOrEqual(sizeOf(find));
      }),
    );
  });

  it.each(['abc', '(\\d{3})(\\d{2})(\\d{3})', '[a-z]{2,9}x', '(?:(?:a{10}){10}){10}', '[^@]+@(\\w+\\.)*de'])(
    'counts %s about as large as its program',
    (find) => {
      expect(costOf(find).instructions).toBeLessThanOrEqual(sizeOf(find) + 4);
    },
  );

  it.each([
    ['[a-z]', 0],
    ['(?i)[a-z]', 25],
    ['(?i)\\w', 0],
    ['x(?i:[\\x41-\\U0010ffff])', 0x1e943 - 0x41],
    ['(?i)[^b-\uffff]', 0xffff - 0x62],
  ])('counts the characters whose other cases %s asks for', (find, folded) => {
    expect(costOf(find).folded).toBe(folded);
  });
});

describe('what a pattern costs is known before it is compiled', () => {
  it.each([
    'a{0,1000}'.repeat(111),
    '(a{10}){10}'.repeat(90),
    '(?:(?:a{100}){100}){100}',
    '(?:.{0,40}|x{50}){40}',
    '(){1000}',
    `(?i)${'[b-\uffff]'.repeat(100)}`,
    '[\\S\\W]'.repeat(140),
  ])('%.40s is refused and never compiled', (find) => {
    const compile = vi.spyOn(RE2JS, 'compile');
    const template = createNunjucksTemplateEngine().compile("{{ 'x'|pex_regex_replace(subject, '') }}", {
      output: 'text',
    });
    expect(() => template.render({ subject: find })).toThrow(
      expect.objectContaining({ code: 'ERR_TEMPLATE_LIMIT' }),
    );
    expect(compile).not.toHaveBeenCalled();
    compile.mockRestore();
  });

  it('groups that hold nothing are paid for in each match', () => {
    const source = "{{ ('a' * 2000)|pex_regex_replace('a|()', '\\\\1' * 20000) }}";
    const template = createNunjucksTemplateEngine().compile(source, { output: 'text' });
    expect(() => template.render({})).toThrow('takes more than 300000 steps');
  });
});
