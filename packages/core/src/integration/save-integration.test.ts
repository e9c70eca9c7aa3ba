import {
  createSeededRandom,
  createWeakMemoryDatabase,
  FakeClock,
  type WeakMemoryDatabase,
} from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { ownersAlike } from '../allocation/allocation.fixture.ts';
import { claimShape } from '../allocation/claim.ts';
import {
  countedRevisions,
  exploreInterleavings,
  type ModelWorld,
  type ProcessSteps,
} from '../allocation/interleavings.fixture.ts';
import { sweepClaims } from '../allocation/sweeper.ts';
import { createSecretBox } from '../secrets/create-secret-box.ts';
import { DEPLOYMENT, type Stored } from '../store/document-collection.ts';
import { loadOne } from '../store/document-steps.ts';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import {
  claimedByStored,
  claimStoredIntegration,
  findTaken,
  type IntegrationClaimStore,
  integrationOwner,
} from './integration-claims.ts';
import { type IntegrationDocument, integrationShape, isIntegration } from './integration-document.ts';
import type { IntegrationRecord } from './integration-record.ts';
import { parse, plugins, withAll } from './record.fixture.ts';
import { type SaveIntegrationResult, saveIntegration } from './save-integration.ts';

const secretBox = createSecretBox({
  keys: [{ id: 'a', key: new Uint8Array(32) }],
  // Nothing differs from one run of the exploration to the next.
  randomBytes: (length) => new Uint8Array(length),
});
const ids = {
  a: '00000000-0000-4000-8000-00000000000a',
  b: '00000000-0000-4000-8000-00000000000b',
  c: '00000000-0000-4000-8000-00000000000c',
};
type Letter = keyof typeof ids;

interface Wish {
  readonly tenant?: string;
  readonly name?: string;
  readonly email?: string;
  readonly fqdn?: string;
}

/** A record that shares nothing with those of other letters but what is wished. */
function recordOf(letter: Letter, wish: Wish = {}): IntegrationRecord {
  return parse(
    withAll({
      id: ids[letter],
      tenant_id: wish.tenant ?? letter,
      'general.name': wish.name ?? letter,
      'mailbox.mailboxes': [
        {
          id: ids[letter].replace('-0000-', '-0001-'),
          name: 'VMR',
          email: wish.email ?? `${letter}@example.com`,
        },
      ],
      'add_in.server_fqdn': wish.fqdn ?? `${letter}.example.com`,
    }),
  );
}

function storeOf(database: WeakMemoryDatabase): IntegrationClaimStore {
  return {
    claims: database.collection(claimShape),
    integrations: database.collection(integrationShape),
  };
}

const clock = new FakeClock();

const random = createSeededRandom(1);

/** Reads what stands and saves over it, as one administrator does. */
async function save(store: IntegrationClaimStore, record: IntegrationRecord): Promise<SaveIntegrationResult> {
  const { tenantId, id } = record;
  const found = await loadOne(store.integrations, { partition: tenantId, id });
  const seen = found !== null && isIntegration(found.value) ? (found as Stored<IntegrationDocument>) : null;
  return saveIntegration({ record, seen }, { store, clock, random, plugins, secretBox });
}

function sweep({ claims, integrations }: IntegrationClaimStore, afterMs: number) {
  const owners = ownersAlike(integrationOwner({ integrations }, clock));
  return sweepClaims(claims, { now: shift(clock.now(), afterMs), limit: 100, owners });
}

async function integrationsIn({ integrations }: IntegrationClaimStore): Promise<IntegrationDocument[]> {
  const { items } = await integrations.find(null, { index: 'tenant', equals: [], limit: 100 });
  return items.map(({ value }) => value).filter(isIntegration);
}

/** What two integrations, or two tenants, have both; empty while all is well. */
async function sharedIn(store: IntegrationClaimStore): Promise<readonly string[]> {
  const holders = new Map<string, Set<string>>();
  for (const integration of await integrationsIn(store)) {
    for (const { id, owner } of claimedByStored(integration)) {
      holders.set(id, (holders.get(id) ?? new Set()).add(`${owner.kind} ${owner.id}`));
    }
  }
  return [...holders].filter(([, owners]) => owners.size > 1).map(([id]) => id);
}

const rivals: readonly (readonly [string, Wish, Wish, readonly (string | number)[]])[] = [
  [
    'one mailbox in two integrations',
    { email: 'vmr@example.com' },
    { email: 'VMR@example.com' },
    ['mailbox', 'mailboxes', 0, 'email'],
  ],
  ['one name twice in a tenant', { tenant: 't', name: 'n' }, { tenant: 't', name: 'n' }, ['general', 'name']],
  [
    'one FQDN in two tenants',
    { fqdn: 'x.example.com' },
    { fqdn: 'x.example.com' },
    ['add_in', 'server_fqdn'],
  ],
];

