import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { instant } from '../time/instant.ts';
import { allocate, openAllocation, plainSealer, QUARANTINE_MS } from './allocation.fixture.ts';
import { ensureNumberSpace } from './number-spaces.ts';
import { releaseReservation } from './reservation-lifecycle.ts';

describe('spaces of one deployment', () => {
  const space = (tenantId: string, prefix: string, length: number) => ({ tenantId, prefix, length });
  type Case = readonly [
    title: string,
    prefix: string,
    length: number,
    otherPrefix: string,
    otherLength: number,
  ];

  it.each<Case>([
    ['the same', 'meet', 6, 'MEET', 6],
    ['a longer prefix', '1', 6, '12', 5],
    ['a shorter prefix', 'meet12', 4, 'meet1', 5],
  ])(
    "refuses one that overlaps another tenant's: %s",
    async (_, prefix, length, otherPrefix, otherLength) => {
      const { deps, store } = openAllocation();
      await ensureNumberSpace(deps, space('one', prefix, length));
      await expect(ensureNumberSpace(deps, space('two', otherPrefix, otherLength))).rejects.toMatchObject({
        code: 'ERR_ALIAS_NOT_AVAILABLE',
        message: 'These aliases are not available here.',
      });
      const spaces = await store.numberSpaces.find(DEPLOYMENT, { index: 'prefix', equals: [], limit: 10 });
      expect(spaces.items.map(({ value }) => value.tenantId)).toEqual(['one']);
      await expect(ensureNumberSpace(deps, space('one', otherPrefix, otherLength))).resolves.toMatchObject({
        value: { checked: true },
      });
    },
  );

  it.each<Case>([
    ['another length', '1', 6, '12', 6],
    ['another prefix', '13', 5, '12', 5],
    ['letters behind the prefix', 'meet', 6, 'meeting', 3],
  ])('allows one that overlaps nothing: %s', async (_, prefix, length, otherPrefix, otherLength) => {
    const { deps } = openAllocation();
    await ensureNumberSpace(deps, space('one', prefix, length));
    await expect(ensureNumberSpace(deps, space('two', otherPrefix, otherLength))).resolves.toBeDefined();
  });

  it('never keeps two overlapping ones of two tenants that are made at once', async () => {
    let kept = 0;
    for (let seed = 1; seed <= 80; seed += 1) {
      const database = createWeakMemoryDatabase();
      const made = await Promise.allSettled(
        ['one', 'two'].map((tenantId, index) => {
          const connection = database.connect({ random: createSeededRandom(seed * 2 + index) });
          const fixture = openAllocation(connection, { seed: seed * 2 + index });
          return ensureNumberSpace(
            fixture.deps,
            space(tenantId, tenantId === 'one' ? '1' : '12', tenantId === 'one' ? 6 : 5),
          );
        }),
      );
      const count = made.filter(({ status }) => status === 'fulfilled').length;
      expect(count).toBeLessThan(2);
      kept += count;
    }
    expect(kept).toBeGreaterThan(0);
  });

  it('draws nothing from a space that was not checked before a crash, and checks it later', async () => {
    const { deps, store } = openAllocation();
    const value = { tenantId: 'two', prefix: '12', length: 5, sealedKey: '', next: 0, checked: false };
    await store.numberSpaces.commit(DEPLOYMENT, [{ op: 'insert', id: '12/5', value }]);
    await expect(ensureNumberSpace(deps, space('one', '1', 6))).rejects.toMatchObject({
      code: 'ERR_ALIAS_NOT_AVAILABLE',
    });
    await expect(ensureNumberSpace(deps, space('two', '12', 5))).resolves.toMatchObject({
      value: { checked: true },
    });
  });

  it('binds the key of a space to its tenant and place', async () => {
    const { deps } = openAllocation();
    const { value } = await ensureNumberSpace(deps, space('one', 'Meet', 6));
    expect(value.sealedKey).toMatch(/^one\|number_spaces\.meet\/6\.key\|/);
    await expect(
      plainSealer.open(value.sealedKey, { tenantId: 'two', integrationId: '*', field: '' }),
    ).rejects.toThrow();
  });
});

describe('overlapping spaces of one tenant', () => {
  const large = { prefix: '1', length: 3 };
  const small = { prefix: '12', length: 2 };

  it('count as one: what one gave out is passed over by the other, which says that it is full', async () => {
    const fixture = openAllocation();
    for (let count = 0; count < 1_000; count += 1) await allocate(fixture, large);
    await expect(allocate(fixture, small)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    const due = { index: 'due', equals: [], from: instant(0), limit: 1_000 } as const;
    const { items } = await fixture.store.spaceNumbers.find(DEPLOYMENT, due);
    expect(items.filter(({ value }) => value.state.kind === 'quarantined')).toEqual([]);
  });

  it('count as one: a number that rests in one is not drawn by the other', async () => {
    const fixture = openAllocation();
    const { deps, store } = fixture;
    const given: string[] = [];
    for (let count = 0; count < 100; count += 1) {
      const { id, reservation } = await allocate(fixture, small);
      given.push(reservation.numericAlias);
      const release = { tenantId: 'one', id, now: deps.clock.now(), quarantineMs: QUARANTINE_MS };
      await releaseReservation(store, release);
    }
    const drawn: string[] = [];
    for (let count = 0; count < 900; count += 1) {
      drawn.push((await allocate(fixture, large)).reservation.numericAlias);
    }
    expect(drawn.filter((alias) => given.includes(alias))).toEqual([]);
    await expect(allocate(fixture, large)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
  });
});
