import { DAY_MS, type Instant, shift } from '@vmrkit/core';
import { FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { CredentialWatch } from './credential-watch.ts';

/** A watch over one integration whose secret ends then, and the subjects of its alarms. */
function watched(credentialEndsAt: () => Instant | null) {
  const clock = new FakeClock();
  const standing = new Set<string>();
  const integration = { tenantId: 'default', integrationId: 'i' };
  const watch = new CredentialWatch({
    clock,
    alarms: {
      raise: async ({ kind, subject }) => void standing.add(`${kind} ${subject}`),
      clear: async ({ kind, subject }) => void standing.delete(`${kind} ${subject}`),
    },
    providers: () => [
      {
        integration: { ...integration, integrationId: 'away' },
        provider: () => Promise.reject(new Error('Away.')),
      },
      { integration, provider: async () => ({ credentialEndsAt: credentialEndsAt() }) },
    ],
  });
  return { watch, clock, integration, standing: () => [...standing].sort() };
}

test('alarms stand 30 and 7 days before the end, until a later end is known', async () => {
  const stop = new AbortController();
  let end: Instant | null = null;
  const { watch, clock, standing } = watched(() => end);
  end = shift(clock.now(), 31 * DAY_MS);
  const running = watch.run(stop.signal);
  const seen = [];
  for (const days of [0, 1, 23]) {
    await clock.advance(days * DAY_MS);
    seen.push(standing());
  }
  end = shift(clock.now(), 365 * DAY_MS);
  await clock.advance(DAY_MS);
  seen.push(standing());
  stop.abort();
  await running;
  const [month, week] = ['sign-in-credential i/30-days', 'sign-in-credential i/7-days'];
  expect(seen).toEqual([[], [month], [month, week], []]);
});

test('a refusal of the integration is told at once, and over with the next person', async () => {
  const { watch, integration, standing } = watched(() => null);
  const refused = (code: string) =>
    watch.note({ kind: 'refused', failure: { code, account: null, expected: null } }, integration);
  await refused('ERR_SIGN_IN_REFUSED');
  expect(standing()).toEqual([]);
  await refused('ERR_SIGN_IN_SETTINGS');
  expect(standing()).toEqual(['sign-in-credential i/refused']);
  await watch.note(
    { kind: 'confirm', account: 'Olga', tie: 'none', code: null, wrongDigits: false },
    integration,
  );
  expect(standing()).toEqual([]);
});
