import { expect, it } from 'vitest';
import { HOUR_MS, instant, shift } from '../time/instant.ts';
import {
  aliasClaim,
  type Claim,
  claimShape,
  draftClaim,
  nameClaim,
  tokenClaim,
  untrustedAnswerClaim,
} from './claim.ts';

const draft = { integrationId: 'i', callerKey: 'c', draftKey: 'd' };

it('names are claimed without regard to case, each kind apart', () => {
  expect(aliasClaim('Meet.1@VC.example')).toBe('alias:meet.1@vc.example');
  expect(nameClaim('one', 'Plan (Ada)')).toBe('name:one:plan (ada)');
  expect(tokenClaim('ab')).toBe('token:ab');
});

it('a draft is its caller’s and integration’s, and its claim the same in every version', () => {
  expect(draftClaim(draft)).toBe('draft:2308d45f7bfdc62e4f5b67c78734a45d6a37b1af427652597d98b844687d0ec8');
  const others = [
    { integrationId: 'j' },
    { callerKey: 'd' },
    { draftKey: 'c' },
    { callerKey: 'cd', draftKey: '' },
  ];
  const ids = others.map((other) => draftClaim({ ...draft, ...other }));
  expect(new Set([draftClaim(draft), ...ids]).size).toBe(5);
});

it('an untrusted sender is answered once an hour', () => {
  const hour = instant(Date.UTC(2026, 0, 5, 9));
  const claim = (after: number) =>
    untrustedAnswerClaim('i', { side: 'to', email: 'Eve@Corp.example', at: shift(hour, after) });
  expect(claim(0)).toBe(`answer:i:${hour / HOUR_MS}:to:eve@corp.example`);
  expect([claim(HOUR_MS - 1), claim(-1), claim(HOUR_MS)].map((other) => other === claim(0))).toEqual([
    true,
    false,
    false,
  ]);
});

it('claims are found by their next review', () => {
  const claim: Claim = {
    tenantId: 'one',
    owner: { kind: 'meeting', id: 'm' },
    meetingKey: null,
    reviewAt: instant(5),
  };
  expect(claimShape.name).toBe('claims');
  expect(claimShape.indexes.review(claim)).toEqual([5]);
});
