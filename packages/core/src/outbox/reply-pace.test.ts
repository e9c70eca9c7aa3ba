import { FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { ReplyPace } from './reply-pace.ts';

describe('the pace of answers', () => {
  test('without a limit all go', () => {
    const pace = new ReplyPace(null, new FakeClock());
    expect([pace.take(1_000), pace.take(5), pace.pauseMs()]).toEqual([1_000, 5, 0]);
  });

  test('one at once, then one for each share of the minute', async () => {
    const clock = new FakeClock();
    const pace = new ReplyPace(30, clock);
    expect([pace.take(10), pace.take(10), pace.pauseMs()]).toEqual([1, 0, 2_000]);
    await clock.advance(1_999);
    expect(pace.take(1)).toBe(0);
    expect(pace.pauseMs()).toBe(1);
    await clock.advance(1);
    expect(pace.take(1)).toBe(1);
  });

  test('never more in any minute than the limit and one, however long it rested', async () => {
    const clock = new FakeClock();
    const pace = new ReplyPace(30, clock);
    await clock.advance(3_600_000);
    let sent = 0;
    for (let second = 0; second < 60; second += 1) {
      sent += pace.take(100);
      await clock.advance(1_000);
    }
    expect(sent).toBe(30);
  });

  test('what was not wanted is not used up', () => {
    const pace = new ReplyPace(30, new FakeClock());
    expect([pace.take(0), pace.take(1)]).toEqual([0, 1]);
  });

  test('the wall clock does not matter', () => {
    const clock = new FakeClock();
    const pace = new ReplyPace(30, clock);
    pace.take(1);
    clock.jumpTo(new FakeClock().now());
    expect(pace.take(1)).toBe(0);
  });
});
