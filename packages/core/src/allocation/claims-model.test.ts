import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import {
  type ChangeResult,
  type CollectionShape,
  DEPLOYMENT,
  type DocumentCollection,
} from '../store/document-collection.ts';
import { instant } from '../time/instant.ts';
import { ownersAlike } from './allocation.fixture.ts';
import { type Claim, claimShape, nameClaim } from './claim.ts';
import { holdClaims } from './hold-claims.ts';
import {
  countedRevisions,
  exploreInterleavings,
  type ModelProcess,
  type ModelWorld,
  type ProcessSteps,
  type Wrap,
} from './interleavings.fixture.ts';
import { raiseOwner, sweepClaims } from './sweeper.ts';

/** As much of a meeting as matters here: the name of its room. */
interface ModelMeeting {
  readonly room: string | null;
}

const meetingShape: CollectionShape<ModelMeeting, 'all'> = {
  name: 'model_meetings',
  indexes: { all: () => [0] },
};
const TENANT = 'one';
const NAME = nameClaim(TENANT, 'Board meeting');
/** How often a worker whose commit was refused decides anew. */
const MOST_ATTEMPTS = 2;

type Claims = DocumentCollection<Claim, 'review'>;
type Meetings = DocumentCollection<ModelMeeting, 'all'>;

/** A collection whose replacing writes say that they succeeded and do nothing. */
const withoutReplace: Wrap = (collection) => silenced(collection, ['replace']);
/** A collection whose writes all say that they succeeded and do nothing. */
const withoutWrites: Wrap = (collection) => silenced(collection, ['replace', 'insert']);
const intact: Wrap = (collection) => collection;

function silenced<T, Index extends string>(
  collection: DocumentCollection<T, Index>,
  silent: readonly string[],
): DocumentCollection<T, Index> {
  return {
    load: (partition, ids) => collection.load(partition, ids),
    find: (partition, query) => collection.find(partition, query),
    commit: async (partition, changes) => {
      if (!changes.some(({ op }) => silent.includes(op))) return collection.commit(partition, changes);
      return changes.map((): ChangeResult => ({ ok: true, revision: 'pretended' }));
    },
  };
}

/** Gives a meeting the name by the protocol of every commit: read the version, hold the claim, commit against it. */
async function worker(
  id: string,
  stores: { readonly claims: Claims; readonly meetings: Meetings },
): Promise<void> {
  const claim: Claim = {
    tenantId: TENANT,
    owner: { kind: 'meeting', id },
    meetingKey: null,
    reviewAt: instant(0),
  };
  const value = { room: NAME };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const [meeting] = await stores.meetings.load(TENANT, [id]);
    const held = await holdClaims(stores.claims, [{ id: NAME, claim }]);
    if (held.kind === 'conflict') return;
    const [committed] = await stores.meetings.commit(TENANT, [
      meeting ? { op: 'replace', id, revision: meeting.revision, value } : { op: 'insert', id, value },
    ]);
    if (committed?.ok) return;
  }
}

async function sweeper(stores: { readonly claims: Claims; readonly meetings: Meetings }): Promise<void> {
  const owner = {
    raise: (claim: { readonly id: string; readonly value: Claim }) =>
      raiseOwner(stores.meetings, {
        partition: TENANT,
        id: claim.value.owner.id,
        uses: ({ room }) => room === claim.id,
        tombstone: { room: null },
      }),
  };
  const owners = ownersAlike(owner);
  await sweepClaims(stores.claims, { now: instant(1), limit: 10, owners });
}

/** What is taken out of a world, and how it begins. */
interface WorldOptions {
  readonly touch?: Wrap;
  readonly fence?: Wrap;
  /** Whether the meetings are known already, with a room of no name yet, so that commits replace. */
  readonly known: boolean;
}

/** Two workers that want one name for two meetings, the first of which may crash anywhere, and a sweeper. */
async function openWorld({ touch = intact, fence = intact, known }: WorldOptions): Promise<ModelWorld> {
  const database = createWeakMemoryDatabase({ step: async () => undefined });
  const counted = countedRevisions();
  const claims = counted(database.collection(claimShape));
  const meetings = counted(database.collection(meetingShape));
  if (known) {
    const value = { room: null };
    await meetings.commit(TENANT, [
      { op: 'insert', id: 'a', value },
      { op: 'insert', id: 'b', value },
    ]);
  }
  const workerOf = (id: string, mayCrash: boolean): ModelProcess => ({
    name: id,
    mayCrash,
    run: ({ stepped }: ProcessSteps) =>
      worker(id, { claims: stepped(touch(claims)), meetings: stepped(meetings) }),
  });
  const allMeetings = async () =>
    (await meetings.find(TENANT, { index: 'all', equals: [], limit: 10 })).items;
  return {
    processes: [
      workerOf('a', true),
      workerOf('b', false),
      {
        name: 's',
        run: ({ stepped }) => sweeper({ claims: stepped(claims), meetings: stepped(fence(meetings)) }),
      },
    ],
    snapshot: async () => JSON.stringify([await allMeetings(), await claims.load(DEPLOYMENT, [NAME])]),
    violation: async () => {
      const named = (await allMeetings()).filter(({ value }) => value.room === NAME);
      return named.length > 1 ? 'two meetings on one name' : null;
    },
  };
}

describe.each([
  ['new', false],
  ['known', true],
])(
  'all interleavings of two workers with %s meetings, one of which may crash, and a sweeper',
  (kind, known) => {
    const explore = async (title: string, parts: Omit<WorldOptions, 'known'>) => {
      const found = await exploreInterleavings(() => openWorld({ ...parts, known }));
      const { states, runs, ends, violatingStates, violations } = found;
      const first = violations[0] === undefined ? '' : `, first ${violations[0]}`;
      process.stdout.write(
        `${kind} meetings, ${title}: ${states} states, ${runs} schedules, ${ends} ends, ${violatingStates} wrong${first}\n`,
      );
      return found;
    };

    it('never put two meetings on one name with both the touch and the fence', async () => {
      const { violations, states } = await explore('touch and fence', {});
      expect(violations).toEqual([]);
      expect(states).toBeGreaterThan(1_000);
    });

    it('do when the touch is taken out', async () => {
      expect((await explore('without the touch', { touch: withoutReplace })).violatingStates).toBeGreaterThan(
        0,
      );
    });

    it('do when the fence is taken out', async () => {
      expect((await explore('without the fence', { fence: withoutWrites })).violatingStates).toBeGreaterThan(
        0,
      );
    });

    it('do when both are taken out', async () => {
      const both = { touch: withoutReplace, fence: withoutWrites };
      expect((await explore('without either', both)).violatingStates).toBeGreaterThan(0);
    });
  },
);
