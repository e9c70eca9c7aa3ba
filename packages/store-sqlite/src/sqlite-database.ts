import {
  type CollectionShape,
  type DocumentCollection,
  type DocumentDatabase,
  UnavailableError,
} from '@vmrkit/core';
import { backUp } from './backup.ts';
import { bundledDriver } from './bundled-driver.ts';
import { CommitQueue } from './commit-queue.ts';
import { IndexCatalogue } from './index-catalogue.ts';
import { SqliteCollection } from './sqlite-collection.ts';
import { contentsPage, heldCollections } from './sqlite-contents.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { SqliteFile } from './sqlite-file.ts';

/** Which file to open, and through what. */
export interface SqliteDatabaseOptions {
  /** Path of the database file; made, with its directory, when missing. SQLite keeps two more files beside it. */
  readonly file: string;
  /** Default: {@link bundledDriver}. */
  readonly driver?: SqliteDriver;
  /** Keeps all other processes out while it is open; refused while another one has it open. Default: false. */
  readonly alone?: boolean;
}

/** The embedded store: one file, one process that serves from it; command-line runs may open it beside. */
export interface SqliteDatabase extends DocumentDatabase {
  /**
   * Copies the database, as committed now, to a new file (0600), which opens like the original. Rejects with
   * ConflictError `ERR_STORE_BACKUP_EXISTS` rather than overwrite. Nothing else is answered while it copies.
   */
  backup(file: string): Promise<void>;
}

/**
 * Opens the database in `file`. Rejects with UnavailableError: `ERR_STORE_UNAVAILABLE` when it cannot be opened or
 * is no database, `ERR_STORE_VERSION` when a newer version of the kit wrote it, `ERR_STORE_DRIVER` when this
 * Node.js lacks the driver; with `alone` also with ConflictError `ERR_STORE_IN_USE`.
 *
 * @example
 * ```ts
 * const database = await createSqliteDatabase({ file: '/var/lib/vmrkit/store.db' });
 * ```
 */
export async function createSqliteDatabase({
  file,
  driver = bundledDriver,
  alone = false,
}: SqliteDatabaseOptions): Promise<SqliteDatabase> {
  const opened = await SqliteFile.open(file, { driver, alone });
  const queue = new CommitQueue(opened);
  const catalogue = new IndexCatalogue(opened);
  let open = true;
  const whileOpen = <Result>(work: () => Promise<Result>): Promise<Result> =>
    open
      ? work()
      : Promise.reject(new UnavailableError('The database is closed.', { code: 'ERR_STORE_UNAVAILABLE' }));
  return {
    collection<T, Index extends string>(shape: CollectionShape<T, Index>): DocumentCollection<T, Index> {
      const collection = new SqliteCollection(shape, { file: opened, queue, catalogue });
      return {
        load: (partition, ids) => whileOpen(() => collection.load(partition, ids)),
        commit: (partition, changes) => whileOpen(() => collection.commit(partition, changes)),
        find: (partition, query) => whileOpen(() => collection.find(partition, query)),
      };
    },
    contents: {
      collections: () => whileOpen(async () => heldCollections(opened)),
      page: (shape, query) => whileOpen(async () => contentsPage(opened, shape, query)),
    },
    ping: () =>
      whileOpen(async () => {
        opened.get('SELECT 1');
      }),
    backup: (target) =>
      whileOpen(async () => {
        queue.flush();
        return backUp(opened, target);
      }),
    close: async () => {
      if (!open) return;
      open = false;
      queue.flush();
      opened.close();
    },
  };
}
