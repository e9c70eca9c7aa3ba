import { UnavailableError } from '@vmrkit/core';
import type { SqliteFile } from './sqlite-file.ts';

/**
 * What each version of the tables adds to the one before; never changed once released, only added to.
 *
 * `documents` holds every collection's documents as JSON text. `index_entries` holds, for each document and index,
 * its leading values (JSON text, compared for equality) and the value that orders (kept with its own type: numbers
 * by size, text by bytes, see `toOrderedText`). One order serves searches of a partition, the other those over all.
 * `term_entries` holds the same for indexes of terms, in which a document stands once under each of its terms.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE collections (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL UNIQUE
   ) STRICT;
   CREATE TABLE indexes (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     collection INTEGER NOT NULL REFERENCES collections (id),
     name TEXT NOT NULL,
     UNIQUE (collection, name)
   ) STRICT;
   CREATE TABLE documents (
     key INTEGER PRIMARY KEY,
     collection INTEGER NOT NULL REFERENCES collections (id),
     partition TEXT NOT NULL,
     id TEXT NOT NULL,
     revision TEXT NOT NULL,
     value TEXT NOT NULL,
     UNIQUE (collection, partition, id)
   ) STRICT;
   CREATE TABLE index_entries (
     document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
     index_id INTEGER NOT NULL,
     leading TEXT NOT NULL,
     last ANY NOT NULL,
     id TEXT NOT NULL,
     partition TEXT NOT NULL,
     PRIMARY KEY (document, index_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX index_entries_in_partition ON index_entries (index_id, partition, leading, last, id);
   CREATE INDEX index_entries_over_all ON index_entries (index_id, leading, last, id, partition);`,
  `CREATE TABLE term_entries (
     document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
     index_id INTEGER NOT NULL,
     leading TEXT NOT NULL,
     last ANY NOT NULL,
     id TEXT NOT NULL,
     partition TEXT NOT NULL,
     PRIMARY KEY (document, index_id, leading)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX term_entries_in_partition ON term_entries (index_id, partition, leading, last, id);
   CREATE INDEX term_entries_over_all ON term_entries (index_id, leading, last, id, partition);`,
];

/** Brings the tables of `file` to the newest version. Throws `ERR_STORE_VERSION` when they are newer than that. */
export function migrate(file: SqliteFile): void {
  file.transaction(() => {
    file.exec(
      'CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT',
    );
    const newest = file.get<{ version: number }>('SELECT max(version) AS version FROM schema_versions');
    const version = newest?.version ?? 0;
    if (version > MIGRATIONS.length) {
      throw new UnavailableError('A newer version of the kit wrote this database file.', {
        code: 'ERR_STORE_VERSION',
      });
    }
    for (const [at, migration] of MIGRATIONS.entries()) {
      if (at < version) continue;
      file.exec(migration);
      file.run("INSERT INTO schema_versions VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ'))", at + 1);
    }
  });
}
