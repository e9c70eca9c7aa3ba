import { MINUTE_MS, shift } from '@vmrkit/core';
import { AlarmService, openStore, PoolBalancer } from '@vmrkit/core/composition';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock, recordingLogger } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { ManagerRoll } from './manager-roll.ts';
import { ManagerWatch } from './manager-watch.ts';

const BEAT_MS = 5_000;
const mailboxIds = Array.from({ length: 10 }, (_, at) => `mailbox-${at}`);

function stage() {
  const database = createWeakMemoryDatabase();
  const alarms = new AlarmService(openStore(database).alarms, new FakeClock(), createSeededRandom(1));
  const add = (owner: string) => {
    const clock = new FakeClock();
    const logger = recordingLogger();
    const balancer = new PoolBalancer(clock);
    const roll = new ManagerRoll(database, clock);
    const watch = new ManagerWatch({
      roll,
      owner,
      balancer,
      alarms,
      clock,
      logger,
      keyIds: ['k'],
      mailboxIds: () => mailboxIds,
      beatMs: BEAT_MS,
      lifeMs: 4 * BEAT_MS,
    });
    return {
      owner,
      watch,
      clock,
      roll,
      balancer,
      logger,
      own: () => mailboxIds.filter((id) => watch.prefers(id)),
    };
  };
  type Manager = ReturnType<typeof add>;
  /** So many beats pass for these; who is left out is dead or frozen. */
  const pass = async (beats: number, ...managers: readonly Manager[]) => {
    for (let beat = 0; beat < beats; beat += 1) {
      for (const { watch, clock } of managers) {
        await clock.advance(BEAT_MS);
        await watch.look();
      }
    }
  };
  const standing = async () => (await alarms.standing(['*'])).map(({ kind, detail }) => `${kind}: ${detail}`);
  return { add, pass, standing };
}

const shares = (...managers: readonly { own(): readonly string[] }[]) =>
  managers.map((each) => each.own().length);

describe('managers over one store', () => {
  test('one alone works everything, of several each its even share, and none is worked by two', async () => {
    const { add, pass } = stage();
    const [a, b, c] = [add('a'), add('b'), add('c')];
    await pass(1, a);
    expect([shares(a), a.watch.isAlone]).toEqual([[10], true]);
    await pass(2, a, b);
    expect(shares(a, b)).toEqual([5, 5]);
    await pass(2, a, b, c);
    expect(shares(a, b, c).sort()).toEqual([3, 3, 4]);
    expect(new Set([a, b, c].flatMap((each) => each.own()))).toEqual(new Set(mailboxIds));
  });

  test('one that ends or dies is no longer counted, and forgotten; one that wakes is counted again', async () => {
    const { add, pass } = stage();
    const [a, b, c] = [add('a'), add('b'), add('c')];
    await pass(2, a, b, c);
    await b.roll.leave('b');
    await pass(1, a, c);
    expect(shares(a, c)).toEqual([5, 5]);
    await pass(4, a);
    expect(shares(a)).toEqual([5]);
    await pass(1, a);
    expect(shares(a)).toEqual([10]);
    expect((await a.roll.all()).map(({ id }) => id)).toEqual(['a']);
    await pass(1, c, a);
    expect(shares(a, c)).toEqual([5, 5]);
  });

  test('clocks on the wall do not decide who lives, and are told of when they stand apart', async () => {
    const { add, pass, standing } = stage();
    const [a, b] = [add('a'), add('b')];
    await pass(2, a, b);
    expect(await standing()).toEqual([]);
    b.clock.jumpTo(shift(b.clock.now(), -5 * MINUTE_MS));
    await pass(20, a, b);
    expect(shares(a, b)).toEqual([5, 5]);
    expect((await a.watch.living()).length).toBe(2);
    expect(await standing()).toEqual([
      expect.stringMatching(/^manager-clocks-apart: .*, process \d+: 5 min behind$/),
    ]);
    expect([...a.logger.lines, ...b.logger.lines].filter(({ level }) => level === 'error')).toHaveLength(1);
    b.clock.jumpTo(shift(b.clock.now(), 5 * MINUTE_MS));
    await pass(2, a, b);
    expect(await standing()).toEqual([]);
  });

  test('what each gave out of a pool weighs with all', async () => {
    const { add, pass } = stage();
    const [a, b] = [add('a'), add('b')];
    const pool = ['one', 'two'].map((id) => ({ id, repliesPerMinute: 30 }));
    const give = ({ balancer }: typeof a) => {
      const { id = '' } = balancer.choose(pool) ?? {};
      balancer.named(id);
      return id;
    };
    a.balancer.named('one');
    a.balancer.named('one');
    await pass(2, a, b);
    expect([give(b), give(b)]).toEqual(['two', 'two']);
  });
});
