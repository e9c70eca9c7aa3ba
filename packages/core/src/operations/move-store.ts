import { createHash } from 'node:crypto';
import { ConflictError, InvalidInputError, UnavailableError } from '../errors/vmrkit-error.ts';
import type { DatabaseContents, HeldCollection } from '../store/database-contents.ts';
import {
  type Change,
  type CollectionShape,
  DEPLOYMENT,
  type DocumentCollection,
  type Page,
  type Stored,
} from '../store/document-collection.ts';
import type { DocumentDatabase } from '../store/document-database.ts';
import { insertOne, loadOne } from '../store/document-steps.ts';

/** Documents that are read and written in one step. */
const PAGE = 200;
/** Sums of hashes are kept below this. */
const MODULUS = 1n << 256n;

/** What the documents of one collection are: equal for equal sets of documents, whatever their order. */
export interface CollectionDigest {
  readonly collection: string;
  readonly documents: number;
  /** Sum of the documents' SHA-256, in hex. */
  readonly sha256: string;
}

/** What moving a store does, as it does it; the last event is the report. */
export type StoreMoveEvent =
  | {
      readonly kind: 'progress';
      readonly stage: 'copying' | 'checking';
      readonly collection: string;
      /** Of all collections so far, and how many there are. */
      readonly documents: number;
      readonly total: number;
    }
  | {
      readonly kind: 'finished';
      /** An earlier run was stopped, and this one went on. */
      readonly resumed: boolean;
      /** The same in both stores. */
      readonly collections: readonly CollectionDigest[];
    };

/** What moving a store works with. */
export interface StoreMoveOptions {
  /** Only read. Nobody else may write it meanwhile. */
  readonly source: DocumentDatabase;
  readonly target: DocumentDatabase;
  /** The shapes of all collections that a deployment has. */
  readonly shapes: readonly CollectionShape<unknown>[];
  /** Names the deployment: an earlier run of the same one may be gone on with. */
  readonly deploymentId: string;
  readonly signal: AbortSignal;
}

/** Stands in a store while a deployment is being moved into it. */
interface StoreMove {
  readonly deploymentId: string;
}

const moveShape: CollectionShape<StoreMove, never> = { name: 'moves', indexes: {} };
const MOVE = { partition: DEPLOYMENT, id: 'move' } as const;

/**
 * Copies every document of a deployment to another store and compares all of both by count and hash. May be stopped at
 * any moment and run again: it goes on, and what changed in the source meanwhile is made so in the target. Rejects with
 * ConflictError `ERR_STORE_MOVE_TARGET` where the target holds anything else, InvalidInputError `ERR_STORE_MOVE_SOURCE`
 * where a store cannot tell what it holds or holds what this version does not know, UnavailableError
 * `ERR_STORE_MOVE_CHECK` where the copy differs, and as the stores do.
 */
export async function* moveStore(options: StoreMoveOptions): AsyncGenerator<StoreMoveEvent, void, undefined> {
  const { source, target, shapes, signal, deploymentId } = options;
  const [from, to] = [contentsOf(source), contentsOf(target)];
  const held = await from.collections();
  refuseUnknown(held, shapes);
  const moves = target.collection(moveShape);
  const resumed = await beginMove(target, deploymentId);
  const total = held.reduce((sum, { documents }) => sum + documents, 0);
  let documents = 0;
  for (const shape of shapes) {
    const copied = new Set<string>();
    for await (const { items } of pagesOf(from, shape, signal)) {
      await copyPage(items, target.collection(shape));
      if (resumed) for (const item of items) copied.add(keyOf(item));
      documents += items.length;
      yield { kind: 'progress', stage: 'copying', collection: shape.name, documents, total };
    }
    if (resumed) await removeSurplus(shape, copied, { ...options, to });
  }
  const collections: CollectionDigest[] = [];
  documents = 0;
  for (const shape of shapes) {
    const digest = await digestOf(from, shape, signal);
    if (JSON.stringify(digest) !== JSON.stringify(await digestOf(to, shape, signal)))
      throw differs(shape.name);
    if (digest.documents === 0) continue;
    collections.push(digest);
    documents += digest.documents;
    yield { kind: 'progress', stage: 'checking', collection: shape.name, documents, total };
  }
  const begun = await loadOne(moves, MOVE);
  if (begun !== null) {
    await moves.commit(MOVE.partition, [{ op: 'remove', id: MOVE.id, revision: begun.revision }]);
  }
  yield { kind: 'finished', resumed, collections };
}

