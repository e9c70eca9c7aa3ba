import type { Claim } from '../allocation/claim.ts';
import { type ClaimOwnerSide, raiseOwner, reviewClaims } from '../allocation/sweeper.ts';
import { writeClaimed } from '../allocation/write-claimed.ts';
import { withAudit } from '../audit/audit-entry.ts';
import { ConflictError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { DEPLOYMENT, type DocumentCollection, type Page, type Stored } from '../store/document-collection.ts';
import { loadOne, replaceOne } from '../store/document-steps.ts';
import { everyDocument } from '../store/every-document.ts';
import {
  type Account,
  type AccountEntry,
  type AccountPerson,
  accountClaims,
  accountNameClaim,
  accountSignInClaim,
  accountTombstone,
  isAccount,
} from './account.ts';
import type { AuditedBy } from './account-rules.ts';

const TRIES = 8;

/** Where accounts are kept. */
export interface AccountStore {
  readonly claims: DocumentCollection<Claim, 'review'>;
  readonly accounts: DocumentCollection<AccountEntry, 'name' | 'forget'>;
}

/** What the use cases of accounts work with. */
export interface AccountDeps {
  readonly store: AccountStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** An account and its id. */
export type KnownAccount = Pick<Stored<Account>, 'id' | 'value'>;

/** The account with this id; null: there is none, or none any more. */
export async function findAccount(
  id: string,
  { store }: Pick<AccountDeps, 'store'>,
): Promise<Stored<Account> | null> {
  return asAccount(await loadOne(store.accounts, { partition: DEPLOYMENT, id }));
}

/** The account with this name, by two point reads. */
export async function findAccountByName(
  name: string,
  deps: Pick<AccountDeps, 'store'>,
): Promise<Stored<Account> | null> {
  const found = await findByClaim(accountNameClaim(name), deps);
  return found?.value.name === name ? found : null;
}

/** The account whose person this is, by two point reads. */
export async function findAccountBySignIn(
  signIn: AccountPerson,
  deps: Pick<AccountDeps, 'store'>,
): Promise<Stored<Account> | null> {
  const found = await findByClaim(accountSignInClaim(signIn), deps);
  const own = found?.value.signIn ?? null;
  return own !== null && own.provider === signIn.provider && own.key === signIn.key ? found : null;
}

async function findByClaim(
  claimId: string,
  { store }: Pick<AccountDeps, 'store'>,
): Promise<Stored<Account> | null> {
  const claim = await loadOne(store.claims, { partition: DEPLOYMENT, id: claimId });
  return claim === null ? null : findAccount(claim.value.owner.id, { store });
}

/** A page of accounts, by name. */
export async function listAccounts(
  { limit, after }: { readonly limit: number; readonly after: string | null },
  { store }: Pick<AccountDeps, 'store'>,
): Promise<{ readonly items: readonly Stored<Account>[]; readonly next: string | null }> {
  const from = after === null ? {} : { after };
  const query = { index: 'name', equals: [], limit, ...from } as const;
  const page: Page<AccountEntry> = await store.accounts.find(DEPLOYMENT, query);
  return { items: page.items.map(asAccount).filter((each) => each !== null), next: page.next };
}

/** How many accounts there are, and how many of them are operators'. */
export async function countAccounts({
  store,
}: Pick<AccountDeps, 'store'>): Promise<{ readonly all: number; readonly operators: number }> {
  let [all, operators] = [0, 0];
  for await (const { value } of everyDocument(store.accounts, DEPLOYMENT, { index: 'name', equals: [] })) {
    if (!isAccount(value)) continue;
    all += 1;
    if (value.role === 'operator') operators += 1;
  }
  return { all, operators };
}

/** Which of an account's claims is another one's: that on its name, on its person, or on being the first. */
export type AccountWrite = 'written' | 'contended' | { readonly taken: 'name' | 'sign-in' | 'first' };

/** Writes an account under its claims: a new one, or over the state that was seen. */
export async function writeAccount(
  {
    id,
    value,
    seen,
  }: { readonly id: string; readonly value: Account; readonly seen: Stored<Account> | null },
  { store, clock }: Pick<AccountDeps, 'store' | 'clock'>,
): Promise<AccountWrite> {
  const owner = accountOwner(store, clock);
  const claims = accountClaims(value);
  const deps = { claims: store.claims, collection: store.accounts, kind: 'account', owner, clock } as const;
  const result = await writeClaimed<AccountEntry>({ id, value, seen, claims }, deps);
  if (result.kind === 'written') {
    const left = seen === null ? [] : accountClaims(seen.value).filter((each) => !claims.includes(each));
    await reviewClaims(store.claims, { ids: left, now: clock.now(), owner });
    return 'written';
  }
  if (result.kind === 'contended') return 'contended';
  const holder = await findAccount(result.holder.owner.id, { store });
  if (holder !== null && accountClaims(holder.value).includes(result.id)) {
    return { taken: takenBy(result.id, value) };
  }
  await reviewClaims(store.claims, { ids: [result.id], now: clock.now(), owner });
  return 'contended';
}

/**
 * Changes an account, again from the start when another write came between; null: there is none. `change` returns the
 * same object to leave it as it is. Rejects as `change` does, with ConflictError `ERR_ACCOUNT_TAKEN` where another account
 * has its person, and `ERR_ACCOUNT_CONTENDED`.
 */
export async function changeAccount(
  id: string,
  change: (account: Account) => Account | Promise<Account>,
  deps: Pick<AccountDeps, 'store' | 'clock'>,
): Promise<KnownAccount | null> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await findAccount(id, deps);
    if (seen === null) return null;
    const value = await change(seen.value);
    if (value === seen.value) return seen;
    const write = await writeAccount({ id, value, seen }, deps);
    if (write === 'written') return { id, value };
    if (write !== 'contended') throw accountTaken(write.taken);
  }
  throw contended();
}

