import type { Claim } from '../allocation/claim.ts';
import { type ClaimOwnerSide, raiseOwner, reviewClaims } from '../allocation/sweeper.ts';
import { writeClaimed } from '../allocation/write-claimed.ts';
import { withAudit } from '../audit/audit-entry.ts';
import { ConflictError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Random, uuidV4 } from '../runtime/random.ts';
import { DEPLOYMENT, type DocumentCollection, type Stored } from '../store/document-collection.ts';
import { loadOne, replaceOne } from '../store/document-steps.ts';
import { everyDocument } from '../store/every-document.ts';
import { isUser, type User, type UserEntry, type UserId, userIdClaim, userTombstone } from './user.ts';
import { idTaken } from './user-rules.ts';

const TRIES = 8;
const PAGE = 100;

/** Where users are kept. */
export interface UserStore {
  readonly claims: DocumentCollection<Claim, 'review'>;
  readonly users: DocumentCollection<UserEntry, 'tenant' | 'email' | 'forget'>;
}

/** What users' use cases work with. */
export interface UserDeps {
  readonly store: UserStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** The user with this id; null: there is none, or none any more. */
export async function findUser(
  { tenantId, userId }: { readonly tenantId: TenantId; readonly userId: string },
  { store }: Pick<UserDeps, 'store'>,
): Promise<Stored<User> | null> {
  const stored = await loadOne(store.users, { partition: tenantId, id: userId });
  return stored !== null && isUser(stored.value) ? { ...stored, value: stored.value } : null;
}

/**
 * The user who is known by any of these ids, by two point reads each. Rejects with ConflictError `ERR_USER_ID_TAKEN` where
 * they name two records.
 */
export async function findUserByIds(
  tenantId: TenantId,
  ids: readonly UserId[],
  { store }: Pick<UserDeps, 'store'>,
): Promise<Stored<User> | null> {
  const claims = await store.claims.load(
    DEPLOYMENT,
    ids.map((id) => userIdClaim(tenantId, id)),
  );
  const owners = [...new Set(claims.flatMap((claim) => (claim === null ? [] : [claim.value.owner.id])))];
  const entries = await store.users.load(tenantId, owners);
  const users = entries.flatMap((stored) =>
    stored !== null && isUser(stored.value) ? [{ ...stored, value: stored.value }] : [],
  );
  const found = users.filter(({ value }) =>
    ids.some((id) => value.ids.some((each) => userIdClaim(tenantId, each) === userIdClaim(tenantId, id))),
  );
  if (found.length > 1) throw idTaken();
  return found[0] ?? null;
}

/** The users of a tenant with this address, compared without regard to case, the oldest first; a hundred at most. */
export async function findUsersByEmail(
  { tenantId, email }: { readonly tenantId: TenantId; readonly email: string },
  { store }: Pick<UserDeps, 'store'>,
): Promise<readonly Stored<User>[]> {
  const query = { index: 'email', equals: [email.toLowerCase()], limit: PAGE } as const;
  return usersOf((await store.users.find(tenantId, query)).items);
}

/** The users of a tenant, by address. */
export async function listUsers(
  tenantId: TenantId,
  { store }: Pick<UserDeps, 'store'>,
): Promise<readonly Stored<User>[]> {
  const found: Stored<User>[] = [];
  for await (const entry of everyDocument(store.users, tenantId, { index: 'tenant', equals: [] }))
    found.push(...usersOf([entry]));
  return found;
}

function usersOf(entries: readonly Stored<UserEntry>[]): readonly Stored<User>[] {
  return entries.flatMap(({ id, revision, value }) => (isUser(value) ? [{ id, revision, value }] : []));
}

/** What became of {@link writeUser}. */
export type UserWrite =
  | 'written'
  /** One of its ids is another record's. */
  | 'taken'
  /** Somebody else wrote it meanwhile, or a write of another record with one of its ids was cut short: read again. */
  | 'contended';

/** Writes a user's record under claims on its ids: a new one, or over the state that was seen. */
export async function writeUser(
  { id, value, seen }: { readonly id: string; readonly value: User; readonly seen: Stored<User> | null },
  { store, clock }: Pick<UserDeps, 'store' | 'clock'>,
): Promise<UserWrite> {
  const { tenantId } = value;
  const owner = userOwner(store, clock);
  const claims = value.ids.map((each) => userIdClaim(tenantId, each));
  const deps = { claims: store.claims, collection: store.users, kind: 'user', owner, clock } as const;
  const result = await writeClaimed<UserEntry>({ id, value, seen, claims }, deps);
  if (result.kind !== 'conflict') return result.kind;
  const holder = await findUser({ tenantId, userId: result.holder.owner.id }, { store });
  if (holder?.value.ids.some((each) => userIdClaim(tenantId, each) === result.id)) return 'taken';
  await reviewClaims(store.claims, { ids: [result.id], now: clock.now(), owner });
  return 'contended';
}

/**
 * Changes a user, again from the start when another write came between; null: there is none. `change` returns the same
 * object to leave it as it is. Rejects as `change` does, and with ConflictError `ERR_USER_ID_TAKEN` where one of its ids is
 * another record's.
 */
export async function changeUser(
  ref: { readonly tenantId: TenantId; readonly userId: string },
  change: (user: User) => User,
  deps: Pick<UserDeps, 'store' | 'clock'>,
): Promise<User | null> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await findUser(ref, deps);
    if (seen === null) return null;
    const value = change(seen.value);
    if (value === seen.value) return value;
    const write = await writeUser({ id: ref.userId, value, seen }, deps);
    if (write === 'written') return value;
    if (write === 'taken') throw idTaken();
  }
  throw contended();
}

/**
 * Deletes a user: from then on nobody is known by the record's ids, and a bearer that names it is no longer good. The same
 * person may get a new record, with a new id. `may` throws to keep this very state. False: there is none.
 */
export async function deleteUser(
  ref: {
    readonly tenantId: TenantId;
    readonly userId: string;
    readonly actor: string;
    may?(user: User): void;
  },
  { store, clock, random }: UserDeps,
): Promise<boolean> {
  const { tenantId, userId, actor } = ref;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await findUser(ref, { store });
    if (seen === null) return false;
    ref.may?.(seen.value);
    const now = clock.now();
    const told = { at: now, random, action: 'user.deleted', actor, details: {} };
    const value = userTombstone(tenantId, { now, audit: withAudit(seen.value.audit, told) });
    const write = { partition: tenantId, id: userId, revision: seen.revision, value };
    if (!(await replaceOne(store.users, write))) continue;
    const ids = seen.value.ids.map((each) => userIdClaim(tenantId, each));
    await reviewClaims(store.claims, { ids, now, owner: userOwner(store, clock) });
    return true;
  }
  throw contended();
}

/** How the sweeper asks a user whether it uses a claim. */
export function userOwner({ users }: Pick<UserStore, 'users'>, clock: Pick<Clock, 'now'>): ClaimOwnerSide {
  return {
    raise: ({ id, value: { tenantId, owner } }) =>
      raiseOwner(users, {
        partition: tenantId,
        id: owner.id,
        uses: (entry) => isUser(entry) && entry.ids.some((each) => userIdClaim(tenantId, each) === id),
        tombstone: userTombstone(tenantId, { now: clock.now() }),
      }),
  };
}

/** An id for a record that is about to be written. */
export function drawUserId(random: Random): string {
  return uuidV4(random);
}

/** That others keep writing. */
export function contended(): ConflictError {
  return new ConflictError('Others keep writing this user.', { code: 'ERR_USER_CONTENDED' });
}
