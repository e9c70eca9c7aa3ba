import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { openStore } from '../collections/store.ts';
import type { KeySealContext } from './allocation-store.ts';
import { ensureNumberSpace, type NumberSpaceInput, openSpaceKey, rotateSpaceKey } from './number-spaces.ts';

const input: NumberSpaceInput = { tenantId: 'one', prefix: 'Meet', length: 6 };

/** Writes the place that a key is sealed for in front of it. */
const sealer = {
  seal: async (secret: string, { tenantId, integrationId, field }: KeySealContext) =>
    `${tenantId} ${integrationId} ${field} ${secret}`,
  open: async (sealed: string, { field }: KeySealContext) => {
    if (sealed.split(' ')[2] !== field) throw new Error('sealed for another place');
    return sealed.split(' ')[3] ?? '';
  },
};

const ensured = (over: Partial<NumberSpaceInput> = {}) =>
  ensureNumberSpace(
    { store: openStore(createWeakMemoryDatabase()), sealer, random: createSeededRandom(1) },
    { ...input, ...over },
  );

test.each([0, -1, 1.5, 16, Number.NaN])('a number of %d digits is none', async (length) => {
  await expect(ensured({ length })).rejects.toMatchObject({
    code: 'ERR_ALIAS_LENGTH',
    message: 'A number has 1 to 15 digits.',
  });
});

test.each([1, 15])('a number may have %d digits', async (length) => {
  expect((await ensured({ length })).value).toMatchObject({ prefix: 'meet', length, next: 0, checked: true });
});

describe('the key of a space', () => {
  test('is drawn by chance, 32 bytes, and sealed for its tenant and space', async () => {
    const { value } = await ensured();
    expect(await openSpaceKey(sealer, value)).toHaveLength(32);
    expect(value.sealedKey.split(' ').slice(0, 3)).toEqual(['one', '*', 'number_spaces.meet/6.key']);
    await expect(openSpaceKey(sealer, { ...value, length: 5 })).rejects.toThrow('sealed for another place');
  });

  test('is re-encrypted where the present key did not seal it', async () => {
    const { value } = await ensured();
    const rotate = async (sealed: string, { field }: KeySealContext) => `${sealed} anew for ${field}`;
    expect(await rotateSpaceKey(value, { rotate })).toEqual({
      ...value,
      sealedKey: `${value.sealedKey} anew for number_spaces.meet/6.key`,
    });
    expect(await rotateSpaceKey(value, { rotate: async (sealed) => sealed })).toBe(value);
  });
});
