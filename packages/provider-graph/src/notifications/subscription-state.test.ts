import { describe, expect, test } from 'vitest';
import {
  idleMs,
  type LiveSubscription,
  noSubscription,
  type SubscriptionEvent,
  type SubscriptionState,
  stepSubscription,
} from './subscription-state.ts';

const MINUTE = 60_000;
const LIFE = 7 * 24 * 60 * MINUTE;
const NOW = 1_000_000;
const live: LiveSubscription = { id: 's1', expiresAt: NOW + LIFE, renewAt: NOW + LIFE / 2 };
const standing: SubscriptionState = { ...noSubscription, live };
const entry = (lifecycle: string | null): SubscriptionEvent => ({ kind: 'entry', lifecycle });

/** Faults as they were met: what is known, what happens, what is done. */
const faults: readonly [string, SubscriptionState, SubscriptionEvent, object][] = [
  ['none yet: it is made', noSubscription, { kind: 'tick' }, { call: 'create', look: false }],
  [
    'made: the mailbox is looked at, since what came before was not told',
    { ...noSubscription, doing: 'create' },
    { kind: 'made', id: 's1', lifetimeMs: LIFE },
    { call: null, look: true, state: { ...noSubscription, live } },
  ],
  [
    'removed: made anew, and the mailbox is looked at',
    standing,
    entry('subscriptionRemoved'),
    { call: 'create', look: true },
  ],
  [
    'removed while it is renewed: no second call runs beside the first',
    { ...standing, doing: 'renew' },
    entry('subscriptionRemoved'),
    { call: null, look: true, state: { live: null, doing: 'renew' } },
  ],
  [
    'removed while one is made: that one will do',
    { ...noSubscription, doing: 'create' },
    entry('subscriptionRemoved'),
    { call: null, look: true, state: { doing: 'create' } },
  ],
  ['missed: the mailbox is looked at', standing, entry('missed'), { call: null, look: true }],
  ['a change: the mailbox is looked at', standing, entry(null), { call: null, look: true }],
  [
    'reauthorization: renewed at once',
    standing,
    entry('reauthorizationRequired'),
    { call: 'renew', look: false },
  ],
  [
    'reauthorization racing with a renewal: the one that runs will do',
    { ...standing, doing: 'renew' },
    entry('reauthorizationRequired'),
    { call: null },
  ],
  [
    'reauthorization while renewals fail: not before the pause is over',
    { ...standing, failures: 3, notBefore: NOW + MINUTE },
    entry('reauthorizationRequired'),
    { call: null, state: { live: { renewAt: NOW } } },
  ],
  [
    'an event that nobody knows: looked at and told',
    standing,
    entry('somethingNew'),
    { look: true, unknown: true },
  ],
  [
    'the endpoint timed out while one was made: a pause, then again',
    { ...noSubscription, doing: 'create' },
    { kind: 'failed', gone: false },
    { call: null, state: { doing: null, failures: 1, notBefore: NOW + 5_000 } },
  ],
  [
    'the endpoint timed out at a renewal: the old one stays',
    { ...standing, doing: 'renew' },
    { kind: 'failed', gone: false },
    { call: null, state: { live, failures: 1 } },
  ],
  [
    'a renewal of what is gone: made anew at once, no state blocks it',
    { ...standing, doing: 'renew' },
    { kind: 'failed', gone: true },
    { call: 'create', look: true, state: { live: null } },
  ],
  [
    'gone again and again: not in a busy loop',
    { ...standing, doing: 'renew', failures: 1 },
    { kind: 'failed', gone: true },
    { call: null, state: { live: null, notBefore: NOW + 10_000 } },
  ],
  [
    'run out while renewals failed: made anew',
    { ...standing, live: { ...live, expiresAt: NOW }, failures: 9 },
    { kind: 'tick' },
    { call: 'create', state: { live: null } },
  ],
  [
    'a stranger’s entry: counted and dropped',
    standing,
    { kind: 'stranger' },
    { call: null, look: false, state: { strangers: 1 } },
  ],
  [
    'strangers again and again: made anew, and the old one is removed first',
    { ...standing, strangers: 4 },
    { kind: 'stranger' },
    { call: 'remove', look: false },
  ],
  [
    'a removal that fails: it counts as gone after a pause',
    { ...standing, doing: 'remove', strangers: 9 },
    { kind: 'failed', gone: false },
    { call: null, state: { live: null, strangers: 0 } },
  ],
  [
    'a clock that is wrong: only how long it lives counts',
    { ...noSubscription, doing: 'create' },
    { kind: 'made', id: 's1', lifetimeMs: 45 * MINUTE },
    { state: { live: { expiresAt: NOW + 45 * MINUTE, renewAt: NOW + 22.5 * MINUTE } } },
  ],
  [
    'a life of nothing: not made over and over without a pause',
    { ...noSubscription, doing: 'create' },
    { kind: 'made', id: 's1', lifetimeMs: 0 },
    { call: null, state: { live: { expiresAt: NOW + MINUTE } } },
  ],
];

describe('the life of a subscription', () => {
  test.each(faults)('%s', (_title, state, event, wanted) => {
    expect(stepSubscription(state, event, NOW)).toMatchObject(wanted);
  });

  test('ten tries and more fit into half of the shortest life', () => {
    let state: SubscriptionState = {
      ...standing,
      live: { ...live, expiresAt: NOW + 22.5 * MINUTE, renewAt: NOW },
    };
    let at = NOW;
    let tries = 0;
    for (; at < NOW + 22.5 * MINUTE; tries += 1) {
      const step = stepSubscription(state, { kind: 'tick' }, at);
      expect(step.call).toBe('renew');
      state = stepSubscription(step.state, { kind: 'failed', gone: false }, at).state;
      expect(state.live).not.toBeNull();
      at += idleMs(state, at);
    }
    expect(tries).toBeGreaterThanOrEqual(10);
  });

  test('a flood of changes asks for looks and for no call', () => {
    let state = standing;
    for (let at = 0; at < 1_000; at += 1) {
      const step = stepSubscription(state, entry(null), NOW + at);
      expect(step.call).toBeNull();
      state = step.state;
    }
    expect(state).toEqual(standing);
  });
});