describe('a save', () => {
  it.each(rivals)('refuses %s and says where', async (_, first, second, path) => {
    const store = storeOf(createWeakMemoryDatabase());
    expect(await save(store, recordOf('a', first))).toEqual({ kind: 'saved' });
    expect(await save(store, recordOf('b', second))).toEqual({ kind: 'taken', path });
    expect(await integrationsIn(store)).toHaveLength(1);
  });

  it('refuses the id of another tenant’s integration', async () => {
    const store = storeOf(createWeakMemoryDatabase());
    await save(store, recordOf('a'));
    const foreign = recordOf('a', { tenant: 'b', name: 'b', email: 'b@example.com', fqdn: 'b.example.com' });
    expect(await save(store, foreign)).toEqual({ kind: 'taken', path: ['id'] });
  });

  it('lets integrations of a tenant share an FQDN, and tenants a name', async () => {
    const store = storeOf(createWeakMemoryDatabase());
    const fqdn = 'x.example.com';
    expect(await save(store, recordOf('a', { tenant: 't', fqdn, name: 'n' }))).toEqual({ kind: 'saved' });
    expect(await save(store, recordOf('b', { tenant: 't', fqdn }))).toEqual({ kind: 'saved' });
    expect(await save(store, recordOf('c', { name: 'n' }))).toEqual({ kind: 'saved' });
  });

  it('gives back at once what the integration does not use any more', async () => {
    const store = storeOf(createWeakMemoryDatabase());
    const before = { tenant: 't', name: 'n', email: 'vmr@example.com', fqdn: 'x.example.com' };
    await save(store, recordOf('a', before));
    expect(await save(store, recordOf('a', { tenant: 't' }))).toEqual({ kind: 'saved' });
    expect(await save(store, recordOf('b', { ...before, tenant: 'u' }))).toEqual({ kind: 'saved' });
    expect(await save(store, recordOf('c', { tenant: 't', name: 'n' }))).toEqual({ kind: 'saved' });
  });

  it('keeps an FQDN for its tenant while another of its integrations has it', async () => {
    const store = storeOf(createWeakMemoryDatabase());
    const fqdn = 'x.example.com';
    await save(store, recordOf('a', { tenant: 't', fqdn }));
    await save(store, recordOf('b', { tenant: 't', fqdn }));
    await save(store, recordOf('a', { tenant: 't' }));
    expect(await save(store, recordOf('c', { fqdn }))).toMatchObject({ kind: 'taken' });
    await save(store, recordOf('b', { tenant: 't' }));
    expect(await save(store, recordOf('c', { fqdn }))).toEqual({ kind: 'saved' });
  });

  it('over a state that is not the present one is refused, and claims nothing', async () => {
    const store = storeOf(createWeakMemoryDatabase());
    await save(store, recordOf('a'));
    const late = { record: recordOf('a', { email: 'new@example.com' }), seen: null };
    expect(await saveIntegration(late, { store, clock, random, plugins, secretBox })).toEqual({
      kind: 'contended',
    });
    expect(await save(store, recordOf('b', { email: 'new@example.com' }))).toEqual({ kind: 'saved' });
  });
});

describe.each(rivals)('two saves at once, one of which may crash', (what, first, second) => {
  const [one, other] = [recordOf('a', first), recordOf('b', second)];

  async function openWorld(): Promise<ModelWorld> {
    const counted = countedRevisions();
    const { claims, integrations } = storeOf(createWeakMemoryDatabase({ step: async () => undefined }));
    const store = { claims: counted(claims), integrations: counted(integrations) };
    const steppedBy = ({ stepped }: ProcessSteps) => ({
      claims: stepped(store.claims),
      integrations: stepped(store.integrations),
    });
    const search = { equals: [], limit: 100 };
    const values = async () => [
      (await store.integrations.find(null, { index: 'tenant', ...search })).items,
      (await store.integrations.find(null, { index: 'forget', ...search })).items,
      (await store.claims.find(DEPLOYMENT, { index: 'review', ...search })).items,
    ];
    return {
      processes: [
        {
          name: 'a',
          mayCrash: true,
          run: async (steps) => void (await save(steppedBy(steps), one)),
        },
        { name: 'b', run: async (steps) => void (await save(steppedBy(steps), other)) },
      ],
      snapshot: async () => JSON.stringify(await values()),
      violation: async () => ((await sharedIn(store)).length > 0 ? what : null),
    };
  }

  it(`never end with ${what}`, async () => {
    const { violations, ends } = await exploreInterleavings(openWorld);
    expect(violations).toEqual([]);
    expect(ends).toBeGreaterThan(10);
  });
});

