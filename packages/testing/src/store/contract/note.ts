import type {
  CollectionShape,
  DocumentCollection,
  DocumentDatabase,
  IndexQuery,
  Page,
  Revision,
  Stored,
} from '@vmrkit/core';
import { assert } from 'vitest';

/** What the contract suite stores. */
export interface Note {
  readonly text: string;
  /** The note stands in `byDue` while it has one. */
  readonly due?: number | null;
  readonly owner?: string;
  readonly label?: string;
  /** The note stands in `byTag` under each of them. */
  readonly tags?: readonly string[];
  readonly [more: string]: unknown;
}

/** Indexes without and with leading values, ordered by numbers and by strings; one of terms. */
export type NoteIndex = 'byDue' | 'byOwnerAndDue' | 'byOwnerAndLabel' | 'byTag';

/** The collection that the contract suite works on. */
export const noteShape: CollectionShape<Note, NoteIndex> = {
  name: 'notes',
  termIndexes: ['byTag'],
  indexes: {
    byDue: (note) => (typeof note.due === 'number' ? [note.due] : null),
    byOwnerAndDue: (note) =>
      note.owner !== undefined && typeof note.due === 'number' ? [note.owner, note.due] : null,
    byOwnerAndLabel: (note) =>
      note.owner !== undefined && note.label !== undefined ? [note.owner, note.text, note.label] : null,
    byTag: ({ tags, due }) => (tags === undefined ? null : { terms: tags, last: due ?? 0 }),
  },
};

/** A collection of notes. */
export type Notes = DocumentCollection<Note, NoteIndex>;

/** Opens the notes of a database. */
export function notesOf(database: DocumentDatabase): Notes {
  return database.collection(noteShape);
}

/** Inserts notes that must not be there yet; their revisions in order. */
export async function insertNotes(
  notes: Notes,
  partition: string,
  values: Readonly<Record<string, Note>>,
): Promise<readonly Revision[]> {
  const changes = Object.entries(values).map(([id, value]) => ({ op: 'insert', id, value }) as const);
  const results = await notes.commit(partition, changes);
  return results.map((result) => {
    assert(result.ok && result.revision !== null, 'the note was inserted');
    return result.revision;
  });
}

/** One note that must be there. */
export async function noteAt(notes: Notes, partition: string, id: string): Promise<Stored<Note>> {
  const [stored] = await notes.load(partition, [id]);
  assert(stored, 'the note is there');
  return stored;
}

/** Reads a search page by page to its end, which must come: a page that leads to itself would go on for ever. */
export async function readPages(
  notes: Notes,
  partition: string | null,
  query: Omit<IndexQuery<NoteIndex>, 'after'>,
): Promise<readonly Page<Note>[]> {
  const pages: Page<Note>[] = [];
  let after: string | null = null;
  do {
    const page: Page<Note> = await notes.find(partition, { ...query, ...(after === null ? {} : { after }) });
    pages.push(page);
    assert(pages.length <= 500, 'the pages end');
    after = page.next;
  } while (after !== null);
  return pages;
}
