import type { DocumentCollection, IndexQuery, Page, Partition } from './document-collection.ts';

const PAGE = 500;

/** All documents of a search, read page by page; see {@link DocumentCollection.find}. */
export async function* everyDocument<T, Index extends string>(
  documents: DocumentCollection<T, Index>,
  partition: Partition | null,
  query: Omit<IndexQuery<Index>, 'limit' | 'after'>,
): AsyncGenerator<Page<T>['items'][number], void, undefined> {
  for (let after: string | null = ''; after !== null; ) {
    const from: { readonly after?: string } = after === '' ? {} : { after };
    const page: Page<T> = await documents.find(partition, { ...query, limit: PAGE, ...from });
    yield* page.items;
    after = page.next;
  }
}
