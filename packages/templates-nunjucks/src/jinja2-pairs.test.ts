import { readFileSync } from 'node:fs';
import { InvalidInputError, type TemplateValues } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from './compile-template.ts';
import { RegexReplacer } from './filters/regex-replacer.ts';

interface Pair {
  readonly name: string;
  readonly template: string;
  readonly values: number;
  readonly options: { trim_blocks?: boolean; lstrip_blocks?: boolean; autoescape?: boolean };
  /** What jinja2 makes of it; absent where it refuses. */
  readonly jinja2?: string;
}

const data: { valueSets: TemplateValues[]; pairs: Pair[] } = JSON.parse(
  readFileSync(new URL('../test-data/jinja2-pairs.json', import.meta.url), 'utf8'),
);

/** What we make of a pair; undefined where we refuse. */
function ours({ template, values, options }: Pair): string | undefined {
  try {
    return compileTemplate(template, {
      escape: options.autoescape ?? false,
      inContext: false,
      foldLines: false,
      trimBlocks: options.trim_blocks ?? false,
      lstripBlocks: options.lstrip_blocks ?? false,
      regexes: new RegexReplacer(),
    }).render(data.valueSets[values] ?? {});
  } catch (fault) {
    if (InvalidInputError.is(fault)) return undefined;
    throw fault;
  }
}

describe('the shared table of cases', () => {
  it.each(data.pairs.map((pair) => [pair.name, pair] as const))('%s', (_name, pair) => {
    expect(ours(pair)).toBe(pair.jinja2);
  });

  it('the guide tells how many are the same: all, so that it has no difference to list', () => {
    const same = data.pairs.filter((pair) => ours(pair) === pair.jinja2).length;
    process.stdout.write(`same as jinja2: ${same} of ${data.pairs.length}\n`);
    const guide = readFileSync(new URL('../../../docs/guides/templates.md', import.meta.url), 'utf8');
    expect(data.pairs.length).toBe(292);
    expect(guide).toContain(`All ${same} cases of the shared table`);
  });
});
