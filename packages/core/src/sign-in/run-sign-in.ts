import type { Caller } from '../callers/caller.ts';
import { type Random, uuidV4 } from '../runtime/random.ts';
import { type Instant, shift } from '../time/instant.ts';
import { judgePerson } from './judge-person.ts';
import { PANE_PROVIDER } from './pane-bearer.ts';
import { type ArrivedPerson, type BrowserBinding, SIGN_IN_LIFE_MS, type SignInFailure } from './sign-in.ts';
import {
  accountOf,
  failureOf,
  refused,
  type SignInDeps,
  secretText,
  sha256,
  tellLog,
} from './sign-in-deps.ts';
import type { SignedInIdentity } from './sign-in-provider.ts';
import type { SignInRef } from './sign-in-records.ts';
import { signInState } from './sign-in-state.ts';
import { arrive, openSignIn, release, type SignInRefusal, settle } from './step-sign-in.ts';

/** A sign-in as its pane knows it. */
export interface BegunPaneSignIn {
  readonly signInId: string;
  /** Stays in the pane's memory; proves that the sign-in is its own. */
  readonly secret: string;
  readonly digits: string;
  readonly expiresAt: Instant;
}

/** Begins a sign-in for a pane; `caller`: whom its own token names, null: it has none. */
export async function beginSignIn(
  { caller, loginHint }: { readonly caller: Caller | null; readonly loginHint: string | null },
  { integration, records, clock, random }: SignInDeps,
): Promise<BegunPaneSignIn> {
  const signInId = uuidV4(random);
  const secret = secretText(random);
  const digits = drawDigits(random);
  const expiresAt = shift(clock.now(), SIGN_IN_LIFE_MS);
  await records.insert(
    { ...integration, id: signInId },
    {
      expiresAt,
      paneHash: sha256(secret),
      digits,
      callerKey: caller === null || caller.provider === PANE_PROVIDER ? null : caller.key,
      loginHint,
      phase: { kind: 'begun' },
    },
  );
  return { signInId, secret, digits, expiresAt };
}

/** Where a browser that opened the link goes, with a cookie that only this browser has. */
export type Opening =
  | { readonly kind: 'go'; readonly url: string; readonly state: string; readonly browser: string }
  | SignInRefusal;

/** A browser opens the link that the pane has. Failures are results, so that the page can tell of them. */
export async function openSignInLink(signInId: string, deps: SignInDeps): Promise<Opening> {
  const { integration, records, redirectUri, clock, random } = deps;
  const ref = { ...integration, id: signInId };
  const signIn = await records.find(ref);
  if (signIn === null) return refused('ERR_SIGN_IN_EXPIRED');
  const state = signInState({ integrationId: integration.integrationId, signInId }, secretText(random));
  const browser = secretText(random);
  try {
    const provider = await deps.provider();
    const { loginHint } = signIn;
    const begun = await provider.begin({ state, redirectUri, ...(loginHint === null ? {} : { loginHint }) });
    const opening = { ...bindingOf({ state, browser }), keep: begun.keep };
    const outcome = await records.step(ref, (each) => openSignIn(each, opening, clock.now()));
    if (outcome === null) return refused('ERR_SIGN_IN_EXPIRED');
    return outcome.kind === 'go' ? { kind: 'go', url: begun.url, state, browser } : outcome;
  } catch (error) {
    return refused(tellLog(error, { ref, deps }));
  }
}

/** What a browser that came back brings. */
export interface Callback {
  readonly signInId: string;
  readonly state: string;
  /** Value of the cookie that goes with the state; null: there is none. */
  readonly browser: string | null;
  /** Query of the callback without `?`; hostile. */
  readonly query: string;
}

/** What the dialog's page shows. */
export type SignInView =
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'confirm';
      readonly account: string;
      readonly tie: ArrivedPerson['tie'];
      /** For the pane of the dialog itself; null: only the digits do. */
      readonly code: string | null;
      /** Whether digits were typed that are not the pane's. */
      readonly wrongDigits: boolean;
    }
  | { readonly kind: 'done'; readonly account: string }
  | SignInRefusal;

