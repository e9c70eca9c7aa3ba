import { afterEach, beforeEach, describe } from 'vitest';
import { commitClauses } from './contract/commit-clauses.ts';
import { findClauses } from './contract/find-clauses.ts';
import { hostileClauses } from './contract/hostile-clauses.ts';
import { lifeClauses } from './contract/life-clauses.ts';
import type { OpenedDatabase } from './contract/opened-database.ts';
import { pagingClauses } from './contract/paging-clauses.ts';
import { raceClauses } from './contract/race-clauses.ts';
import { versionClauses } from './contract/version-clauses.ts';

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
  describe(`document database: ${name}`, { timeout: 60_000 }, () => {
    let opened: OpenedDatabase | undefined;
    let current: OpenedDatabase['database'] | undefined;

    beforeEach(async () => {
      const fresh = await open();
      const { reopen } = fresh;
      current = fresh.database;
      opened =
        reopen === undefined
          ? fresh
          : {
              ...fresh,
              reopen: async () => {
                current = await reopen();
                return current;
              },
            };
    });

    afterEach(async () => {
      await current?.close();
      await opened?.dispose?.();
    });

    const atHand = (): OpenedDatabase => {
      if (opened === undefined) throw new Error('The database is opened before each test only.');
      return opened;
    };
    commitClauses(atHand);
    raceClauses(atHand);
    findClauses(atHand);
    pagingClauses(atHand);
    hostileClauses(atHand);
    lifeClauses(atHand);
    versionClauses(atHand);
  });
}
