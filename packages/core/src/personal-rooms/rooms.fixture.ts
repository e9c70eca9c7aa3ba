import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import type { KeySealer } from '../allocation/allocation-store.ts';
import { claimShape } from '../allocation/claim.ts';
import { spaceNumberShape } from '../allocation/number-space.ts';
import { DAY_MS } from '../time/instant.ts';
import { importRooms } from './import-rooms.ts';
import { roomShape } from './room.ts';

const sealer: KeySealer = {
  seal: async (secret, { tenantId, field }) => `${tenantId}|${field}|${secret}`,
  open: async (sealed, { tenantId, field }) => {
    const [tenant, place, secret = ''] = sealed.split('|');
    if (tenant !== tenantId || place !== field) throw new Error('sealed for something else');
    return secret;
  },
};

/** A room's row of an import, with what a test changes. */
export function row(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { name: 'Olga', owner_email: 'Olga@acme.example', aliases: ['olga@vc.acme.example'], ...changes };
}

/** Personal rooms over a store in memory; `import` saves rows for tenant `acme`. */
export function openRooms() {
  const database = createWeakMemoryDatabase();
  const store = {
    rooms: database.collection(roomShape),
    claims: database.collection(claimShape),
    spaceNumbers: database.collection(spaceNumberShape),
  };
  const all = { prefixes: ['*'], domains: ['*'] };
  const aliasGrants = { acme: all, other: all, small: { prefixes: ['55'], domains: ['vc.small.example'] } };
  const random = createSeededRandom(7);
  const deps = { store, sealer, aliasGrants, clock: new FakeClock(), random, aliasRestMs: 90 * DAY_MS };
  const save = (rows: readonly unknown[], { tenantId = 'acme', dryRun = false } = {}) =>
    importRooms({ tenantId, rows, actor: 'operator', dryRun }, deps);
  return { database, deps, import: save };
}
