import type { Collection, Db } from 'mongodb';
import type { StoredDocument } from './stored-document.ts';

/** How long a write waits for the majority before the server gives up waiting, in milliseconds. */
const MAJORITY_MS = 10_000;

/**
 * A collection whose writes wait for the majority and its journal, and whose reads go to the primary and see what the
 * majority has, whatever the connection string asks for: a compare-and-set on less could be undone.
 */
export function durableCollection(db: Db, name: string): Collection<StoredDocument> {
  return db.collection<StoredDocument>(name, {
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: MAJORITY_MS },
  });
}
