import { holdClaims, releaseClaims } from '../allocation/hold-claims.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors/vmrkit-error.ts';
import { uuidV4 } from '../runtime/random.ts';
import { DEPLOYMENT, type DocumentCollection } from '../store/document-collection.ts';
import { MINUTE_MS, shift } from '../time/instant.ts';
import type { Account } from './account.ts';
import {
  type AccountDeps,
  accountTaken,
  changeAccount,
  countAccounts,
  deleteAccount,
  findAccount,
  type KnownAccount,
  writeAccount,
} from './account-records.ts';
import {
  type AccountChange,
  type AccountInput,
  type AuditedBy,
  changedAccount,
  newAccount,
} from './account-rules.ts';
import { type PasswordHasher, passwordFault } from './password-hasher.ts';
import { attemptsId, type SignInAttempts } from './sign-in-attempts.ts';

const TRIES = 8;
/** Held by the account that is about to be no operator any more. */
const OPERATORS_CLAIM = 'account-operators';

/** What administrators are managed with. */
export interface AdministratorsDeps extends AccountDeps {
  readonly store: AccountDeps['store'] & {
    readonly signInAttempts: DocumentCollection<SignInAttempts, 'forget'>;
  };
  readonly hasher: PasswordHasher;
}

/** An account to be made. */
export interface AccountCreation extends AccountInput {
  /** Null: it signs in through an identity provider alone. */
  readonly password: string | null;
  readonly by: AuditedBy;
  /** Whether it is to be the only one: refused where there is any account. */
  readonly isFirst?: boolean;
}

/** A change of an account. */
export interface AccountEdit extends Omit<AccountChange, 'passwordHash'> {
  readonly password?: string;
  readonly by: AuditedBy;
  /** Throws to refuse the change of this very state. */
  may(account: Account): void;
}

/**
 * Makes an account. Rejects with InvalidInputError `ERR_ACCOUNT_INVALID` or `ERR_ACCOUNT_PASSWORD`, ConflictError
 * `ERR_ACCOUNT_TAKEN` where another has its name or person, and `ERR_ADMIN_FIRST_TAKEN` for a first one that is none.
 */
export async function createAccount(
  { password, by, isFirst = false, ...input }: AccountCreation,
  deps: AdministratorsDeps,
): Promise<KnownAccount> {
  if (isFirst && (await countAccounts(deps)).all > 0) throw accountTaken('first');
  if (password === null && input.signIn === null) {
    throw passwordRefused('Give a password, or who signs in through a provider.');
  }
  const passwordHash = password === null ? null : await hashOf(password, { name: input.name, deps });
  const { clock, random } = deps;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const value = newAccount({ ...input, passwordHash, isFirst }, { now: clock.now(), random, by });
    const id = uuidV4(random);
    const write = await writeAccount({ id, value, seen: null }, deps);
    if (write === 'written') return { id, value };
    if (write !== 'contended') throw accountTaken(write.taken);
  }
  throw new ConflictError('Others keep writing this account.', { code: 'ERR_ACCOUNT_CONTENDED' });
}

/**
 * Changes an account; null: there is none. A new password, role or tenant ends its sessions, and a new password what
 * locks its name. Rejects as {@link createAccount} does, as `may` does, and with ConflictError `ERR_ACCOUNT_LAST_OPERATOR`.
 */
export async function editAccount(
  id: string,
  { password, by, may, ...change }: AccountEdit,
  deps: AdministratorsDeps,
): Promise<KnownAccount | null> {
  const { clock, random } = deps;
  const apply = () =>
    changeAccount(
      id,
      async (account) => {
        may(account);
        const hash =
          password === undefined
            ? {}
            : { passwordHash: await hashOf(password, { name: account.name, deps }) };
        return changedAccount(account, { ...change, ...hash }, { now: clock.now(), random, by });
      },
      deps,
    );
  const isLessened = change.role === 'tenant-administrator';
  const changed = await (isLessened ? keepingAnOperator(id, { deps, act: apply }) : apply());
  if (changed !== null && password !== undefined) await unlockName(changed.value.name, deps);
  return changed;
}

/** Deletes an account; see {@link editAccount}. Rejects with NotFoundError `ERR_ACCOUNT_NOT_FOUND`. */
export async function removeAccount(
  id: string,
  { by, may }: Pick<AccountEdit, 'by' | 'may'>,
  deps: AdministratorsDeps,
): Promise<void> {
  const act = () => deleteAccount({ id, by, may }, deps);
  if (!(await keepingAnOperator(id, { deps, act }))) throw noAccount();
}

/** Lets a name be tried again at once. */
export async function unlockName(name: string, { store }: Pick<AdministratorsDeps, 'store'>): Promise<void> {
  const id = attemptsId(name);
  const [stored] = await store.signInAttempts.load(DEPLOYMENT, [id]);
  if (!stored) return;
  await store.signInAttempts.commit(DEPLOYMENT, [{ op: 'remove', id, revision: stored.revision }]);
}

/** That there is no such account. */
export function noAccount(): NotFoundError {
  return new NotFoundError('There is no such account.', { code: 'ERR_ACCOUNT_NOT_FOUND' });
}

/**
 * Does what leaves one operator less, unless it is the last. One at a time, under a claim: two operators that remove each
 * other at once would both count two. What a crash leaves of the claim is cleared by the sweeper.
 */
async function keepingAnOperator<T>(
  id: string,
  { deps, act }: { readonly deps: AdministratorsDeps; act(): Promise<T> },
): Promise<T> {
  const { store, clock } = deps;
  const account = await findAccount(id, deps);
  if (account?.value.role !== 'operator') return act();
  const owner = { kind: 'account', id } as const;
  const reviewAt = shift(clock.now(), MINUTE_MS);
  const claim = { tenantId: DEPLOYMENT, owner, meetingKey: null, reviewAt };
  const held = await holdClaims(store.claims, [{ id: OPERATORS_CLAIM, claim }]);
  if (held.kind === 'conflict') {
    const message = 'Another operator is being removed: try again in a moment.';
    throw new ConflictError(message, { code: 'ERR_ACCOUNT_CONTENDED' });
  }
  try {
    if ((await countAccounts(deps)).operators > 1) return await act();
    throw new ConflictError('This is the last operator.', { code: 'ERR_ACCOUNT_LAST_OPERATOR' });
  } finally {
    await releaseClaims(store.claims, { owner, ids: [OPERATORS_CLAIM] });
  }
}

async function hashOf(
  password: string,
  { name, deps }: { readonly name: string; readonly deps: Pick<AdministratorsDeps, 'hasher'> },
): Promise<string> {
  const fault = passwordFault(password, { name });
  if (fault !== null) throw passwordRefused(fault);
  return deps.hasher.hash(password);
}

function passwordRefused(message: string): InvalidInputError {
  return new InvalidInputError(message, {
    code: 'ERR_ACCOUNT_PASSWORD',
    issues: [{ path: ['password'], code: 'invalid_value', message }],
  });
}
