import { expect, it } from 'vitest';
import { findAllItems } from './find-all-items.ts';

/** A folder of so many items, page by page. */
function folder(size: number) {
  return {
    findItems: async ({ offset, limit }: { readonly offset: number; readonly limit: number }) => {
      if (offset > 100_000) throw new Error('It goes on and on.');
      const ids = Array.from({ length: Math.min(limit, size - offset) }, (_, place) => `${offset + place}`);
      return { ids, last: offset + limit >= size };
    },
  } as never;
}

it('goes through all pages', async () => {
  const ids = await findAllItems(folder(600), { folder: 'calendar' }, {} as never);
  expect(new Set(ids).size).toBe(600);
});

it('gives up on a server that never comes to the end', async () => {
  await expect(findAllItems(folder(Infinity), { folder: 'calendar' }, {} as never)).rejects.toMatchObject({
    kind: 'too-large',
  });
});
