import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { openStore } from '../collections/store.ts';
import { AdminSessions } from './admin-sessions.ts';
import { createAccount } from './administrators.ts';
import type { PasswordHasher } from './password-hasher.ts';

/** A password that is taken. */
export const PASSWORD = 'correct horse battery';
/** Who changes things in tests. */
export const by = { actor: 'operator', details: {} } as const;

/** Hashes nothing, and counts what it verified. */
class PlainHasher implements PasswordHasher {
  verified = 0;

  async hash(password: string): Promise<string> {
    return `plain:${password}`;
  }

  async verify(hash: string, password: string): Promise<boolean> {
    this.verified += 1;
    return hash === `plain:${password}`;
  }
}

/** Accounts over a store in memory. */
export function openAccounts() {
  const store = openStore(createWeakMemoryDatabase());
  const hasher = new PlainHasher();
  const deps = { store, clock: new FakeClock(), random: createSeededRandom(3), hasher };
  const sessions = new AdminSessions(deps);
  const create = (changes: Partial<Parameters<typeof createAccount>[0]> = {}) =>
    createAccount(
      {
        name: 'olga',
        email: null,
        role: 'operator',
        tenants: 'all',
        signIn: null,
        password: PASSWORD,
        by,
        ...changes,
      },
      deps,
    );
  return { deps, store, hasher, sessions, create };
}
