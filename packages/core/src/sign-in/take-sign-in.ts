import { NotFoundError } from '../errors/vmrkit-error.ts';
import { type Instant, shift } from '../time/instant.ts';
import { bearerSubject, PANE_BEARER_LIFE_MS } from './pane-bearer.ts';
import type { ArrivedPerson } from './sign-in.ts';
import { accountOf, failureOf, refused, type SignInDeps, sha256, tellLog } from './sign-in-deps.ts';
import type { SignInRef } from './sign-in-records.ts';
import { type SignInRefusal, take } from './step-sign-in.ts';

/** What a pane gets when it asks for its result. */
export type PaneResult =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'confirming' }
  | {
      readonly kind: 'signed-in';
      readonly bearer: string;
      readonly expiresAt: Instant;
      readonly account: string;
      /** Whether the person has a record, and so perhaps personal VMRs. */
      readonly isUser: boolean;
      readonly tie: ArrivedPerson['tie'];
    }
  | SignInRefusal;

/**
 * The pane asks for its result; it gets one once. Only now a record is made and an Exchange id tied to it. Rejects with
 * NotFoundError `ERR_SIGN_IN_PANE` for whoever is not the pane that began it.
 */
export async function takeSignIn(
  asked: { readonly signInId: string; readonly secret: string; readonly code: string | null },
  deps: SignInDeps,
): Promise<PaneResult> {
  const { integration, records, clock } = deps;
  const ref = { ...integration, id: asked.signInId };
  const given = { paneHash: sha256(asked.secret), code: asked.code };
  const taken = await records.step(ref, (signIn) => {
    const { next, outcome } = take(signIn, given, clock.now());
    return { next, outcome: { ...outcome, callerKey: signIn.callerKey } };
  });
  if (taken === null || (taken.kind === 'refused' && taken.failure.code === 'ERR_SIGN_IN_PANE')) {
    throw new NotFoundError('This pane began no such sign-in.', { code: 'ERR_SIGN_IN_PANE' });
  }
  if (taken.kind !== 'taken') return taken;
  const { person, callerKey } = taken;
  try {
    return await grant(person, { callerKey, ref, deps });
  } catch (error) {
    return { kind: 'refused', failure: failureOf(tellLog(error, { ref, deps }), person.identity) };
  }
}

async function grant(
  person: ArrivedPerson,
  {
    callerKey,
    ref,
    deps,
  }: { readonly callerKey: string | null; readonly ref: SignInRef; readonly deps: SignInDeps },
): Promise<PaneResult> {
  const { integration, users, bearers, clock, logger, servesStrangers } = deps;
  const { identity, tie } = person;
  const user = await users.admit(identity);
  if (user === null && !servesStrangers) return refused('ERR_SIGN_IN_NOT_A_USER', identity);
  if (user !== null && tie !== 'none' && callerKey !== null) {
    await users.tie(user.id, { callerKey, confirmed: tie === 'second' });
  }
  const issuedAt = clock.now();
  const expiresAt = shift(issuedAt, PANE_BEARER_LIFE_MS);
  const subject = bearerSubject(user?.id ?? null, identity.key);
  const bearer = await bearers.sign({ ...integration, subject, issuedAt, expiresAt });
  logger.info('A pane got its bearer.', {
    integration: ref.integrationId,
    sign_in: ref.id,
    tie,
    correlation_id: deps.correlationId,
  });
  return { kind: 'signed-in', bearer, expiresAt, account: accountOf(identity), isUser: user !== null, tie };
}
