import { describe, expect, test } from 'vitest';
import { instant, shift } from '../time/instant.ts';
import type { ArrivedPerson, SignIn, SignInPhase } from './sign-in.ts';
import { arrive, openSignIn, release, settle, take } from './step-sign-in.ts';

const now = instant(1_000_000);
const mine = { stateHash: 's', browserHash: 'b' };
const keep = 'keep';
const person: ArrivedPerson = {
  identity: {
    key: 'fake:olga',
    email: null,
    isEmailTrusted: false,
    firstName: null,
    lastName: null,
    displayName: null,
    entra: null,
  },
  userId: null,
  tie: 'none',
  needsDigits: false,
  code: 'code',
};
const failure = { code: 'ERR_SIGN_IN_REFUSED', account: null, expected: null };
const phases = {
  begun: { kind: 'begun' },
  opened: { kind: 'opened', openings: 1, keep, ...mine },
  looping: { kind: 'opened', openings: 5, keep, ...mine },
  completing: { kind: 'completing', until: shift(now, 1), ...mine },
  lost: { kind: 'completing', until: now, ...mine },
  arrived: { kind: 'arrived', person, wrongDigits: 0, ...mine },
  second: { kind: 'arrived', person: { ...person, needsDigits: true }, wrongDigits: 0, ...mine },
  guessing: { kind: 'arrived', person, wrongDigits: 2, ...mine },
  released: { kind: 'released', person, ...mine },
  taken: { kind: 'taken', person, ...mine },
  failed: { kind: 'failed', failure, ...mine },
} as const satisfies Record<string, SignInPhase>;
type Phase = keyof typeof phases;

function at(phase: Phase, changes: Partial<SignIn> = {}): SignIn {
  const base = { expiresAt: shift(now, 1), paneHash: 'pane', digits: '47', callerKey: null, loginHint: null };
  return { ...base, ...changes, phase: phases[phase] };
}

/** What came of a step, as one word, and the phase that follows. */
function told(step: { readonly next: SignIn; readonly outcome: { readonly kind: string } }): string {
  const { next, outcome } = step;
  const code = 'failure' in outcome ? (outcome.failure as { code: string }).code : outcome.kind;
  return `${code} > ${next.phase.kind}`;
}

const EXPIRED = 'ERR_SIGN_IN_EXPIRED';
const BROWSER = 'ERR_SIGN_IN_BROWSER';
const TRIES = 'ERR_SIGN_IN_TRIES';
const over = { expiresAt: now };

describe('openSignIn', () => {
  test.each<[Phase, Partial<SignIn>, string]>([
    ['begun', {}, 'go > opened'],
    ['opened', {}, 'go > opened'],
    ['looping', {}, `${TRIES} > failed`],
    ['begun', over, `${EXPIRED} > begun`],
    ['completing', {}, `${EXPIRED} > completing`],
    ['arrived', {}, `${EXPIRED} > arrived`],
    ['taken', {}, `${EXPIRED} > taken`],
    ['failed', {}, 'ERR_SIGN_IN_REFUSED > failed'],
  ])('%s %j', (phase, changes, expected) => {
    expect(told(openSignIn(at(phase, changes), { ...mine, keep }, now))).toBe(expected);
  });

  test('the newest window counts alone', () => {
    const { next } = openSignIn(at('opened'), { stateHash: 't', browserHash: 'c', keep }, now);
    expect(told(arrive(next, mine, now))).toBe(`${BROWSER} > opened`);
    expect(told(arrive(next, { stateHash: 't', browserHash: 'c' }, now))).toBe('exchange > completing');
  });
});

