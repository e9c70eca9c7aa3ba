import { NotAuthenticatedError, ThrottledError } from '../errors/vmrkit-error.ts';
import type { Random } from '../runtime/random.ts';
import { DEPLOYMENT, type DocumentCollection } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { updateDocument } from '../store/update-document.ts';
import type { Instant } from '../time/instant.ts';
import type { AccountPerson } from './account.ts';
import {
  changeAccount,
  findAccount,
  findAccountByName,
  findAccountBySignIn,
  type KnownAccount,
} from './account-records.ts';
import { type AdminSession, beginSession, judgeSession, secretId, sessionEnd } from './admin-session.ts';
import { type AdministratorsDeps, unlockName } from './administrators.ts';
import { attemptsId, isLocked, type SignInAttempts, withTry } from './sign-in-attempts.ts';

const TRIES = 32;

/** What sessions are kept with. */
export interface AdminSessionsDeps extends AdministratorsDeps {
  readonly store: AdministratorsDeps['store'] & {
    readonly adminSessions: DocumentCollection<AdminSession, 'due'>;
  };
}

/** What somebody types to sign in. */
export interface NameAndPassword {
  readonly name: string;
  readonly password: string;
}

/** Somebody who signed in. */
export interface SignedInAdministrator {
  readonly account: KnownAccount;
  readonly endsAt: Instant;
}

/** Somebody who signed in just now. */
export interface BegunAdminSession extends SignedInAdministrator {
  /** Secret of the session; given once. */
  readonly secret: string;
}

/** The sessions of administrators. Secrets are kept as hashes alone. */
export class AdminSessions {
  readonly #deps: AdminSessionsDeps;
  #strangerHash: Promise<string> | null = null;

  constructor(deps: AdminSessionsDeps) {
    this.#deps = deps;
  }

  /**
   * Signs somebody in by name and password. Rejects with NotAuthenticatedError `ERR_ADMIN_SIGN_IN` for an unknown name as
   * for a wrong password, after the same work, and with ThrottledError `ERR_ADMIN_LOCKED` for 15 minutes after the tenth
   * failure with one name, whether there is such an account or not.
   */
  async signIn(typed: NameAndPassword): Promise<BegunAdminSession> {
    const account = await this.check(typed);
    return this.begin(account.id);
  }

  /** Whose name and password these are. Rejects as {@link AdminSessions.signIn} does. */
  async check({ name: typed, password }: NameAndPassword): Promise<KnownAccount> {
    const { hasher } = this.#deps;
    const name = typed.trim().toLowerCase();
    await this.#countTry(name);
    const account = await findAccountByName(name, this.#deps);
    const hash = account?.value.passwordHash ?? (await this.#hashOfNobody());
    const isRight = await hasher.verify(hash, password);
    if (account === null || account.value.passwordHash === null || !isRight) {
      throw new NotAuthenticatedError('There is no account with this name and password.', {
        code: 'ERR_ADMIN_SIGN_IN',
      });
    }
    await unlockName(name, this.#deps);
    return account;
  }

  /**
   * Signs in who signed in at an identity provider of the operator's. Rejects with NotAuthenticatedError
   * `ERR_ADMIN_SIGN_IN_UNKNOWN` where no account is that person's.
   */
  async signInBy(person: AccountPerson): Promise<BegunAdminSession> {
    const account = await findAccountBySignIn(person, this.#deps);
    if (account !== null) return this.begin(account.id);
    throw new NotAuthenticatedError('No account belongs to this person.', {
      code: 'ERR_ADMIN_SIGN_IN_UNKNOWN',
    });
  }

  /** Begins a session of an account that proved itself. */
  async begin(accountId: string): Promise<BegunAdminSession> {
    const { store, clock, random } = this.#deps;
    const now = clock.now();
    const account = await changeAccount(accountId, (each) => ({ ...each, lastSignedInAt: now }), this.#deps);
    if (account === null) throw signedOut();
    const secret = secretText(random);
    const value = beginSession({ id: account.id, account: account.value }, now);
    await insertOne(store.adminSessions, { partition: DEPLOYMENT, id: secretId(secret), value });
    return { account, secret, endsAt: sessionEnd(value) };
  }

  /** Whose session it is. Rejects with NotAuthenticatedError `ERR_ADMIN_SIGNED_OUT` where it is over. */
  async find(secret: string): Promise<SignedInAdministrator> {
    const { store, clock } = this.#deps;
    const place = { partition: DEPLOYMENT, id: secretId(secret) };
    const session = await loadOne(store.adminSessions, place);
    if (session === null) throw signedOut();
    const now = clock.now();
    const account = await findAccount(session.value.accountId, this.#deps);
    const verdict = judgeSession(session.value, account?.value ?? null, now);
    if (account === null || verdict === 'over') throw signedOut();
    if (verdict === 'good') return { account, endsAt: sessionEnd(session.value) };
    const value = { ...session.value, seenAt: now };
    // Another request of the session may have noted it first, which is as good.
    await replaceOne(store.adminSessions, { ...place, revision: session.revision, value });
    return { account, endsAt: sessionEnd(value) };
  }

  /** Ends a session. */
  async end(secret: string): Promise<void> {
    const { adminSessions } = this.#deps.store;
    const id = secretId(secret);
    const session = await loadOne(adminSessions, { partition: DEPLOYMENT, id });
    if (session === null) return;
    await adminSessions.commit(DEPLOYMENT, [{ op: 'remove', id, revision: session.revision }]);
  }

  /** Until when each of these names is locked; null: it is not. */
  async lockedUntil(names: readonly string[]): Promise<readonly (Instant | null)[]> {
    const { store, clock } = this.#deps;
    const found = await store.signInAttempts.load(DEPLOYMENT, names.map(attemptsId));
    return found.map((each) =>
      isLocked(each?.value ?? null, clock.now()) ? (each?.value.lockedUntil ?? null) : null,
    );
  }

  /** Counts a try before it is made, so that many at once find the lock too. */
  async #countTry(name: string): Promise<void> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const { stored, written } = await updateDocument<SignInAttempts>(
      store.signInAttempts,
      { partition: DEPLOYMENT, id: attemptsId(name) },
      (before) => withTry(before, now),
      { tries: TRIES, what: 'name', code: 'ERR_ACCOUNT_CONTENDED' },
    );
    if (written) return;
    const retryAfterMs = Math.max(1_000, (stored?.value.lockedUntil ?? now) - now);
    throw new ThrottledError('Too many tries with this name.', { code: 'ERR_ADMIN_LOCKED', retryAfterMs });
  }

  #hashOfNobody(): Promise<string> {
    const { hasher, random } = this.#deps;
    this.#strangerHash ??= hasher.hash(secretText(random));
    return this.#strangerHash;
  }
}

/** A secret of 256 bits. */
export function secretText(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}

/** That nobody is signed in, or no longer. */
function signedOut(): NotAuthenticatedError {
  return new NotAuthenticatedError('Nobody is signed in.', { code: 'ERR_ADMIN_SIGNED_OUT' });
}
