import {
  createSeededRandom,
  createWeakMemoryDatabase,
  FakeClock,
  type WeakMemoryDatabase,
} from '@vmrkit/testing';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { DEPLOYMENT, type DocumentCollection } from '../store/document-collection.ts';
import { HOUR_MS } from '../time/instant.ts';
import type { AllocationStore, KeySealer } from './allocation-store.ts';
import { claimShape } from './claim.ts';
import type { AllocationPolicy } from './held-reservation.ts';
import { numberSpaceShape, spaceNumberShape } from './number-space.ts';
import { sweepNumbers } from './quarantine.ts';
import { reservationShape } from './reservation.ts';
import { findReservationByTag, lapseReservations, reservationOwner } from './reservation-lifecycle.ts';
import { type ReserveAliasesDeps, type ReserveAliasesInput, reserveAliases } from './reserve-aliases.ts';
import { type ClaimOwnerSide, type SweepClaimsOptions, sweepClaims } from './sweeper.ts';

/** A meeting, and another one. */
export const MEETING = 'i:01' as MeetingKey;
export const OTHER = 'i:02' as MeetingKey;

/** How the first tenant's first integration gives out aliases. */
export const allocationPolicy: AllocationPolicy = {
  tenantId: 'one',
  integrationId: '11111111-1111-4111-8111-111111111111',
  aliasFormat: { prefix: 'meet', suffixLength: 6, domain: 'vc.example.org' },
  pins: { hostPin: false, allowGuests: false, guestPin: false, length: 6 },
  reservationLapseDays: 90,
  quarantineDays: 30,
};

/** How long a number rests in these tests. */
export const QUARANTINE_MS = 90 * 24 * HOUR_MS;

/** An allocation of the first tenant's first integration, with what a test changes. */
function allocationInput(changes: Partial<ReserveAliasesInput> = {}): ReserveAliasesInput {
  return {
    tenantId: 'one',
    integrationId: '11111111-1111-4111-8111-111111111111',
    prefix: 'meet',
    length: 6,
    domain: 'vc.example.org',
    mailboxId: 'mailbox-1',
    callerKey: 'caller-1',
    language: null,
    correlationId: '33333333-3333-4333-8333-333333333333',
    draftKey: null,
    pins: { hostPin: false, allowGuests: false, guestPin: false, length: 6 },
    lapseAfterMs: QUARANTINE_MS,
    quarantineMs: QUARANTINE_MS,
    ...changes,
  };
}

/** Seals nothing, so that a test sees which context a key is bound to. */
export const plainSealer: KeySealer = {
  seal: async (secret, { tenantId, field }) => `${tenantId}|${field}|${secret}`,
  open: async (sealed, { tenantId, field }) => {
    if (!sealed.startsWith(`${tenantId}|${field}|`)) throw new Error('sealed for another place');
    return sealed.slice(`${tenantId}|${field}|`.length);
  },
};

/** Allocation over a weak store; `calls` counts the calls of the store. */
export interface AllocationFixture {
  readonly store: AllocationStore;
  readonly deps: ReserveAliasesDeps & { readonly clock: FakeClock };
  calls(): number;
}

/** Opens allocation on `database`, as one process of its own. */
export function openAllocation(
  database: WeakMemoryDatabase = createWeakMemoryDatabase(),
  { seed = 1, clock = new FakeClock() }: { readonly seed?: number; readonly clock?: FakeClock } = {},
): AllocationFixture {
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  const store: AllocationStore = {
    numberSpaces: counted(database.collection(numberSpaceShape), count),
    spaceNumbers: counted(database.collection(spaceNumberShape), count),
    reservations: counted(database.collection(reservationShape), count),
    claims: counted(database.collection(claimShape), count),
  };
  const tagKeys = { current: new Uint8Array(32).fill(9), retired: [] };
  const deps = { store, sealer: plainSealer, random: createSeededRandom(seed), clock, tagKeys };
  return { store, deps, calls: () => calls };
}

function counted<T, Index extends string>(
  collection: DocumentCollection<T, Index>,
  count: () => void,
): DocumentCollection<T, Index> {
  return {
    load: (partition, ids) => {
      count();
      return collection.load(partition, ids);
    },
    commit: (partition, changes) => {
      count();
      return collection.commit(partition, changes);
    },
    find: (partition, query) => {
      count();
      return collection.find(partition, query);
    },
  };
}

/** Allocates, with what a test changes of the usual input. */
export function allocate(fixture: AllocationFixture, changes: Partial<ReserveAliasesInput> = {}) {
  return reserveAliases(allocationInput(changes), fixture.deps);
}

/** Looks a whole tag up for the first tenant. */
export function lookUp(
  { store, deps }: AllocationFixture,
  tag: string,
  integrationId = allocationInput().integrationId,
) {
  return findReservationByTag(store, {
    tenantId: 'one',
    integrationId,
    tagId: tag.slice('PXPS:-'.length, -1),
    keys: deps.tagKeys,
  });
}

/** All claims, in order. */
export async function claimIds({ store }: AllocationFixture): Promise<string[]> {
  const found = await store.claims.find(DEPLOYMENT, { index: 'review', equals: [], limit: 1_000 });
  return found.items.map(({ id }) => id).sort();
}

/** Lapses what is due; a meeting that a reservation is bound to is taken to use it. */
export function lapse({ store, deps }: AllocationFixture, now = deps.clock.now()): Promise<number> {
  const raiseMeeting = async () => 'used' as const;
  return lapseReservations(store, { now, quarantineMs: QUARANTINE_MS, limit: 1_000, raiseMeeting });
}

/** Asks every kind of owner in one way. */
export function ownersAlike(owner: ClaimOwnerSide): SweepClaimsOptions['owners'] {
  return {
    reservation: owner,
    meeting: owner,
    integration: owner,
    tenant: owner,
    account: owner,
    user: owner,
    room: owner,
  };
}

/** Runs every loop of the operator until nothing is due. */
export async function sweepAll(fixture: AllocationFixture): Promise<void> {
  const { store, deps } = fixture;
  const now = deps.clock.now();
  const owner = reservationOwner(store, deps.clock);
  for (let round = 0; round < 3; round += 1) {
    await lapse(fixture);
    await sweepNumbers({ store, sealer: deps.sealer, now, quarantineMs: QUARANTINE_MS, limit: 1_000 });
    await sweepClaims(store.claims, { now, limit: 1_000, owners: ownersAlike(owner) });
  }
}
