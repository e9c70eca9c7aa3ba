import { type ContractCheck, registerChecks, type WithSubject } from '../contract-check.ts';
import { commitClauses } from './contract/commit-clauses.ts';
import { contentsClauses } from './contract/contents-clauses.ts';
import { findClauses } from './contract/find-clauses.ts';
import { hostileClauses } from './contract/hostile-clauses.ts';
import { lifeClauses } from './contract/life-clauses.ts';
import type { OpenedDatabase } from './contract/opened-database.ts';
import { pagingClauses } from './contract/paging-clauses.ts';
import { raceClauses } from './contract/race-clauses.ts';
import { versionClauses } from './contract/version-clauses.ts';

/** Everything that a `DocumentDatabase` must do. */
const documentDatabaseChecks: readonly ContractCheck<OpenedDatabase>[] = [
  ...commitClauses,
  ...raceClauses,
  ...findClauses,
  ...pagingClauses,
  ...hostileClauses,
  ...lifeClauses,
  ...versionClauses,
  ...contentsClauses,
];

/**
 * The contract of `DocumentDatabase`, sentence by sentence. Call it in a test file of each store; `open` is called
 * before each test and gives an empty database.
 *
 * @example
 * ```ts
 * documentDatabaseContract('sqlite', async () => ({ database: createSqliteDatabase({ file }) }));
 * ```
 */
export function documentDatabaseContract(name: string, open: () => Promise<OpenedDatabase>): void {
  registerChecks(`document database: ${name}`, documentDatabaseChecks, {
    withSubject: withDatabase(open),
    timeoutMs: 60_000,
  });
}

/** Opens a database for each check, and closes whichever connection is open in the end. */
export function withDatabase(open: () => Promise<OpenedDatabase>): WithSubject<OpenedDatabase> {
  return async (act) => {
    const fresh = await open();
    const { reopen } = fresh;
    let current = fresh.database;
    const reopening = reopen && {
      reopen: async () => {
        current = await reopen();
        return current;
      },
    };
    try {
      await act({ ...fresh, ...reopening });
    } finally {
      await current.close();
      await fresh.dispose?.();
    }
  };
}
