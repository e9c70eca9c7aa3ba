import { FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../time/instant.ts';
import { RenderingBudget } from './rendering-budget.ts';

function openBudget(budgetMs?: number) {
  let nowMs = 0;
  const budget = new RenderingBudget({ monotonicMs: () => nowMs }, budgetMs);
  const pass = (milliseconds: number) => {
    nowMs += milliseconds;
  };
  return { budget, pass, spend: (milliseconds: number) => budget.measure(() => pass(milliseconds)) };
}

test('what was rendered within a minute counts, and is free again after it', () => {
  const { budget, pass, spend } = openBudget(1_000);
  spend(600);
  expect(budget.isSpent).toBe(false);
  pass(30 * SECOND_MS);
  spend(400);
  expect(budget.isSpent).toBe(true);
  pass(MINUTE_MS - 30 * SECOND_MS - 1_001);
  expect(budget.isSpent).toBe(true);
  pass(1);
  expect(budget.isSpent).toBe(false);
});

test('ten seconds of a minute, where nothing else is said', () => {
  const { budget, spend } = openBudget();
  spend(9_999);
  expect(budget.isSpent).toBe(false);
  spend(1);
  expect(budget.isSpent).toBe(true);
});

test('a rendering that fails costs what it took', () => {
  const { budget, pass } = openBudget(100);
  const failing = () =>
    budget.measure(() => {
      pass(100);
      throw new TypeError('failed');
    });
  expect(failing).toThrow('failed');
  expect(budget.isSpent).toBe(true);
});

test('many short renderings are summed, and the longest is known', () => {
  const { budget, pass, spend } = openBudget(1_000);
  for (let count = 0; count < 100; count += 1) {
    spend(count === 50 ? 9 : 4);
    pass(6);
  }
  expect(budget.cost).toEqual({ totalMs: 405, worstMs: 9 });
  expect(budget.isSpent).toBe(false);
});

test('answers what the work answers', () => {
  expect(new RenderingBudget(new FakeClock()).measure(() => 'text')).toBe('text');
});
