import { silentLogger } from '@vmrkit/core';
import { changePlatform, createPlatform, openStore, type PlatformCreation } from '@vmrkit/core/composition';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, it, vi } from 'vitest';
import { PlatformWatch } from './platform-watch.ts';

const by = { actor: 'olga', details: {} };
const fields: PlatformCreation = {
  name: 'portal',
  adapter: 'json',
  settings: {},
  tenants: 'all' as const,
  mayHearReason: true,
  enabled: true,
  username: null,
  by,
};

/** A manager that follows the platforms of a store, and which of them it serves. */
async function openManager(deps: Parameters<typeof createPlatform>[1], clock: FakeClock) {
  const served: string[][] = [];
  const book = new PlatformWatch({ ...deps, clock, logger: silentLogger, pollMs: 5_000 });
  await book.servedBy(async (platforms) => {
    served.push(platforms.map(({ value }) => `${value.name} ${value.enabled}`));
    return new Map(platforms.map(({ id }) => [id, { routes: [], fault: 'of the tests' }]));
  });
  return { book, served };
}

function world() {
  const clock = new FakeClock();
  const deps = { store: openStore(createWeakMemoryDatabase()), clock, random: createSeededRandom(3) };
  return { clock, deps };
}

it('has what another manager connected and changed served, and nothing twice', async () => {
  const { clock, deps } = world();
  const { book, served } = await openManager(deps, clock);
  const { id } = await createPlatform(fields, deps);
  await Promise.all([book.look(), book.look()]);
  await changePlatform({ id, by, may: () => undefined }, { enabled: false }, deps);
  await book.look();
  await book.look();
  expect(served).toEqual([[], ['portal true'], ['portal false']]);
  expect(book.standing(id).fault).toBe('of the tests');
});

it('looks by itself until it is stopped', async () => {
  const { clock, deps } = world();
  const { book, served } = await openManager(deps, clock);
  const stop = new AbortController();
  const running = book.run(stop.signal);
  await createPlatform(fields, deps);
  await clock.advance(5_000);
  await vi.waitFor(() => expect(served).toHaveLength(2), { interval: 1 });
  stop.abort();
  await running;
  expect(served).toEqual([[], ['portal true']]);
});