/** Rejects with ConflictError `ERR_STORE_MOVING` where a deployment was begun to be moved into the store, and not ended. */
export async function refuseUnfinishedMove(database: DocumentDatabase): Promise<void> {
  if ((await loadOne(database.collection(moveShape), MOVE)) === null) return;
  throw new ConflictError('A deployment is being moved into this store, and not all of it is there yet.', {
    code: 'ERR_STORE_MOVING',
  });
}

function contentsOf({ contents }: DocumentDatabase): DatabaseContents {
  if (contents !== undefined) return contents;
  throw new InvalidInputError('One of the stores cannot tell all that it holds.', {
    code: 'ERR_STORE_MOVE_SOURCE',
  });
}

/** What nobody knows would be left behind. */
function refuseUnknown(held: readonly HeldCollection[], shapes: readonly CollectionShape<unknown>[]): void {
  const known = new Set(shapes.map(({ name }) => name));
  const unknown = held.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new InvalidInputError(
    `The store holds what this version of the kit does not know: ${unknown.join(', ')}.`,
    { code: 'ERR_STORE_MOVE_SOURCE' },
  );
}

/** Claims an empty target. Returns whether an earlier run of the same deployment had. */
async function beginMove(target: DocumentDatabase, deploymentId: string): Promise<boolean> {
  const moves = target.collection(moveShape);
  const begun = await loadOne(moves, MOVE);
  if (begun?.value.deploymentId === deploymentId) return true;
  const held = await contentsOf(target).collections();
  const isOurs =
    held.length === 0 && begun === null && (await insertOne(moves, { ...MOVE, value: { deploymentId } }));
  if (isOurs) return false;
  const names = held.map(({ name, documents }) => `${name} (${documents})`).join(', ');
  throw new ConflictError(`The store to move to is not empty: ${names || moveShape.name}.`, {
    code: 'ERR_STORE_MOVE_TARGET',
  });
}

async function* pagesOf(
  contents: DatabaseContents,
  shape: CollectionShape<unknown>,
  signal: AbortSignal,
): AsyncGenerator<Page<unknown>, void, undefined> {
  for (let after: string | null = ''; after !== null; ) {
    signal.throwIfAborted();
    const from: { readonly after?: string } = after === '' ? {} : { after };
    const page: Page<unknown> = await contents.page(shape, { limit: PAGE, ...from });
    if (page.items.length > 0) yield page;
    after = page.next;
  }
}

type Items = Page<unknown>['items'];

async function copyPage(items: Items, target: DocumentCollection<unknown>): Promise<void> {
  for (const partition of new Set(items.map((item) => item.partition))) {
    const own = items.filter((item) => item.partition === partition);
    const ids = own.map(({ id }) => id);
    const there = await target.load(partition, ids);
    const changes = own.flatMap((item, at) => changeTo(item, there[at] ?? null));
    if (changes.length > 0) await target.commit(partition, changes);
  }
}

function changeTo({ id, value }: Stored<unknown>, there: Stored<unknown> | null): Change<unknown>[] {
  if (there === null) return [{ op: 'insert', id, value }];
  if (JSON.stringify(there.value) === JSON.stringify(value)) return [];
  return [{ op: 'replace', id, revision: there.revision, value }];
}

/** Removes what an earlier run copied and the source has no more. */
async function removeSurplus(
  shape: CollectionShape<unknown>,
  copied: ReadonlySet<string>,
  { target, to, signal }: StoreMoveOptions & { readonly to: DatabaseContents },
): Promise<void> {
  const documents = target.collection(shape);
  for await (const { items } of pagesOf(to, shape, signal)) {
    for (const item of items) {
      const { partition, id, revision } = item;
      if (!copied.has(keyOf(item))) await documents.commit(partition, [{ op: 'remove', id, revision }]);
    }
  }
}

function keyOf({ partition, id }: Items[number]): string {
  return JSON.stringify([partition, id]);
}

async function digestOf(
  contents: DatabaseContents,
  shape: CollectionShape<unknown>,
  signal: AbortSignal,
): Promise<CollectionDigest> {
  let [documents, sum] = [0, 0n];
  for await (const { items } of pagesOf(contents, shape, signal)) {
    documents += items.length;
    for (const { partition, id, value } of items) {
      const hash = createHash('sha256').update(JSON.stringify([partition, id, value]));
      sum = (sum + BigInt(`0x${hash.digest('hex')}`)) % MODULUS;
    }
  }
  return { collection: shape.name, documents, sha256: sum.toString(16).padStart(64, '0') };
}

function differs(collection: string): UnavailableError {
  return new UnavailableError(
    `What was copied of the collection ${collection} is not what the source holds.`,
    {
      code: 'ERR_STORE_MOVE_CHECK',
    },
  );
}
