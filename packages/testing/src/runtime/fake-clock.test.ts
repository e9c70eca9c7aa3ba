import { instant } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('stands still until it is moved, and moves both times', async () => {
    const clock = new FakeClock(instant(1_000));
    expect([clock.now(), clock.monotonicMs()]).toEqual([1_000, 0]);
    await clock.advance(250);
    expect([clock.now(), clock.monotonicMs()]).toEqual([1_250, 250]);
  });

  it('wakes sleepers in the order in which they are due, each at its time', async () => {
    const clock = new FakeClock(instant(0));
    const woken: [string, number][] = [];
    const sleeper = async (name: string, milliseconds: number, times: number) => {
      for (let time = 0; time < times; time += 1) {
        await clock.sleep(milliseconds);
        woken.push([name, clock.now()]);
      }
    };
    void sleeper('slow', 70, 1);
    void sleeper('quick', 30, 5);
    await clock.advance(100);
    expect(woken).toEqual([
      ['quick', 30],
      ['quick', 60],
      ['slow', 70],
      ['quick', 90],
    ]);
    expect(clock.now()).toBe(100);
    expect(clock.sleeping).toBe(1);
  });

  it('lets the wall clock jump without waking anyone', async () => {
    const clock = new FakeClock(instant(0));
    void clock.sleep(10);
    clock.jumpTo(instant(5_000));
    await clock.advance(1);
    expect([clock.now(), clock.monotonicMs(), clock.sleeping]).toEqual([5_001, 1, 1]);
  });

  it('gives up sleeping with the reason of the signal', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const sleeping = clock.sleep(10, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(10, stop.signal)).rejects.toThrow('enough');
    expect(clock.sleeping).toBe(0);
  });
});