/** A browser comes back from the identity provider. Several requests of one callback come to one result. */
export async function completeSignIn(callback: Callback, deps: SignInDeps): Promise<SignInView> {
  const { integration, records, clock } = deps;
  const ref = { ...integration, id: callback.signInId };
  const from = bindingOf(callback);
  const arrival = await records.step(ref, (signIn) => arrive(signIn, from, clock.now()));
  if (arrival === null) return refused('ERR_SIGN_IN_EXPIRED');
  if (arrival.kind === 'known') return viewOf(arrival.phase);
  if (arrival.kind !== 'exchange') return arrival;
  const result = await exchange({ callback, ref, keep: arrival.keep }, deps);
  await records.step(ref, (signIn) => settle(signIn, from, result));
  return 'identity' in result
    ? viewOf({ kind: 'arrived', person: result })
    : { kind: 'refused', failure: result };
}

/** The person typed the digits. */
export async function releaseSignIn(
  typed: Pick<Callback, 'signInId' | 'state' | 'browser'> & { readonly digits: string },
  { integration, records, clock }: SignInDeps,
): Promise<SignInView> {
  const ref = { ...integration, id: typed.signInId };
  const binding = bindingOf(typed);
  const now = clock.now();
  const outcome = await records.step(ref, (signIn) => {
    const { next, outcome: result } = release(signIn, { ...binding, digits: typed.digits }, now);
    return { next, outcome: { result, phase: next.phase } };
  });
  if (outcome === null) return refused('ERR_SIGN_IN_EXPIRED');
  const { result, phase } = outcome;
  if (result.kind === 'refused' || !('person' in phase)) {
    return result.kind === 'refused' ? result : refused('ERR_SIGN_IN_EXPIRED');
  }
  return viewOf(phase, { wrongDigits: result.kind === 'wrong-digits' });
}

interface Exchange {
  readonly callback: Callback;
  readonly ref: SignInRef;
  readonly keep: string;
}

/** Never rejects: what fails is the sign-in's end. */
async function exchange(
  { callback, ref, keep }: Exchange,
  deps: SignInDeps,
): Promise<ArrivedPerson | SignInFailure> {
  const { records, users, redirectUri, random } = deps;
  let identity: SignedInIdentity | null = null;
  try {
    const provider = await deps.provider();
    const { state, query } = callback;
    const callbackUrl = `${redirectUri}?${query}`;
    identity = withoutChosenEmail(await provider.complete({ state, redirectUri, callbackUrl, keep }));
    const callerKey = (await records.find(ref))?.callerKey ?? null;
    const user = await users.ofIdentity(identity);
    const owner = callerKey === null ? null : await users.ofCaller(callerKey);
    const verdict = judgePerson({ identity, user, callerKey, owner });
    if (verdict.kind === 'other') {
      return failureOf('ERR_SIGN_IN_OTHER_PERSON', identity, owner);
    }
    if (user === null && !deps.servesStrangers && !deps.allowsNewUsers) {
      return failureOf('ERR_SIGN_IN_NOT_A_USER', identity);
    }
    const { tie, needsDigits } = verdict;
    return { identity, userId: user?.id ?? null, tie, needsDigits, code: secretText(random) };
  } catch (error) {
    return failureOf(tellLog(error, { ref, deps }), identity);
  }
}

/** Rooms are found by address, so one that the person could choose is as good as none. */
function withoutChosenEmail(identity: SignedInIdentity): SignedInIdentity {
  return identity.isEmailTrusted ? identity : { ...identity, email: null };
}

function viewOf(
  phase: { readonly kind: 'arrived' | 'released' | 'taken'; readonly person: ArrivedPerson },
  { wrongDigits = false }: { readonly wrongDigits?: boolean } = {},
): SignInView {
  const { identity, tie, needsDigits, code } = phase.person;
  const account = accountOf(identity);
  if (phase.kind !== 'arrived') return { kind: 'done', account };
  return { kind: 'confirm', account, tie, code: needsDigits ? null : code, wrongDigits };
}

function bindingOf({ state, browser }: Pick<Callback, 'state' | 'browser'>): BrowserBinding {
  return { stateHash: sha256(state), browserHash: browser === null ? '' : sha256(browser) };
}

/** Bytes from 200 on would make some pairs likelier. */
function drawDigits(random: Random): string {
  for (;;) {
    const [byte = 255] = random.bytes(1);
    if (byte < 200) return String(byte % 100).padStart(2, '0');
  }
}
