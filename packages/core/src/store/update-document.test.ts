import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import type { CollectionShape } from './document-collection.ts';
import { loadOne } from './document-steps.ts';
import { updateDocument } from './update-document.ts';

const shape: CollectionShape<{ readonly count: number }, never> = { name: 'counts', indexes: {} };
const ref = { partition: 'one', id: 'a' };
const options = { tries: 64, what: 'count', code: 'ERR_COUNT_CONTENDED' } as const;
const open = () => createWeakMemoryDatabase().collection(shape);
const more = (value: { readonly count: number } | null) => ({ count: (value?.count ?? 0) + 1 });

test('makes the document, then changes it, and tells what stands', async () => {
  const counts = open();
  expect(await updateDocument(counts, ref, more, options)).toMatchObject({
    written: true,
    stored: { id: 'a', value: { count: 1 } },
  });
  const { stored } = await updateDocument(counts, ref, more, options);
  expect(stored).toEqual(await loadOne(counts, ref));
  expect(stored?.value).toEqual({ count: 2 });
});

test('writes nothing where the change leaves it alone', async () => {
  const counts = open();
  expect(await updateDocument(counts, ref, () => null, options)).toEqual({ stored: null, written: false });
  await updateDocument(counts, ref, more, options);
  const before = await loadOne(counts, ref);
  expect(await updateDocument(counts, ref, () => null, options)).toEqual({ stored: before, written: false });
  expect(await loadOne(counts, ref)).toEqual(before);
});

test('loses no change of several at once', async () => {
  const counts = open();
  await Promise.all(Array.from({ length: 20 }, () => updateDocument(counts, ref, more, options)));
  expect((await loadOne(counts, ref))?.value).toEqual({ count: 20 });
});

test('begins with what was read before, and loads anew where that is old', async () => {
  const counts = open();
  const { stored: found } = await updateDocument(counts, ref, more, options);
  await updateDocument(counts, ref, more, options);
  const seen: (number | undefined)[] = [];
  const change = (value: { readonly count: number } | null) => {
    seen.push(value?.count);
    return more(value);
  };
  await updateDocument(counts, ref, change, { ...options, ...(found && { found }) });
  expect(seen).toEqual([1, 2]);
});

test('gives up with its code after the last try', async () => {
  const counts = open();
  const { stored: old } = await updateDocument(counts, ref, more, options);
  await updateDocument(counts, ref, more, options);
  const once = { ...options, tries: 1, ...(old && { found: old }) };
  await expect(updateDocument(counts, ref, more, once)).rejects.toMatchObject({
    name: 'ConflictError',
    code: 'ERR_COUNT_CONTENDED',
    message: 'Others keep writing this count.',
  });
});
