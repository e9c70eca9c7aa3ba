import { readFileSync } from 'node:fs';
import { InvalidInputError } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { Dice, generatorValues, TemplateGenerator } from '../test-data/template-generator.ts';
import { createNunjucksTemplateEngine } from './nunjucks-template-engine.ts';

/** How long to search; VMRKIT_FUZZ_MS sets it for a longer search, VMRKIT_FUZZ_SEED repeats one. */
const FUZZ_MS = Number(process.env.VMRKIT_FUZZ_MS ?? 2_000);
/** A single template that takes more of the processor than this is a fault. */
const MAX_MS = 2_000;
const CODES = ['ERR_TEMPLATE_SYNTAX', 'ERR_TEMPLATE_RENDER', 'ERR_TEMPLATE_LIMIT'];
const HOST = /native code|\[object |function \(|node:internal/;

const corpus: { template?: string }[] = JSON.parse(
  readFileSync(new URL('../test-data/hostile-templates.json', import.meta.url), 'utf8'),
);
const seeds = corpus.flatMap(({ template }) => (template === undefined ? [] : [template]));

/** A template with a few pieces cut out, doubled, or taken from another. */
function mutated(dice: Dice): string {
  const pick = (): string => seeds[dice.roll(seeds.length)] ?? '';
  let text = pick();
  for (let round = 1 + dice.roll(4); round > 0; round -= 1) {
    const other = dice.roll(4) === 0 ? new TemplateGenerator(dice.roll(1e9)).template() : pick();
    const at = dice.roll(text.length + 1);
    const end = at + dice.roll(12);
    const from = dice.roll(other.length + 1);
    const piece = dice.pick([
      '',
      text.slice(at, end).repeat(2),
      other.slice(from, from + 20),
      '{{',
      '}}',
      '9',
      "'",
      '|',
    ]);
    text = text.slice(0, at) + piece + text.slice(end);
  }
  return text;
}

it('mutated hostile templates end refused or harmless', { timeout: FUZZ_MS + 30_000 }, () => {
  const seed = Number(process.env.VMRKIT_FUZZ_SEED ?? Date.now() >>> 0);
  const dice = new Dice(seed);
  const engine = createNunjucksTemplateEngine();
  const until = performance.now() + FUZZ_MS;
  let count = 0;
  let slowest = { ms: 0, template: '' };
  for (; performance.now() < until; count += 1) {
    const template = mutated(dice);
    const start = process.cpuUsage();
    let text = '';
    try {
      text = engine.compile(template, { output: count % 2 === 0 ? 'text' : 'html' }).render(generatorValues);
    } catch (fault) {
      expect(InvalidInputError.is(fault) ? fault.code : `${String(fault)} in ${template}`).toBeOneOf(CODES);
    }
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1_000;
    if (ms > slowest.ms) slowest = { ms, template };
    expect(text, template).not.toMatch(HOST);
    expect(ms, template).toBeLessThan(MAX_MS);
  }
  process.stdout.write(
    `mutated templates: ${count} in ${FUZZ_MS} ms, seed ${seed}, slowest ${Math.round(slowest.ms)} ms: ${slowest.template.slice(0, 300)}\n`,
  );
  expect(count).toBeGreaterThan(0);
});
