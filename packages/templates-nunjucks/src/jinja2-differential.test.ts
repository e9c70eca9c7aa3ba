import { spawnSync } from 'node:child_process';
import { InvalidInputError } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { generatorValues, TemplateGenerator } from '../test-data/template-generator.ts';
import { compileTemplate } from './compile-template.ts';
import { RegexReplacer } from './filters/regex-replacer.ts';

const PYTHON = '/usr/bin/python3';
const COUNT = 1_000;
/** Reads templates, one JSON text a line; answers each with its text, or null where jinja2 refuses. */
const SCRIPT = `
import sys, json
from jinja2.sandbox import SandboxedEnvironment
values = json.loads(sys.stdin.readline())
for line in sys.stdin:
    try:
        case = json.loads(line)
        env = SandboxedEnvironment(autoescape=case["escape"])
        print(json.dumps(env.from_string(case["template"]).render(json.loads(json.dumps(values)))))
    except Exception:
        print("null")
`;

const probe = spawnSync(PYTHON, ['-c', 'import jinja2; print(jinja2.__version__)'], { encoding: 'utf8' });
const version = probe.status === 0 ? probe.stdout.trim() : undefined;
if (version === undefined)
  process.stdout.write(`skipped: ${PYTHON} has no jinja2 (Debian: python3-jinja2)\n`);

interface Case {
  readonly template: string;
  readonly escape: boolean;
}

function ours({ template, escape: escaped }: Case): string | null {
  try {
    const settings = { escape: escaped, inContext: false, foldLines: false, regexes: new RegexReplacer() };
    return compileTemplate(template, settings).render(generatorValues);
  } catch (fault) {
    if (InvalidInputError.is(fault)) return null;
    throw fault;
  }
}

function theirs(cases: readonly Case[]): (string | null)[] {
  const input = [generatorValues, ...cases].map((line) => JSON.stringify(line)).join('\n');
  const run = spawnSync(PYTHON, ['-c', SCRIPT], { encoding: 'utf8', input, maxBuffer: 1e9 });
  return run.stdout
    .trim()
    .split('\n')
    .map((line): string | null => JSON.parse(line));
}

it.skipIf(version === undefined)(
  'generated templates give what jinja2 gives, at least 95 of 100',
  () => {
    const seed = Date.now() >>> 0;
    const generator = new TemplateGenerator(seed);
    const cases = Array.from({ length: COUNT }, (_, at) => ({
      template: generator.template(),
      escape: at % 2 === 1,
    }));
    const expected = theirs(cases);
    expect(expected.length).toBe(COUNT);
    const different = cases.filter((item, at) => ours(item) !== expected[at]);
    const refused = expected.filter((text) => text === null).length;
    process.stdout.write(
      `same as jinja2 ${version}: ${COUNT - different.length} of ${COUNT} generated templates (${refused} refused by it), seed ${seed}\n`,
    );
    for (const item of different.slice(0, 20)) {
      const at = cases.indexOf(item);
      process.stdout.write(
        `  ${JSON.stringify(item)}: ${JSON.stringify(ours(item))}, jinja2 ${JSON.stringify(expected[at])}\n`,
      );
    }
    expect(different.length).toBeLessThanOrEqual(COUNT * 0.05);
  },
  60_000,
);
