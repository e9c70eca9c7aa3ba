import { FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../time/instant.ts';
import { PoolBalancer, type PoolMailbox } from './pool-balancer.ts';

const mailbox = (id: string, repliesPerMinute: number | null = 30): PoolMailbox => ({ id, repliesPerMinute });
const [a, b, c] = [mailbox('a'), mailbox('b'), mailbox('c')];
const queue = (mailboxId: string, waiting: number, inTrouble = false) => ({
  mailboxId,
  waiting,
  oldestAt: null,
  inTrouble,
});

function open() {
  const clock = new FakeClock();
  const balancer = new PoolBalancer(clock);
  const give = (...pool: readonly PoolMailbox[]) => {
    const chosen = balancer.choose(pool);
    if (chosen !== null) balancer.named(chosen.id);
    return chosen?.id ?? null;
  };
  return { clock, balancer, give };
}

describe('PoolBalancer', () => {
  test('spreads evenly what nobody has answered yet, also when little comes', async () => {
    const { clock, give } = open();
    const named = Array.from({ length: 6 }, () => give(a, b, c));
    expect(named).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    const rare: (string | null)[] = [];
    for (let hour = 0; hour < 4; hour += 1) {
      await clock.advance(60 * MINUTE_MS);
      rare.push(give(a, b, c));
    }
    expect(rare).toEqual(['a', 'b', 'c', 'a']);
  });

  test('goes by the queues that were reported last', () => {
    const { balancer, give } = open();
    balancer.report([queue('a', 40), queue('b', 2)]);
    expect([give(a, b), give(a, b)]).toEqual(['b', 'b']);
    balancer.report([queue('a', 0), queue('b', 2)]);
    expect(give(a, b)).toBe('a');
  });

  test('counts what other managers named lately, as long as they tell of it', () => {
    const { balancer, give } = open();
    balancer.reportOthers([{ a: 2 }, { a: 1, b: 1 }]);
    expect([give(a, b), give(a, b), give(a, b)]).toEqual(['b', 'b', 'a']);
    expect(balancer.namedLately()).toEqual({ a: 1, b: 2 });
    balancer.reportOthers([]);
    expect(give(a, b)).toBe('a');
  });

  test('forgets what it gave to a mailbox that is no more in the pool', () => {
    const { balancer, give } = open();
    give(a);
    give(b);
    balancer.report([queue('b', 0)]);
    expect(balancer.namedLately()).toEqual({ b: 1 });
  });

  test('tells of what was named within ten minutes', async () => {
    const { clock, balancer, give } = open();
    give(a);
    await clock.advance(9 * MINUTE_MS);
    expect(balancer.namedLately()).toEqual({ a: 1 });
    await clock.advance(2 * MINUTE_MS);
    expect(balancer.namedLately()).toEqual({});
  });

  test('leaves out a mailbox that cannot be followed', () => {
    const { balancer, give } = open();
    balancer.report([queue('a', 0, true), queue('b', 100)]);
    expect(give(a, b)).toBe('b');
  });

  test('a meeting counts as expected for ten minutes', async () => {
    const { clock, balancer, give } = open();
    balancer.report([queue('a', 0), queue('b', 2)]);
    expect([give(a, b), give(a, b), give(a, b)]).toEqual(['a', 'a', 'b']);
    await clock.advance(11 * MINUTE_MS);
    expect(give(a, b)).toBe('a');
  });

  test('a mailbox that is added takes what it can, an empty pool nothing', () => {
    const { balancer, give } = open();
    balancer.report([queue('a', 3)]);
    expect(Array.from({ length: 4 }, () => give(a, b))).toEqual(['b', 'b', 'b', 'a']);
    expect(give()).toBeNull();
  });
});
