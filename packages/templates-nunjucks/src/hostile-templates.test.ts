import { readFileSync } from 'node:fs';
import { InvalidInputError, type TemplateOutput } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { allTests } from './evaluate/all-tests.ts';
import { allFilters } from './filters/all-filters.ts';
import { stringMethods } from './methods/string-methods.ts';
import { createNunjucksTemplateEngine } from './nunjucks-template-engine.ts';

/** A template as it stands, or as texts with how often each is repeated. */
type Entry = { name: string; template: string } | { name: string; parts: [string, number][] };

const entries: Entry[] = JSON.parse(
  readFileSync(new URL('../test-data/hostile-templates.json', import.meta.url), 'utf8'),
);
const corpus = entries.map((entry) => ({
  name: entry.name,
  template:
    'parts' in entry ? entry.parts.map(([text, count]) => text.repeat(count)).join('') : entry.template,
}));
const values = { name: 'Ada', list: ['b', 'a'], d: { a: 1 } };
/** The limits are counted, so this only watches what a step costs; wide, for machines that do other work too. */
const MAX_MS = 2_000;
const CODES = ['ERR_TEMPLATE_SYNTAX', 'ERR_TEMPLATE_RENDER', 'ERR_TEMPLATE_LIMIT'];
const HOST = /native code|\[object |function |process|node:|v\d+\.\d+\.\d+|root:/;

/** What came of it: harmless text, or the code of the refusal. Anything else is thrown on. */
function outcome(template: string, output: TemplateOutput): { text?: string; code?: string } {
  try {
    return { text: createNunjucksTemplateEngine().compile(template, { output }).render(values) };
  } catch (fault) {
    if (!InvalidInputError.is(fault)) throw fault;
    return { code: fault.code };
  }
}

describe('hostile templates', () => {
  const took: { name: string; ms: number }[] = [];

  it('are at least 60', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60);
  });

  it.each(corpus)('$name: refused or harmless, in text and in HTML', ({ name, template }) => {
    for (const output of ['text', 'html'] as const) {
      const start = performance.now();
      const { text, code } = outcome(template, output);
      const ms = performance.now() - start;
      took.push({ name, ms });
      if (code !== undefined) expect(CODES).toContain(code);
      else expect(text).not.toMatch(HOST);
      expect(Buffer.byteLength(text ?? '')).toBeLessThanOrEqual(1_000_000);
      expect(Reflect.get(globalThis, 'hostReached')).toBeUndefined();
      expect(Reflect.get(Object.prototype, 'hostReached')).toBeUndefined();
      expect(ms).toBeLessThan(MAX_MS);
    }
  });

  it('tells how long the slowest took', () => {
    const slowest = took.sort((a, b) => b.ms - a.ms).slice(0, 5);
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    process.stdout.write(
      `hostile templates: ${corpus.length}, slowest ${slowest.map(({ name, ms }) => `${name} ${Math.round(ms)} ms`).join(', ')}; ${memory} MB\n`,
    );
    expect(slowest.length).toBe(5);
  });
});

describe('work on long texts is paid for', () => {
  const calls = [
    ...Array.from(allFilters.keys(), (name) => `s|${name}`),
    ...Array.from(allTests.keys(), (name) => `[s]|select('${name}')|list`),
    ...Array.from([...stringMethods.keys(), 'format'], (name) => `s.${name}()`),
  ];

  it.each(calls)('%s counts the text that it is given, before anything else', (call) => {
    const source = `{% set s = 'a' * 200000 %}{{ ${call} }}`;
    const template = createNunjucksTemplateEngine().compile(source, {
      output: 'text',
      limits: { maxSteps: 30_000 },
    });
    expect(() => template.render({})).toThrow('takes more than 30000 steps');
  });
});
