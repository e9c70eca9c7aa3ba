import { expect, test } from 'vitest';
import { DAY_MS, instant, MINUTE_MS, shift } from '../time/instant.ts';
import { type ClockSigns, defaultClockLimits, judgeClock } from './judge-clock.ts';

const now = instant(Date.UTC(2026, 0, 5, 9));
const at = 100 * MINUTE_MS;
const heard = (minutesAgo: number, aheadMs = 0) => ({
  at: shift(now, aheadMs - minutesAgo * MINUTE_MS),
  heardMs: at - minutesAgo * MINUTE_MS,
});

test.each<[string, Partial<ClockSigns>, string]>([
  ['no mail system, no jump', {}, 'sound'],
  ['a jump a moment ago', { jumpedMs: at - 1 }, 'jumped'],
  ['a jump almost long enough ago', { jumpedMs: at - 10 * MINUTE_MS + 1 }, 'jumped'],
  ['a jump long enough ago', { jumpedMs: at - 10 * MINUTE_MS }, 'sound'],
  ['a mail system that agrees', { server: heard(0) }, 'sound'],
  ['one that agreed ten minutes ago', { server: heard(10) }, 'sound'],
  ['one that agreed before that', { server: heard(11) }, 'unheard'],
  ['one that said nothing yet', { server: null }, 'unheard'],
  ['one within the tolerance', { server: heard(3, 5 * MINUTE_MS) }, 'sound'],
  ['one beyond it, ahead', { server: heard(3, 5 * MINUTE_MS + 1) }, 'skewed'],
  ['one beyond it, behind', { server: heard(3, -DAY_MS) }, 'skewed'],
  ['one that disagreed long ago', { server: heard(11, DAY_MS) }, 'unheard'],
  ['one that agrees after a jump', { server: heard(0), jumpedMs: at - 1 }, 'jumped'],
  ['one that disagrees after a jump', { server: heard(0, DAY_MS), jumpedMs: at - 1 }, 'skewed'],
])('%s', (_, signs, verdict) => {
  const all: ClockSigns = { now, monotonicMs: at, jumpedMs: null, server: 'none', ...signs };
  expect(judgeClock(all, defaultClockLimits)).toBe(verdict);
});
