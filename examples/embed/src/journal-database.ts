import {
  type CollectionShape,
  type DocumentCollection,
  type DocumentDatabase,
  definePlugin,
  UnavailableError,
} from '@vmrkit/core';
import { z } from 'zod';
import { JournalCollection } from './journal-collection.ts';
import { type Documents, type JournalDocument, JournalFile } from './journal-file.ts';

/**
 * A store of one's own: documents in memory, and each commit a few lines at the end of a file. For one process and a few
 * thousand meetings; whoever has more takes a store that has indexes of its own.
 */
export class JournalDatabase implements DocumentDatabase {
  readonly #file: JournalFile;
  readonly #documents: Documents;
  /** The write under way; the next one waits for it. */
  #writing: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Why nothing can be written any more: what a failed write left in the file is unknown. */
  #broken: unknown = null;

  private constructor(file: JournalFile, documents: Documents) {
    this.#file = file;
    this.#documents = documents;
  }

  static async open(path: string): Promise<JournalDatabase> {
    const { file, documents } = await JournalFile.open(path);
    return new JournalDatabase(file, documents);
  }

  collection<T, Index extends string>(shape: CollectionShape<T, Index>): DocumentCollection<T, Index> {
    return new JournalCollection(shape, {
      read: () => {
        this.#refuseUnusable();
        return this.#documents;
      },
      write: (decide) => this.#write(decide),
    });
  }

  async ping(): Promise<void> {
    this.#refuseUnusable();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    await this.#file.close();
  }

  /** One write after the other: what `decide` sees holds until its documents are written. */
  async #write<Result>(decide: Decide<Result>): Promise<Result> {
    this.#refuseUnusable();
    const before = this.#writing;
    const written = (async () => {
      await before;
      this.#refuseBroken();
      const { documents, result } = decide(this.#documents);
      if (documents.length > 0) await this.#append(documents);
      return result;
    })();
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #append(documents: readonly JournalDocument[]): Promise<void> {
    try {
      await this.#file.append(documents);
    } catch (error) {
      this.#broken = error;
      this.#refuseBroken();
    }
    for (const document of documents) this.#documents.put(document);
  }

  #refuseUnusable(): void {
    if (this.#closed) throw unavailable('The journal is closed.');
    this.#refuseBroken();
  }

  #refuseBroken(): void {
    if (this.#broken !== null) throw unavailable('The journal cannot be written.', this.#broken);
  }
}

/** Decides, from the documents as they are, what is to be written. */
export type Decide<Result> = (documents: Documents) => {
  readonly documents: readonly JournalDocument[];
  readonly result: Result;
};

/** The journal as a plugin: `{"file": "…"}`. */
export const journalStorePlugin = definePlugin({
  kind: 'store',
  name: 'journal',
  settingsSchema: z.strictObject({ file: z.string().min(1) }),
  description: {
    title: 'Journal',
    documentation: 'docs/guides/embedding.md',
    fields: { file: { title: 'File', help: 'Where the journal is kept.' } },
  },
  create: ({ file }) => JournalDatabase.open(file),
});

function unavailable(message: string, cause?: unknown): UnavailableError {
  return new UnavailableError(message, { code: 'ERR_STORE_UNAVAILABLE', cause });
}
