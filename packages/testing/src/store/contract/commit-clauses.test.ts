import type { Change, Stored } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../../faulty.fixture.ts';
import { commitClauses } from './commit-clauses.ts';
import { collections, now, oneByOne, shapes, single, withSoundDatabase } from './faulty-database.fixture.ts';
import type { Note } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { raceClauses } from './race-clauses.ts';

/** Carries out one kind of change whatever state it names. */
const whatever = (op: Change<Note>['op']) =>
  oneByOne(async (sound, partition, change) => {
    if (change.op !== op) return single(sound, partition, change);
    for (;;) {
      const standing = await now(sound, partition, change.id);
      if (standing === null) {
        const first = await single(sound, partition, change);
        if (first.ok || op !== 'insert') return first;
        continue;
      }
      const { revision } = standing;
      const forced: Change<Note> =
        change.op === 'insert' ? { ...change, op: 'replace', revision } : { ...change, revision };
      const result = await single(sound, partition, forced);
      if (result.ok) return result;
    }
  });

/** Names revisions by something else than the sound database does. */
const revisions = (nameOf: (document: Stored<Note>) => string) =>
  collections((sound) => ({
    load: async (partition, ids) =>
      (await sound.load(partition, ids)).map((each) => each && { ...each, revision: nameOf(each) }),
    commit: (partition, changes) =>
      Promise.all(
        changes.map(async (change) => {
          const { id } = change;
          const standing = await now(sound, partition, id);
          const named = standing && change.op !== 'insert' && nameOf(standing) === change.revision;
          const result = await single(
            sound,
            partition,
            named ? { ...change, revision: standing.revision } : change,
          );
          if (!result.ok || result.revision === null || change.op === 'remove') return result;
          return { ok: true, revision: nameOf({ id, revision: result.revision, value: change.value }) };
        }),
      ),
  }));

/** Numbers the states of each document from 1, for one database. */
const numbered = (opened: OpenedDatabase): OpenedDatabase => {
  const states = new Map<string, string[]>();
  return revisions(({ id, revision }) => {
    const known = states.get(id) ?? [];
    if (!known.includes(revision)) known.push(revision);
    states.set(id, known);
    return `${known.indexOf(revision) + 1}`;
  })(opened);
};