/** Deletes an account; its sessions and tokens are over with it. `may` throws to keep it. False: there is none. */
export async function deleteAccount(
  { id, by, may }: { readonly id: string; readonly by: AuditedBy; may(account: Account): void },
  { store, clock, random }: AccountDeps,
): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await findAccount(id, { store });
    if (seen === null) return false;
    may(seen.value);
    const now = clock.now();
    const details = { ...by.details, account: seen.value.name };
    const told = { at: now, random, action: 'account.deleted', actor: by.actor, details };
    const value = accountTombstone(now, withAudit(seen.value.audit, told));
    if (!(await replaceOne(store.accounts, { partition: DEPLOYMENT, id, revision: seen.revision, value })))
      continue;
    const ids = accountClaims(seen.value);
    await reviewClaims(store.claims, { ids, now, owner: accountOwner(store, clock) });
    return true;
  }
  throw contended();
}

/** How the sweeper asks an account whether it uses a claim. */
export function accountOwner(
  { accounts }: Pick<AccountStore, 'accounts'>,
  clock: Pick<Clock, 'now'>,
): ClaimOwnerSide {
  return {
    raise: ({ id, value: { owner } }) =>
      raiseOwner(accounts, {
        partition: DEPLOYMENT,
        id: owner.id,
        uses: (entry) => isAccount(entry) && accountClaims(entry).includes(id),
        tombstone: accountTombstone(clock.now()),
      }),
  };
}

/** That an account cannot have what is another's. */
export function accountTaken(what: 'name' | 'sign-in' | 'first'): ConflictError {
  if (what === 'first') {
    return new ConflictError('The first administrator was made already.', {
      code: 'ERR_ADMIN_FIRST_TAKEN',
    });
  }
  const message =
    what === 'name' ? 'Another account has this name.' : 'Another account has this person at the provider.';
  const path = [what === 'name' ? 'name' : 'sign_in'];
  return new ConflictError(message, {
    code: 'ERR_ACCOUNT_TAKEN',
    issues: [{ path, code: 'taken', message }],
  });
}

function takenBy(claimId: string, { name, signIn }: Account): 'name' | 'sign-in' | 'first' {
  if (claimId === accountNameClaim(name)) return 'name';
  return signIn !== null && claimId === accountSignInClaim(signIn) ? 'sign-in' : 'first';
}

function asAccount(stored: Stored<AccountEntry> | null): Stored<Account> | null {
  return stored !== null && isAccount(stored.value) ? { ...stored, value: stored.value } : null;
}

function contended(): ConflictError {
  return new ConflictError('Others keep writing this account.', { code: 'ERR_ACCOUNT_CONTENDED' });
}
