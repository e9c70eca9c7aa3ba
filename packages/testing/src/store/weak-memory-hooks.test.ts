import type { CollectionShape } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { CrashError } from './crash-error.ts';
import type { DocumentAccess } from './memory-documents.ts';
import { createWeakMemoryDatabase } from './weak-memory-database.ts';

const shape: CollectionShape<number, never> = { name: 'numbers', indexes: {} };
const insertAll = (ids: readonly string[]) => ids.map((id, value) => ({ op: 'insert', id, value }) as const);

describe('the hooks of the weak store', () => {
  it('lets whoever resolves the step decide who goes next, between two documents of one call', async () => {
    const waiting: { access: DocumentAccess; go: () => void }[] = [];
    const database = createWeakMemoryDatabase({
      step: (access) => new Promise((go) => waiting.push({ access, go })),
    });
    const numbers = database.collection(shape);
    const tick = () => new Promise(setImmediate);
    const first = numbers.commit('one', insertAll(['a', 'b']));
    const second = numbers.commit('one', insertAll(['b', 'a']));
    await tick();
    expect(waiting.map(({ access }) => access.id)).toEqual(['a', 'b']);
    waiting[0]?.go();
    await tick();
    waiting[1]?.go();
    await tick();
    for (const { go } of waiting) go();
    expect(await first).toMatchObject([{ ok: true }, { ok: false }]);
    expect(await second).toMatchObject([{ ok: true }, { ok: false }]);
  });

  it.each([
    ['before', 'b', ['a']],
    ['after', 'b', ['a', 'b']],
  ] as const)('stops the process %s a write and keeps what was written', async (moment, id, left) => {
    const database = createWeakMemoryDatabase({
      crash: (at, access) => at === moment && access.kind === 'write' && access.id === id,
    });
    const numbers = database.collection(shape);
    await expect(numbers.commit('one', insertAll(['a', 'b', 'c']))).rejects.toBeInstanceOf(CrashError);
    await expect(numbers.load('one', ['a'])).rejects.toBeInstanceOf(CrashError);
    await expect(database.ping()).rejects.toBeInstanceOf(CrashError);
    const loaded = await database.connect().collection(shape).load('one', ['a', 'b', 'c']);
    expect(loaded.flatMap((stored) => stored?.id ?? [])).toEqual(left);
  });

  it('stops calls that were under way elsewhere in the process', async () => {
    const database = createWeakMemoryDatabase({ crash: (_, access) => access.id === 'b' });
    const numbers = database.collection(shape);
    const other = numbers.load('one', ['x', 'x', 'x', 'x', 'x', 'x']);
    await expect(numbers.commit('one', insertAll(['b']))).rejects.toBeInstanceOf(CrashError);
    await expect(other).rejects.toBeInstanceOf(CrashError);
  });
});
