import {
  type CollectionShape,
  type ContentsQuery,
  type HeldCollection,
  type Page,
  readDocument,
} from '@vmrkit/core';
import {
  fromOrderedText,
  readPagePosition,
  toOrderedText,
  writePagePosition,
} from '@vmrkit/core/store-adapter';
import type { SqliteFile } from './sqlite-file.ts';

/** The collections of a file that hold documents. Writes nothing. */
export function heldCollections(file: SqliteFile): readonly HeldCollection[] {
  return file.all<{ name: string; documents: number }>(
    `SELECT c.name, count(*) AS documents FROM collections AS c JOIN documents AS d ON d.collection = c.id
     GROUP BY c.id ORDER BY c.name`,
  );
}

/** Documents of a collection by partition and id, whether it was ever opened or not. Writes nothing. */
export function contentsPage<T>(
  file: SqliteFile,
  shape: CollectionShape<T>,
  { limit, after }: ContentsQuery,
): Page<T> {
  const from = after === undefined ? null : readPagePosition(after);
  const rows = file.all<{ partition: string; id: string; revision: string; value: string }>(
    `SELECT partition, id, revision, value FROM documents
     WHERE collection = (SELECT id FROM collections WHERE name = ?) AND (partition, id) > (?, ?)
     ORDER BY partition, id LIMIT ?`,
    shape.name,
    toOrderedText(from?.partition ?? ''),
    toOrderedText(from?.id ?? ''),
    limit + 1,
  );
  const items = rows.slice(0, limit).map(({ partition, id, revision, value }) => ({
    partition: fromOrderedText(partition),
    id: fromOrderedText(id),
    revision,
    value: readDocument(shape, value),
  }));
  const end = items.at(-1);
  const next =
    rows.length > limit && end !== undefined
      ? writePagePosition({ last: 0, id: end.id, partition: end.partition })
      : null;
  return { items, next };
}
