import { describe, expect, it } from 'vitest';
import { testDeps } from '../test-support/test-deps.ts';
import { AccountBudget } from './account-budget.ts';

const never = () => new AbortController().signal;
const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('an account’s budget', () => {
  it('thirty mailboxes stay within the limit, and a busy one starves none', async () => {
    const budget = new AccountBudget(() => 3, testDeps.clock);
    let running = 0;
    let most = 0;
    const order: string[] = [];
    const call = (mailbox: string) =>
      budget.run(mailbox, never(), async () => {
        running += 1;
        most = Math.max(most, running);
        order.push(mailbox);
        await tick();
        running -= 1;
      });
    const busy = Array.from({ length: 100 }, () => call('busy'));
    const others = Array.from({ length: 29 }, (_, place) => call(`m${place}`));
    await Promise.all([...busy, ...others]);
    expect(most).toBe(3);
    const last = Math.max(...others.map((_, place) => order.indexOf(`m${place}`)));
    expect(last).toBeLessThan(65);
  });

  it('a pause of one mailbox holds that one, a pause of the account all', async () => {
    const budget = new AccountBudget(() => 3, testDeps.clock);
    budget.pauses.begin('a', 10_000);
    await expect(budget.run('a', never(), tick)).rejects.toMatchObject({ kind: 'throttled', maySent: false });
    await budget.run('b', never(), tick);
    budget.pauses.begin(null, 10_000);
    await expect(budget.run('b', never(), tick)).rejects.toMatchObject({ kind: 'throttled' });
  });

  it('pauses without a length grow', () => {
    let now = 0;
    const budget = new AccountBudget(() => 1, { ...testDeps.clock, monotonicMs: () => now });
    expect(budget.pauses.begin('a', null)).toBe(1_000);
    now += 1_001;
    expect(budget.pauses.begin('a', null)).toBe(2_000);
    now += 2_001;
    budget.pauses.succeeded('a');
    expect(budget.pauses.begin('a', null)).toBe(1_000);
  });

  it('calls that are refused together are one refusal, and a pause of no length has the usual one', () => {
    const budget = new AccountBudget(() => 10, { ...testDeps.clock, monotonicMs: () => 0 });
    for (let call = 0; call < 10; call += 1) expect(budget.pauses.begin(null, null)).toBe(1_000);
    expect(budget.pauses.begin('a', 0)).toBe(1_000);
    expect(budget.pauses.begin('a', 5_000)).toBe(5_000);
  });

  it('who gives up while waiting gives its turn to the next', async () => {
    const budget = new AccountBudget(() => 1, testDeps.clock);
    let release = (): void => undefined;
    const first = budget.run(
      'a',
      never(),
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    const stop = new AbortController();
    const second = budget.run('a', stop.signal, tick);
    const third = budget.run('a', never(), async () => 'done');
    stop.abort(new Error('no more'));
    await expect(second).rejects.toThrow('no more');
    release();
    await first;
    expect(await third).toBe('done');
  });
});
