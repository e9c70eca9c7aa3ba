import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { openStore } from '../collections/store.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { prepareRestored } from './prepare-restored.ts';

it('moves each counter ahead of what was given out since the copy was made, and counts what is there', async () => {
  const store = openStore(createWeakMemoryDatabase());
  const space = { tenantId: 'default', prefix: '55', length: 6, sealedKey: '', next: 40, checked: true };
  await store.numberSpaces.commit(DEPLOYMENT, [{ op: 'insert', id: '55/6', value: space }]);
  expect(await prepareRestored(store)).toEqual({
    integrations: 0,
    meetings: 0,
    reservations: 0,
    numberSpaces: 1,
  });
  const [moved] = await store.numberSpaces.load(DEPLOYMENT, ['55/6']);
  expect(moved?.value.next).toBeGreaterThan(40 + 10_000);
  expect(moved?.value.freeLast).toBe(true);
});
