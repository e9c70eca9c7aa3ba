import { InvalidInputError, UnavailableError } from '../../errors/vmrkit-error.ts';
import type { DocumentCollection, IndexQuery, Page, Partition } from '../../store/document-collection.ts';
import type { KeyRotationOptions, SealedTally } from './key-rotation-types.ts';

const PAGE = 200;
const TRIES = 8;

/** The tally before anything was looked at. */
export const NOTHING: SealedTally = { looked: 0, reEncrypted: 0, left: 0, unreadable: 0 };

/** Documents of one kind and how they are re-encrypted. */
export interface SealedDocuments<T, Index extends string> {
  readonly collection: DocumentCollection<T, Index>;
  /** Null: all partitions. */
  readonly partition: Partition | null;
  /** Walks all of them; its order does not change when one is re-encrypted. */
  readonly query: Omit<IndexQuery<Index>, 'limit' | 'after'>;
  /** Is shown each document once. */
  look?(value: T, id: string): void;
  /** The document sealed with the present key; the same object where it was. Rejects as `SecretBox.rotate` does. */
  rotate(value: T, id: string): Promise<T>;
}

type Found<T> = Page<T>['items'][number];

/** Seals a collection's documents anew, page by page, each by compare-and-set; tells how far it is after each page. */
export async function* rotateCollection<T, Index extends string>(
  documents: SealedDocuments<T, Index>,
  { dryRun, signal, before }: KeyRotationOptions & { readonly before: SealedTally },
): AsyncGenerator<SealedTally, void, undefined> {
  const { collection, partition, query } = documents;
  let tally = before;
  let page: Page<T> | null = null;
  do {
    signal?.throwIfAborted();
    const after: string | null = page?.next ?? null;
    page = await collection.find(partition, { ...query, limit: PAGE, ...(after === null ? {} : { after }) });
    for (const found of page.items) {
      documents.look?.(found.value, found.id);
      tally = counted(tally, await rotateOne(found, documents, dryRun));
    }
    yield tally;
  } while (page.next !== null);
}

type Outcome = 'current' | 'gone' | Exclude<keyof SealedTally, 'looked'>;

function counted(tally: SealedTally, outcome: Outcome): SealedTally {
  const looked = tally.looked + 1;
  if (outcome === 'current' || outcome === 'gone') return { ...tally, looked };
  return { ...tally, looked, [outcome]: tally[outcome] + 1 };
}

async function rotateOne<T, Index extends string>(
  found: Found<T>,
  { collection, rotate }: SealedDocuments<T, Index>,
  dryRun: boolean,
): Promise<Outcome> {
  const { id, partition } = found;
  let { revision, value } = found;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const rotated = await readable(rotate(value, id));
    if (rotated === null) return 'unreadable';
    if (rotated === value) return 'current';
    if (dryRun) return 'left';
    const [written] = await collection.commit(partition, [{ op: 'replace', id, revision, value: rotated }]);
    if (written?.ok) return 'reEncrypted';
    const [stored] = await collection.load(partition, [id]);
    if (!stored) return 'gone';
    ({ revision, value } = stored);
  }
  return 'left';
}

/** Null for what no key of the ring opens. */
async function readable<T>(rotated: Promise<T>): Promise<T | null> {
  try {
    return await rotated;
  } catch (error) {
    const unreadable =
      (UnavailableError.is(error) && error.code === 'ERR_SECRET_KEY_UNKNOWN') ||
      (InvalidInputError.is(error) && error.code === 'ERR_SECRET_UNREADABLE');
    if (unreadable) return null;
    throw error;
  }
}
