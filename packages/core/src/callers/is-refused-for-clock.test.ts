import { expect, test } from 'vitest';
import { NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import { HOUR_MS, type Instant, instant, MINUTE_MS, shift } from '../time/instant.ts';
import type { CallerVerifier } from './caller.ts';
import { isRefusedForClock } from './is-refused-for-clock.ts';
import { verifyCaller } from './verify-caller.ts';

const from = instant(Date.UTC(2026, 0, 5, 9));
const until = shift(from, 8 * HOUR_MS);
const integration = { tenantId: 't', integrationId: 'i' };
const refused = (code: string) => new NotAuthenticatedError('Refused.', { code });
const verifier: CallerVerifier = {
  recognises: () => true,
  verify: async (token, { integration: who, at }) => {
    if (at < from) throw refused('ERR_TOKEN_NOT_YET_VALID');
    if (at >= until) throw refused('ERR_TOKEN_EXPIRED');
    if (token === 'forged') throw refused('ERR_TOKEN_SIGNATURE');
    return { ...who, key: token, provider: 'fixture', expiresAt: until };
  },
};

test.each<[string, string, Instant, boolean]>([
  ['valid in a few minutes', 'good', shift(from, -10 * MINUTE_MS), true],
  ['valid in hours', 'good', shift(from, -HOUR_MS), false],
  ['expired a few minutes ago', 'good', shift(until, 10 * MINUTE_MS), true],
  ['expired hours ago', 'good', shift(until, HOUR_MS), false],
  ['forged, and valid in a few minutes', 'forged', shift(from, -10 * MINUTE_MS), false],
  ['forged', 'forged', from, false],
])('a token that is %s', async (_, token, at, expected) => {
  const asked = { verifiers: [verifier], integration, audience: 'a', at };
  const error = await verifyCaller(token, asked).catch((reason: unknown) => reason);
  expect(await isRefusedForClock(error, token, asked)).toBe(expected);
});
