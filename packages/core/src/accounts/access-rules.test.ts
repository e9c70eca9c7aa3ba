import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, shift } from '../time/instant.ts';
import type { AdminRights } from './account.ts';
import { type AdminSession, judgeSession, sessionEnd } from './admin-session.ts';
import { apiTokenId, mayExpireAt, rightsOfToken } from './api-token.ts';
import { type SignInAttempts, withTry } from './sign-in-attempts.ts';

const now = instant(Date.UTC(2026, 0, 5, 9));
const minutes = (count: number) => shift(now, count * MINUTE_MS);

describe('tries with a name', () => {
  const tries = (changes: Partial<SignInAttempts>): SignInAttempts => ({
    tries: 1,
    lastAt: minutes(-1),
    lockedUntil: null,
    forgetAt: minutes(14),
    ...changes,
  });

  test.each<[string, SignInAttempts | null, { tries: number; locks: boolean } | null]>([
    ['begin at one', null, { tries: 1, locks: false }],
    ['are counted', tries({ tries: 3 }), { tries: 4, locks: false }],
    ['lock with the tenth', tries({ tries: 9 }), { tries: 10, locks: true }],
    ['are refused while locked', tries({ tries: 10, lockedUntil: minutes(1) }), null],
    ['begin anew once the lock is over', tries({ tries: 10, lockedUntil: now }), { tries: 1, locks: false }],
    [
      'begin anew 15 minutes after the last',
      tries({ tries: 9, lastAt: minutes(-15) }),
      { tries: 1, locks: false },
    ],
    ['count until then', tries({ tries: 8, lastAt: minutes(-14) }), { tries: 9, locks: false }],
  ])('%s', (_, before, expected) => {
    const next = withTry(before, now);
    expect(next && { tries: next.tries, locks: next.lockedUntil === minutes(15) }).toEqual(expected);
  });
});

describe('a session', () => {
  const session = (changes: Partial<AdminSession> = {}): AdminSession => ({
    accountId: 'a',
    epoch: 2,
    seenAt: now,
    endsAt: shift(now, HOUR_MS),
    ...changes,
  });

  test.each<[string, AdminSession, { epoch: number } | null, string]>([
    ['is good', session(), { epoch: 2 }, 'good'],
    ['is to be noted after a minute', session({ seenAt: minutes(-1) }), { epoch: 2 }, 'to-be-seen'],
    ['is over after half an hour without a request', session({ seenAt: minutes(-30) }), { epoch: 2 }, 'over'],
    ['lasts until then', session({ seenAt: minutes(-29) }), { epoch: 2 }, 'to-be-seen'],
    ['is over at its end', session({ endsAt: now }), { epoch: 2 }, 'over'],
    ['is over in another epoch of its account', session(), { epoch: 3 }, 'over'],
    ['is over without its account', session(), null, 'over'],
  ])('%s', (_, given, account, verdict) => {
    expect(judgeSession(given, account, now)).toBe(verdict);
  });

  test('ends for want of requests, or at its end', () => {
    expect(sessionEnd(session())).toBe(minutes(30));
    expect(sessionEnd(session({ endsAt: minutes(5) }))).toBe(minutes(5));
  });
});

describe('an API token', () => {
  const operator: AdminRights = { role: 'operator', tenants: 'all' };
  const of = (...tenants: string[]): AdminRights => ({ role: 'tenant-administrator', tenants });
  const live = { expiresAt: minutes(1), revokedAt: null };

  test.each<[string, Parameters<typeof rightsOfToken>[0], AdminRights | null, AdminRights | null]>([
    ['of an operator', { ...operator, ...live }, operator, operator],
    ['of an operator who is none any more', { ...operator, ...live }, of('acme'), null],
    ['for tenants', { ...of('acme', 'beta'), ...live }, operator, of('acme', 'beta')],
    [
      'for more tenants than its account has left',
      { ...of('acme', 'beta'), ...live },
      of('beta'),
      of('beta'),
    ],
    ['for tenants that its account lost', { ...of('acme'), ...live }, of('beta'), null],
    ['that is revoked', { ...operator, ...live, revokedAt: now }, operator, null],
    ['that has expired', { ...operator, ...live, expiresAt: now }, operator, null],
    ['without its account', { ...operator, ...live }, null, null],
  ])('%s may what both may', (_, token, account, rights) => {
    expect(rightsOfToken(token, account, now)).toEqual(rights);
  });

  test('ends within a year and has an id that tells nothing of it', () => {
    expect(
      [now, shift(now, 1), shift(now, 366 * DAY_MS), shift(now, 366 * DAY_MS + 1)].map((at) =>
        mayExpireAt(at, now),
      ),
    ).toEqual([false, true, true, false]);
    expect(apiTokenId('0123456789abcdef'.repeat(4))).toBe('01234567-89ab-8def-8123-456789abcdef');
  });
});
