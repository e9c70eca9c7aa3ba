import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { joinSignals } from './join-signals.ts';

it('aborts with the first of its sources, and lets go of them', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const joined = joinSignals(one.signal, undefined, two.signal);
  const released = joinSignals(one.signal);
  released.release();
  two.abort('enough');
  one.abort('later');
  expect(joined.signal).toMatchObject({ aborted: true, reason: 'enough' });
  expect(released.signal.aborted).toBe(false);
  joined.release();
  for (const { signal } of [one, two]) expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(joinSignals(two.signal).signal.reason).toBe('enough');
});
