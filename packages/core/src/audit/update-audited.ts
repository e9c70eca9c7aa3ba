import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { DocumentCollection, Stored } from '../store/document-collection.ts';
import type { DocumentRef } from '../store/document-steps.ts';
import { updateDocument } from '../store/update-document.ts';
import { type AuditEntry, type AuditNote, withAudit } from './audit-entry.ts';

const TRIES = 8;

/** A document whose changes by people are counted and audited. */
export interface AuditedDocument {
  readonly version: number;
  readonly audit: readonly AuditEntry[];
}

/** A document as people changed it, and what the audit is told. */
export type AuditedChange<T> = T & { readonly note: Pick<AuditNote, 'action' | 'changes'> };

/** What {@link updateAudited} works with. */
export interface AuditedUpdate<Entry, T extends Entry> {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  /** Whether an entry is the document, and not what is left of one. */
  is(entry: Entry): entry is T;
  /** Throws where the document is in another state than the one that the caller saw. */
  may(value: T): void;
  readonly by: Pick<AuditNote, 'actor' | 'details'>;
  /** For the message and the code of the ConflictError, as `updateDocument` has them. */
  readonly what: string;
  readonly code: `ERR_${string}`;
}

/**
 * Changes a document in the name of a person, with its audit entry in the same write; `change` gives null to leave it as
 * it is. Null: there is none. Rejects as `may` and `updateDocument` do.
 */
export async function updateAudited<Entry, T extends Entry & AuditedDocument>(
  collection: DocumentCollection<Entry>,
  ref: DocumentRef,
  change: (value: T) => AuditedChange<T> | null,
  { clock, random, is, may, by, what, code }: AuditedUpdate<Entry, T>,
): Promise<Stored<T> | null> {
  const { stored } = await updateDocument<Entry>(
    collection,
    ref,
    (entry) => {
      if (entry === null || !is(entry)) return null;
      may(entry);
      const changed = change(entry);
      if (changed === null) return null;
      const { note, ...next } = changed;
      const audit = withAudit(entry.audit, { at: clock.now(), random, ...by, ...note });
      return { ...next, version: entry.version + 1, audit } as Entry;
    },
    { tries: TRIES, what, code },
  );
  return stored !== null && is(stored.value) ? { ...stored, value: stored.value } : null;
}
