import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentDatabaseContract, type OpenedDatabase } from '@vmrkit/testing';
import { describe, it } from 'vitest';
import { bundledDriver } from './bundled-driver.ts';
import { hasNodeDriver, nodeDriver } from './node-driver.ts';
import { createSqliteDatabase } from './sqlite-database.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

async function openWith(driver: SqliteDriver): Promise<OpenedDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'vmrkit-sqlite-'));
  const file = join(directory, 'store.db');
  const database = await createSqliteDatabase({ file, driver });
  let current = database;
  return {
    database,
    reopen: async () => {
      await current.close();
      current = await createSqliteDatabase({ file, driver });
      return current;
    },
    dispose: () => rm(directory, { recursive: true }),
  };
}

documentDatabaseContract('SQLite, bundled driver', () => openWith(bundledDriver));

if (hasNodeDriver()) {
  documentDatabaseContract('SQLite, driver of Node.js', () => openWith(nodeDriver));
} else {
  describe('document database: SQLite, driver of Node.js', () => {
    it('keeps the contract', (context) => {
      const reason = `Node.js ${process.versions.node} has no SQLite of its own (22.13 and later have)`;
      process.stdout.write(`skipped: ${reason}\n`);
      context.skip(reason);
    });
  });
}
