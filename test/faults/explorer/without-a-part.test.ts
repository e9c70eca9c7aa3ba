import {
  type Change,
  type CollectionShape,
  type DocumentCollection,
  type DocumentDatabase,
  type EquipmentMailbox,
  instant,
} from '@vmrkit/core';
import type { Meeting } from '@vmrkit/core/composition';
import { expect, it } from 'vitest';
import { altered } from '../../../packages/testing/src/faulty.fixture.ts';
import { type FaultName, faults } from './fault.ts';
import type { Flow } from './flow.ts';
import { type FlowName, faultFlows } from './flows/flows.ts';
import { samplePoints } from './sample-points.ts';
import { tryFault } from './try-fault.ts';

type Commit = DocumentCollection<unknown, string>['commit'];

/** A database whose collection of this name commits otherwise; of every name when left out. */
function committing(
  change: (sound: DocumentCollection<unknown, string>) => Commit,
  name?: string,
): (sound: DocumentDatabase) => DocumentDatabase {
  return (database) =>
    altered(database, {
      collection: <T, Index extends string>(shape: CollectionShape<T, Index>) => {
        const sound = database.collection(shape);
        if (name !== undefined && shape.name !== name) return sound;
        const commit = change(sound as unknown as DocumentCollection<unknown, string>);
        return altered(sound, { commit: commit as typeof sound.commit });
      },
    });
}

/** Reports that an effect is noted as being sent, and leaves it pending. */
const withoutSending = committing(
  (sound) => (partition, changes) =>
    sound.commit(
      partition,
      changes.map((each) =>
        each.op === 'remove' ? each : { ...each, value: unsent(each.value as Meeting) },
      ),
    ),
  'meetings',
);

function unsent(meeting: Meeting): Meeting {
  const outbox = meeting.outbox.map((effect) =>
    effect.state.kind === 'sending'
      ? { ...effect, state: { kind: 'pending', notBefore: instant(0) } }
      : effect,
  );
  return { ...meeting, outbox } as Meeting;
}

/** Replaces a document whatever state the change names. */
const withoutRevisions = committing((sound) => async (partition, changes) => {
  const standing = await sound.load(
    partition,
    changes.map(({ id }) => id),
  );
  const forced = changes.map((each, at): Change<unknown> => {
    const revision = standing[at]?.revision;
    return each.op === 'replace' && revision !== undefined ? { ...each, revision } : each;
  });
  return sound.commit(partition, forced);
});

/** Moves the cursor before its batch is dealt with. */
const withoutOrder = (mailbox: EquipmentMailbox): EquipmentMailbox =>
  altered(mailbox, {
    changes: async function* (cursor, options) {
      for await (const batch of mailbox.changes(cursor, options)) {
        yield { ...batch, refs: [] };
        yield batch;
      }
    } satisfies EquipmentMailbox['changes'],
  });

const parts: readonly {
  readonly part: string;
  readonly flow: FlowName;
  readonly fault: FaultName;
  readonly points: number;
  /** What is seen of it. */
  readonly shows: RegExp;
  readonly without: NonNullable<Flow['without']>;
}[] = [
  {
    part: 'the note that an answer is being sent',
    flow: 'single-doubling',
    fault: 'stop-after',
    points: 12,
    shows: /doubled/,
    without: { database: withoutSending },
  },
  {
    part: 'the fence and the revisions',
    flow: 'another-tag',
    fault: 'frozen',
    points: 60,
    shows: /^answers/,
    without: { database: withoutRevisions },
  },
  {
    part: 'the cursor that waits for its batch',
    flow: 'single-ews',
    fault: 'stop-before',
    points: 12,
    shows: /^answers/,
    without: { mailbox: withoutOrder },
  },
];

it.each(parts)(
  '[S4.8a] the faults show that $part cannot be left out',
  { timeout: 60_000 },
  async ({ flow, fault, points, without, shows }) => {
    const choose = samplePoints(points, 4);
    const sound = await tryFault(faultFlows[flow], faults[fault], { choose });
    expect(sound.bad).toEqual([]);
    const { bad } = await tryFault({ ...faultFlows[flow], without }, faults[fault], { choose });
    expect(bad.flatMap(({ problems }) => problems)).toContainEqual(expect.stringMatching(shows));
  },
);
