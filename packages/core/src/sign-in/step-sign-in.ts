import type { Instant } from '../time/instant.ts';
import { SECOND_MS, shift } from '../time/instant.ts';
import type { ArrivedPerson, BrowserBinding, SignIn, SignInFailure, SignInPhase } from './sign-in.ts';

/** Who opens a link again and again is in a loop between us and the identity provider. */
const MOST_OPENINGS = 5;
/** Of a hundred pairs of digits. */
const MOST_WRONG_DIGITS = 3;
/** How long the exchange of a code may take before it counts as lost. */
const EXCHANGE_MS = 30 * SECOND_MS;

/** What a step comes to. */
export interface SignInStep<Outcome> {
  /** The sign-in as it is to be; the same object where nothing changes. */
  readonly next: SignIn;
  readonly outcome: Outcome;
}

/** Refused with a code; nothing else is told. */
export interface SignInRefusal {
  readonly kind: 'refused';
  readonly failure: SignInFailure;
}

/** A browser opens the link: it is sent to the identity provider, and only its callback counts from now on. */
export function openSignIn(
  signIn: SignIn,
  opening: BrowserBinding & { readonly keep: string },
  now: Instant,
): SignInStep<{ readonly kind: 'go' } | SignInRefusal> {
  const { phase } = signIn;
  if (now >= signIn.expiresAt) return refuse(signIn, 'ERR_SIGN_IN_EXPIRED');
  if (phase.kind === 'failed') return refuse(signIn, phase.failure);
  if (phase.kind !== 'begun' && phase.kind !== 'opened') return refuse(signIn, 'ERR_SIGN_IN_EXPIRED');
  const openings = phase.kind === 'begun' ? 1 : phase.openings + 1;
  if (openings > MOST_OPENINGS) return fail(signIn, 'ERR_SIGN_IN_TRIES');
  return { next: { ...signIn, phase: { kind: 'opened', openings, ...opening } }, outcome: { kind: 'go' } };
}

/** What a callback finds. */
export type Arrival =
  /** This request, and no other, exchanges the code. */
  | { readonly kind: 'exchange'; readonly keep: string }
  /** Another request of this browser does so at this moment. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'known'; readonly phase: Extract<SignInPhase, { person: ArrivedPerson }> }
  | SignInRefusal;

/** A browser comes back. Of several requests of one callback the first exchanges the code. */
export function arrive(signIn: SignIn, from: BrowserBinding, now: Instant): SignInStep<Arrival> {
  const { phase } = signIn;
  if (phase.kind === 'begun' || !isSameBrowser(phase, from)) return refuse(signIn, 'ERR_SIGN_IN_BROWSER');
  if (now >= signIn.expiresAt) return refuse(signIn, 'ERR_SIGN_IN_EXPIRED');
  switch (phase.kind) {
    case 'opened': {
      const completing = { kind: 'completing', until: shift(now, EXCHANGE_MS), ...from } as const;
      return { next: { ...signIn, phase: completing }, outcome: { kind: 'exchange', keep: phase.keep } };
    }
    case 'completing':
      if (now < phase.until) return { next: signIn, outcome: { kind: 'wait' } };
      return fail(signIn, 'ERR_SIGN_IN_EXPIRED');
    case 'failed':
      return refuse(signIn, phase.failure);
    default:
      return { next: signIn, outcome: { kind: 'known', phase } };
  }
}

/** The exchange came to an end. A result that comes too late changes nothing. */
export function settle(
  signIn: SignIn,
  from: BrowserBinding,
  result: ArrivedPerson | SignInFailure,
): SignInStep<null> {
  const { phase } = signIn;
  if (phase.kind !== 'completing' || !isSameBrowser(phase, from)) return { next: signIn, outcome: null };
  const { stateHash, browserHash } = phase;
  const binding = { stateHash, browserHash };
  const settled: SignInPhase =
    'identity' in result
      ? { kind: 'arrived', person: result, wrongDigits: 0, ...binding }
      : { kind: 'failed', failure: result, ...binding };
  return { next: { ...signIn, phase: settled }, outcome: null };
}