describe('the contract of a document database: load and commit', () => {
  kitSees(
    [...commitClauses, ...raceClauses],
    [
      {
        fault: 'leaves out what is not there',
        seenBy: 'answers in the order asked',
        spoil: collections((sound) => ({
          load: async (partition, ids) => (await sound.load(partition, ids)).filter((each) => each !== null),
        })),
      },
      {
        fault: 'loads an id asked for twice only once',
        seenBy: 'answers in the order asked',
        spoil: collections((sound) => ({
          load: (partition, ids) => sound.load(partition, [...new Set(ids)]),
        })),
      },
      {
        fault: 'answers something to nothing',
        seenBy: 'answers nothing to nothing',
        spoil: collections((sound) => ({
          load: (partition, ids) => sound.load(partition, ids.length === 0 ? [''] : ids),
        })),
      },
      {
        fault: 'loads no more than 1,000 documents',
        seenBy: 'loads more ids than fit into one statement',
        spoil: collections((sound) => ({
          load: (partition, ids) => sound.load(partition, ids.slice(0, 1_000)),
        })),
      },
      {
        fault: 'removes in whatever partition has the revision',
        seenBy: 'load: keeps partitions apart',
        spoil: collections((sound) => ({
          commit: async (partition, changes) => {
            const results = await sound.commit(partition, changes);
            return results.some(({ ok }) => ok) ? results : sound.commit('two', changes);
          },
        })),
      },
      {
        fault: 'loads from whatever partition has the id',
        seenBy: 'load: keeps partitions apart',
        spoil: collections((sound) => ({
          load: async (partition, ids) => {
            const own = await sound.load(partition, ids);
            const others = await sound.load('one', ids);
            return own.map((each, at) => each ?? others[at] ?? null);
          },
        })),
      },
      {
        fault: 'keeps all collections in one',
        seenBy: 'keeps collections apart',
        spoil: shapes((shape) => ({ ...shape, name: 'all' })),
      },
      {
        fault: 'takes values as they are when it comes to writing them',
        seenBy: 'copies values in and out',
        spoil: collections((sound) => ({
          commit: async (partition, changes) => {
            await null;
            return sound.commit(partition, changes);
          },
        })),
      },
      {
        fault: 'gives one object to all who read',
        seenBy: 'copies values in and out',
        spoil: (opened) => {
          const given = new Map<string, Stored<Note>>();
          return collections((sound) => ({
            load: async (partition, ids) =>
              (await sound.load(partition, ids)).map((each) => {
                if (each && !given.has(each.revision)) given.set(each.revision, structuredClone(each));
                return each && (given.get(each.revision) ?? null);
              }),
          }))(opened);
        },
      },
      {
        fault: 'inserts over a document',
        seenBy: 'inserts only where no document',
        spoil: whatever('insert'),
      },
      { fault: 'replaces any state', seenBy: 'replaces only the state it names', spoil: whatever('replace') },
      { fault: 'removes any state', seenBy: 'removes only the state it names', spoil: whatever('remove') },
      {
        fault: 'keeps what the new value leaves out',
        seenBy: 'replaces as a whole',
        spoil: oneByOne(async (sound, partition, change) => {
          if (change.op !== 'replace') return single(sound, partition, change);
          const standing = await now(sound, partition, change.id);
          return single(sound, partition, { ...change, value: { ...standing?.value, ...change.value } });
        }),
      },
      {
        fault: 'writes nothing when a document is replaced by an equal one',
        seenBy: 'draws a new revision when a document is replaced by an equal one',
        spoil: oneByOne(async (sound, partition, change) => {
          const standing = await now(sound, partition, change.id);
          const equal =
            change.op === 'replace' && JSON.stringify(standing?.value) === JSON.stringify(change.value);
          if (equal && standing) return { ok: true, revision: standing.revision };
          return single(sound, partition, change);
        }),
      },
      {
        fault: 'makes a document of a replacement',
        seenBy: 'neither replaces nor removes what is not there',
        spoil: oneByOne(async (sound, partition, change) => {
          if (change.op !== 'replace' || (await now(sound, partition, change.id))) {
            return single(sound, partition, change);
          }
          return single(sound, partition, { op: 'insert', id: change.id, value: change.value });
        }),
      },
      {
        fault: 'reports what is not there as removed',
        seenBy: 'neither replaces nor removes what is not there',
        spoil: oneByOne(async (sound, partition, change) => {
          const result = await single(sound, partition, change);
          return change.op === 'remove' ? { ok: true, revision: null } : result;
        }),
      },
      {
        fault: 'names a state by its value',
        seenBy: 'never uses a revision again',
        spoil: revisions(({ value }) => JSON.stringify(value)),
      },
      {
        fault: 'numbers the states of each document by itself',
        seenBy: 'draws each document its own revision',
        spoil: numbered,
      },
      {
        fault: 'drops the last of several changes',
        seenBy: 'tries each change on its own',
        spoil: collections((sound) => ({
          commit: async (partition, changes) => {
            const kept = changes.length > 1 ? changes.slice(0, -1) : changes;
            const results = await sound.commit(partition, kept);
            return changes.map((_, at) => results[at] ?? { ok: true, revision: 'lost' });
          },
        })),
      },
      {
        fault: 'reports results in an order of its own',
        seenBy: 'tries each change on its own',
        spoil: collections((sound) => ({
          commit: async (partition, changes) => (await sound.commit(partition, changes)).toReversed(),
        })),
      },
      {
        fault: 'does all or nothing',
        seenBy: 'tries each change on its own',
        spoil: collections((sound) => ({
          commit: async (partition, changes) => {
            const results = await sound.commit(partition, changes);
            return results.every(({ ok }) => ok) ? results : results.map(() => ({ ok: false }));
          },
        })),
      },
      {
        fault: 'writes one document twice in one call',
        seenBy: 'refuses two changes of one document',
        spoil: oneByOne(single),
      },
      {
        fault: 'refuses too late, when some of it is written',
        seenBy: 'refuses two changes of one document',
        spoil: collections((sound) => ({
          commit: async (partition, changes) => {
            await sound.commit(partition, changes.slice(0, 1));
            return sound.commit(partition, changes);
          },
        })),
      },
      { fault: 'replaces any state', seenBy: 'lets exactly one of 50 replace', spoil: whatever('replace') },
      {
        fault: 'inserts over a document',
        seenBy: 'lets exactly one of 50 insert',
        spoil: whatever('insert'),
      },
      { fault: 'replaces any state', seenBy: 'loses no increment', spoil: whatever('replace') },
      { fault: 'removes any state', seenBy: 'removes or replaces one state', spoil: whatever('remove') },
    ],
    withSoundDatabase,
  );
});
