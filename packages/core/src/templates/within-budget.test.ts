import { expect, test } from 'vitest';
import { RenderingBudget } from './rendering-budget.ts';
import type { TemplateEngine } from './template-engine.ts';
import { withinBudget } from './within-budget.ts';

test('what is compiled and rendered counts, and nothing goes past the budget', () => {
  let nowMs = 0;
  const engine: TemplateEngine = {
    compile(source) {
      nowMs += 400;
      const render = () => {
        nowMs += 300;
        return source;
      };
      return { variables: [{ name: 'alias', line: 1, column: 1 }], render };
    },
  };
  const budget = new RenderingBudget({ monotonicMs: () => nowMs }, 1_000);
  const template = withinBudget(engine, budget).compile('text', { output: 'text' });
  expect(template.variables).toHaveLength(1);
  expect([template.render({}), template.render({})]).toEqual(['text', 'text']);
  const refusal = expect.objectContaining({ code: 'ERR_TEMPLATE_LIMIT' });
  expect(() => template.render({})).toThrow(refusal);
  expect(() => withinBudget(engine, budget).compile('text', { output: 'text' })).toThrow(refusal);
  expect(budget.cost.totalMs).toBe(1_000);
});