it('many saves and sweeps at once share nothing that is not to be shared', async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const store = storeOf(createWeakMemoryDatabase({ random: createSeededRandom(seed) }));
    const wishes: readonly Wish[] = [
      { email: 'vmr@example.com', fqdn: 'x.example.com' },
      { email: 'other@example.com', fqdn: 'x.example.com' },
      {},
    ];
    const letters: readonly Letter[] = ['a', 'b', 'c'];
    const saves = letters.flatMap((letter) =>
      wishes.map((wish) => () => save(store, recordOf(letter, wish))),
    );
    const sweeps = saves.map(() => () => sweep(store, 2 * HOUR_MS));
    await Promise.all([...saves, ...sweeps].map((act) => act()));
    expect(await sharedIn(store)).toEqual([]);
    await Promise.all([...saves, ...sweeps].map((act) => act()));
    expect(await sharedIn(store)).toEqual([]);
  }
});

describe('after a crash', () => {
  it('the sweeper frees what a save claimed and never used', async () => {
    const database = createWeakMemoryDatabase();
    let writes = 0;
    const crash = (moment: string, { collection }: { collection: string }) => {
      writes += moment === 'before' && collection === 'integrations' ? 1 : 0;
      return writes === 3;
    };
    const wish = { email: 'vmr@example.com', fqdn: 'x.example.com', tenant: 't', name: 'n' };
    await expect(save(storeOf(database.connect({ crash })), recordOf('a', wish))).rejects.toThrow();
    const store = storeOf(database);
    expect(await integrationsIn(store)).toEqual([]);
    expect(await save(store, recordOf('b', { ...wish, tenant: 'u' }))).toMatchObject({ kind: 'taken' });
    expect(await sweep(store, HOUR_MS)).toEqual({ reviewed: 4, removed: 4 });
    expect(await save(store, recordOf('b', { ...wish, tenant: 'u' }))).toEqual({ kind: 'saved' });
    expect(await save(store, recordOf('a', { tenant: 't' }))).toEqual({ kind: 'saved' });
    expect(await integrationsIn(store)).toHaveLength(2);
  });

  it('the sweeper keeps what integrations use', async () => {
    const store = storeOf(createWeakMemoryDatabase());
    await save(store, recordOf('a'));
    expect(await sweep(store, DAY_MS)).toEqual({ reviewed: 4, removed: 0 });
    expect(await save(store, recordOf('b', { email: 'a@example.com' }))).toMatchObject({ kind: 'taken' });
  });
});

describe('integrations that were saved before there were claims', () => {
  async function withoutClaims(...records: readonly IntegrationRecord[]) {
    const store = storeOf(createWeakMemoryDatabase());
    const stored: Stored<IntegrationDocument>[] = [];
    for (const record of records) {
      const alone = storeOf(createWeakMemoryDatabase());
      await save(alone, record);
      const found = await loadOne(alone.integrations, { partition: record.tenantId, id: record.id });
      if (found === null || !isIntegration(found.value)) throw new TypeError('It was saved.');
      stored.push({ ...found, value: found.value });
      await store.integrations.commit(record.tenantId, [{ op: 'insert', id: found.id, value: found.value }]);
    }
    return { store, stored };
  }
  const claimAll = async ({ store, stored }: Awaited<ReturnType<typeof withoutClaims>>) => {
    const conflicts = [];
    for (const each of stored) {
      const taken = await claimStoredIntegration(each, { claims: store.claims, clock });
      conflicts.push(taken.map(({ path }) => path.join('.')));
    }
    return conflicts;
  };

  it('claim what they use', async () => {
    const earlier = await withoutClaims(recordOf('a'));
    expect(await claimAll(earlier)).toEqual([[]]);
    expect(await claimAll(earlier)).toEqual([[]]);
    const { store } = earlier;
    expect(await save(store, recordOf('b', { email: 'a@example.com' }))).toMatchObject({ kind: 'taken' });
  });

  it('share their tenant’s FQDN, which stays theirs until the last one leaves it', async () => {
    const fqdn = 'x.example.com';
    const earlier = await withoutClaims(
      recordOf('a', { tenant: 't', fqdn }),
      recordOf('b', { tenant: 't', fqdn }),
    );
    expect(await claimAll(earlier)).toEqual([[], []]);
    const { store } = earlier;
    await save(store, recordOf('a', { tenant: 't' }));
    expect(await save(store, recordOf('c', { fqdn }))).toMatchObject({ kind: 'taken' });
  });

  it.each(rivals)('tell of %s, and leave both as they are', async (_, first, second, path) => {
    const earlier = await withoutClaims(recordOf('a', first), recordOf('b', second));
    expect(await claimAll(earlier)).toEqual([[], [path.join('.')]]);
    const { store, stored } = earlier;
    expect(await integrationsIn(store)).toHaveLength(2);
    const [, other] = stored;
    if (other === undefined) throw new TypeError('There are two.');
    expect((await findTaken(claimedByStored(other.value), store)).map((each) => each.path)).toEqual([path]);
  });
});
