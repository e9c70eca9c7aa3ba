import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';

/** A document's state as it stands in the journal. */
export interface JournalDocument {
  readonly collection: string;
  readonly partition: string;
  readonly id: string;
  readonly revision: string;
  /** JSON; null: the document was removed. */
  readonly value: string | null;
}

const documentSchema = z.strictObject({
  collection: z.string(),
  partition: z.string(),
  id: z.string(),
  revision: z.string(),
  value: z.string().nullable(),
});

/** A file of JSON lines, each a document's newest state. One process at a time may have it open. */
export class JournalFile {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Reads what is there, rewrites it without what is outdated, and goes on behind it. */
  static async open(path: string): Promise<{ readonly file: JournalFile; readonly documents: Documents }> {
    const documents = new Documents();
    for (const document of await readLines(path)) documents.put(document);
    const partial = `${path}.partial`;
    const handle = await open(partial, 'w', 0o600);
    const file = new JournalFile(handle);
    await file.append([...documents.all()]);
    await rename(partial, path);
    return { file, documents };
  }

  /** Resolves when the lines are on the disk. */
  async append(documents: readonly JournalDocument[]): Promise<void> {
    await this.#handle.appendFile(documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
    await this.#handle.datasync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** What a journal tells of: the documents of each collection. */
export class Documents {
  readonly #collections = new Map<string, Map<string, JournalDocument>>();

  get(at: Pick<JournalDocument, 'collection' | 'partition' | 'id'>): JournalDocument | null {
    return this.#collections.get(at.collection)?.get(keyOf(at)) ?? null;
  }

  put(document: JournalDocument): void {
    const collection = this.#collections.get(document.collection) ?? new Map<string, JournalDocument>();
    this.#collections.set(document.collection, collection);
    if (document.value === null) collection.delete(keyOf(document));
    else collection.set(keyOf(document), document);
  }

  of(collection: string): Iterable<JournalDocument> {
    return this.#collections.get(collection)?.values() ?? [];
  }

  *all(): Iterable<JournalDocument> {
    for (const collection of this.#collections.values()) yield* collection.values();
  }
}

function keyOf({ partition, id }: Pick<JournalDocument, 'partition' | 'id'>): string {
  return JSON.stringify([partition, id]);
}

async function readLines(path: string): Promise<readonly JournalDocument[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // What follows the last line break was cut off by a crash, and nobody was told that it is written.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => documentSchema.parse(JSON.parse(line)));
}
