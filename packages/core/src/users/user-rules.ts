import { withAudit } from '../audit/audit-entry.ts';
import { ConflictError, NotAllowedError } from '../errors/vmrkit-error.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { Random } from '../runtime/random.ts';
import type { SignedInIdentity } from '../sign-in/sign-in-provider.ts';
import type { Instant } from '../time/instant.ts';
import { identityUserIds, sameUserId, type User, type UserId } from './user.ts';

/** When a change is made, and what names its audit entry. */
export interface UserChange {
  readonly now: Instant;
  readonly random: Random;
  /** The integration that the person signed in for. */
  readonly integrationId: IntegrationId;
}

/** The record of somebody who signed in for the first time. */
export function newUser(tenantId: TenantId, identity: SignedInIdentity, { now, ...by }: UserChange): User {
  return {
    tenantId,
    ...namesOf(identity),
    email: trustedEmail(identity),
    ids: identityUserIds(identity),
    createdBy: 'sign-in',
    createdAt: now,
    changedAt: now,
    audit: withAudit([], { at: now, ...by, action: 'user.created', actor: 'sign-in', details: {} }),
  };
}

/**
 * Whether a record that an operator made for an address waits for its person: nobody signed in with it yet, and it names
 * nobody in a directory. The first who signs in with that address, from a source that the organisation controls, gets it.
 */
export function awaitsPerson(user: User): boolean {
  return user.createdBy === 'operator' && user.ids.every(({ kind }) => kind === 'exchange');
}

/** The record after its person signed in; the same object where nothing is new. */
export function signedIn(user: User, identity: SignedInIdentity, { now, ...by }: UserChange): User {
  const wanted = identityUserIds(identity);
  const fresh = wanted.filter((id) => !user.ids.some((known) => sameUserId(known, id)));
  const email = trustedEmail(identity) ?? user.email;
  const names = { ...pickNames(user), ...known(namesOf(identity)) };
  const isRenamed = (Object.keys(names) as (keyof typeof names)[]).some((name) => names[name] !== user[name]);
  if (fresh.length === 0 && email === user.email && !isRenamed) return user;
  let { audit } = user;
  const told = { at: now, ...by, actor: 'sign-in' };
  for (const { kind } of fresh) {
    audit = withAudit(audit, { ...told, action: 'user.id-tied', details: { kind } });
  }
  if (email !== user.email) audit = withAudit(audit, { ...told, action: 'user.email-changed', details: {} });
  return { ...user, ...names, email, ids: [...user.ids, ...fresh], changedAt: now, audit };
}

/**
 * The record with an Exchange id; the same object where it has it. A second one is tied only to `confirmed`: throws
 * NotAllowedError `ERR_USER_ID_SECOND` otherwise. That another record holds it, only the claim on it can tell.
 */
export function withExchangeId(
  user: User,
  id: UserId,
  { confirmed, now, ...by }: UserChange & { readonly confirmed: boolean },
): User {
  if (user.ids.some((each) => sameUserId(each, id))) return user;
  const isSecond = user.ids.some(({ kind }) => kind === 'exchange');
  if (isSecond && !confirmed) {
    throw new NotAllowedError('This user has an Exchange id; one more needs the person’s consent.', {
      code: 'ERR_USER_ID_SECOND',
    });
  }
  const details = { kind: id.kind, order: isSecond ? 'second' : 'first' };
  const audit = withAudit(user.audit, { at: now, ...by, action: 'user.id-tied', actor: 'sign-in', details });
  return { ...user, ids: [...user.ids, id], changedAt: now, audit };
}

/** That a way in which a person is known belongs to another record. */
export function idTaken(): ConflictError {
  return new ConflictError('Another user of this tenant is known by this id.', { code: 'ERR_USER_ID_TAKEN' });
}

function trustedEmail({ email, isEmailTrusted }: SignedInIdentity): string | null {
  return isEmailTrusted ? email : null;
}

type Names = Pick<User, 'firstName' | 'lastName' | 'displayName'>;

function namesOf({ firstName, lastName, displayName }: SignedInIdentity): Names {
  return { firstName, lastName, displayName };
}

function pickNames({ firstName, lastName, displayName }: User): Names {
  return { firstName, lastName, displayName };
}

/** Those that a sign-in told; a provider that leaves one out does not take it away. */
function known(names: Names): Partial<Names> {
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name !== null));
}
