import { type DatabaseContents, readDocument } from '@vmrkit/core';
import type { MemoryDocuments } from './memory-documents.ts';

/** All that {@link MemoryDocuments} hold; `call` takes each question through the connection. */
export function memoryContents(
  { collections }: MemoryDocuments,
  call: <Result>(work: () => Promise<Result>) => Promise<Result>,
): DatabaseContents {
  return {
    collections: () =>
      call(async () =>
        [...collections]
          .map(([name, documents]) => ({ name, documents: documents.size }))
          .filter(({ documents }) => documents > 0)
          .sort((one, other) => (one.name < other.name ? -1 : 1)),
      ),
    page: (shape, { limit, after }) =>
      call(async () => {
        const keys = [...(collections.get(shape.name)?.entries() ?? [])]
          .filter(([key]) => after === undefined || key > after)
          .sort(([one], [other]) => (one < other ? -1 : 1));
        const page = keys.slice(0, limit);
        const items = page.map(([, { text, partition, id, revision }]) => ({
          partition,
          id,
          revision,
          value: readDocument(shape, text),
        }));
        return { items, next: keys.length > limit ? (page.at(-1)?.[0] ?? null) : null };
      }),
  };
}