/** The person types the digits that the pane shows. */
export function release(
  signIn: SignIn,
  typed: BrowserBinding & { readonly digits: string },
  now: Instant,
): SignInStep<{ readonly kind: 'released' } | { readonly kind: 'wrong-digits' } | SignInRefusal> {
  const { phase } = signIn;
  if (phase.kind === 'begun' || !isSameBrowser(phase, typed)) return refuse(signIn, 'ERR_SIGN_IN_BROWSER');
  if (now >= signIn.expiresAt) return refuse(signIn, 'ERR_SIGN_IN_EXPIRED');
  if (phase.kind === 'failed') return refuse(signIn, phase.failure);
  if (phase.kind === 'released' || phase.kind === 'taken') {
    return { next: signIn, outcome: { kind: 'released' } };
  }
  if (phase.kind !== 'arrived') return refuse(signIn, 'ERR_SIGN_IN_EXPIRED');
  if (typed.digits === signIn.digits) {
    const { stateHash, browserHash, person } = phase;
    const released = { kind: 'released', person, stateHash, browserHash } as const;
    return { next: { ...signIn, phase: released }, outcome: { kind: 'released' } };
  }
  const wrongDigits = phase.wrongDigits + 1;
  if (wrongDigits >= MOST_WRONG_DIGITS) return fail(signIn, 'ERR_SIGN_IN_TRIES');
  return { next: { ...signIn, phase: { ...phase, wrongDigits } }, outcome: { kind: 'wrong-digits' } };
}

/** What a pane that asks for its result finds. */
export type Taking =
  /** Nobody came back yet. */
  | { readonly kind: 'waiting' }
  /** Somebody came back, and has to confirm it in the dialog. */
  | { readonly kind: 'confirming' }
  | { readonly kind: 'taken'; readonly person: ArrivedPerson }
  | SignInRefusal;

/**
 * The pane asks for its result, which it gets once: with the code of its own dialog, or after the digits were typed. The
 * code alone does not do for what needs the digits.
 */
export function take(
  signIn: SignIn,
  asked: { readonly paneHash: string; readonly code: string | null },
  now: Instant,
): SignInStep<Taking> {
  const { phase } = signIn;
  if (asked.paneHash !== signIn.paneHash) return refuse(signIn, 'ERR_SIGN_IN_PANE');
  if (phase.kind === 'failed') return refuse(signIn, phase.failure);
  if (now >= signIn.expiresAt || phase.kind === 'taken') return refuse(signIn, 'ERR_SIGN_IN_EXPIRED');
  if (phase.kind === 'released' || (phase.kind === 'arrived' && mayTake(phase.person, asked.code))) {
    const { person, stateHash, browserHash } = phase;
    const taken = { kind: 'taken', person, stateHash, browserHash } as const;
    return { next: { ...signIn, phase: taken }, outcome: { kind: 'taken', person } };
  }
  return { next: signIn, outcome: { kind: phase.kind === 'arrived' ? 'confirming' : 'waiting' } };
}

function mayTake(person: ArrivedPerson, code: string | null): boolean {
  return code !== null && code === person.code && !person.needsDigits;
}

function isSameBrowser(phase: Partial<BrowserBinding>, from: BrowserBinding): boolean {
  return phase.stateHash === from.stateHash && phase.browserHash === from.browserHash;
}

function refuse(signIn: SignIn, why: string | SignInFailure): SignInStep<SignInRefusal> {
  const failure = typeof why === 'string' ? { code: why, account: null, expected: null } : why;
  return { next: signIn, outcome: { kind: 'refused', failure } };
}

/** Refuses, now and whatever comes later. */
function fail(signIn: SignIn, code: string): SignInStep<SignInRefusal> {
  const { phase } = signIn;
  const { outcome } = refuse(signIn, code);
  const { stateHash, browserHash } = 'stateHash' in phase ? phase : {};
  const binding = stateHash === undefined || browserHash === undefined ? {} : { stateHash, browserHash };
  return { next: { ...signIn, phase: { kind: 'failed', failure: outcome.failure, ...binding } }, outcome };
}