describe('arrive', () => {
  test.each<[Phase, object, Partial<SignIn>, string]>([
    ['begun', {}, {}, `${BROWSER} > begun`],
    ['opened', {}, {}, 'exchange > completing'],
    ['opened', { browserHash: 'x' }, {}, `${BROWSER} > opened`],
    ['opened', { stateHash: 'x' }, {}, `${BROWSER} > opened`],
    ['opened', {}, over, `${EXPIRED} > opened`],
    ['completing', {}, {}, 'wait > completing'],
    ['completing', { browserHash: 'x' }, {}, `${BROWSER} > completing`],
    ['lost', {}, {}, `${EXPIRED} > failed`],
    ['arrived', {}, {}, 'known > arrived'],
    ['released', {}, {}, 'known > released'],
    ['taken', {}, {}, 'known > taken'],
    ['taken', { browserHash: 'x' }, {}, `${BROWSER} > taken`],
    ['failed', {}, {}, 'ERR_SIGN_IN_REFUSED > failed'],
    ['failed', { browserHash: 'x' }, {}, `${BROWSER} > failed`],
  ])('%s %j %j', (phase, from, changes, expected) => {
    expect(told(arrive(at(phase, changes), { ...mine, ...from }, now))).toBe(expected);
  });
});

describe('settle', () => {
  test.each<[Phase, object, ArrivedPerson | typeof failure, string]>([
    ['completing', {}, person, 'arrived'],
    ['completing', {}, failure, 'failed'],
    ['completing', { stateHash: 'x' }, person, 'completing'],
    ['failed', {}, person, 'failed'],
    ['opened', {}, person, 'opened'],
  ])('%s %j %#', (phase, from, result, expected) => {
    expect(settle(at(phase), { ...mine, ...from }, result).next.phase.kind).toBe(expected);
  });
});

describe('release', () => {
  test.each<[Phase, object, Partial<SignIn>, string]>([
    ['arrived', {}, {}, 'released > released'],
    ['second', {}, {}, 'released > released'],
    ['arrived', { digits: '74' }, {}, 'wrong-digits > arrived'],
    ['guessing', { digits: '74' }, {}, `${TRIES} > failed`],
    ['guessing', {}, {}, 'released > released'],
    ['arrived', { browserHash: 'x' }, {}, `${BROWSER} > arrived`],
    ['arrived', {}, over, `${EXPIRED} > arrived`],
    ['begun', {}, {}, `${BROWSER} > begun`],
    ['completing', {}, {}, `${EXPIRED} > completing`],
    ['released', { digits: '74' }, {}, 'released > released'],
    ['taken', {}, {}, 'released > taken'],
    ['failed', {}, {}, 'ERR_SIGN_IN_REFUSED > failed'],
  ])('%s %j %j', (phase, typed, changes, expected) => {
    expect(told(release(at(phase, changes), { ...mine, digits: '47', ...typed }, now))).toBe(expected);
  });
});

describe('take', () => {
  const PANE = 'ERR_SIGN_IN_PANE';
  test.each<[Phase, object, Partial<SignIn>, string]>([
    ['begun', {}, {}, 'waiting > begun'],
    ['opened', {}, {}, 'waiting > opened'],
    ['arrived', {}, {}, 'confirming > arrived'],
    ['arrived', { code: 'guess' }, {}, 'confirming > arrived'],
    ['arrived', { code: 'code' }, {}, 'taken > taken'],
    ['second', { code: 'code' }, {}, 'confirming > second'],
    ['released', {}, {}, 'taken > taken'],
    ['released', {}, over, `${EXPIRED} > released`],
    ['arrived', { code: 'code' }, over, `${EXPIRED} > arrived`],
    ['taken', { code: 'code' }, {}, `${EXPIRED} > taken`],
    ['failed', {}, {}, 'ERR_SIGN_IN_REFUSED > failed'],
    ['released', { paneHash: 'x' }, {}, `${PANE} > released`],
    ['failed', { paneHash: 'x' }, {}, `${PANE} > failed`],
  ])('%s %j %j', (phase, asked, changes, expected) => {
    const given = { paneHash: 'pane', code: null, ...asked };
    const said = told(take(at(phase, changes), given, now)).replace('> arrived', `> ${phase}`);
    expect(said).toBe(expected);
  });
});
