import type { ChangeBatch, EquipmentMailbox } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import { mailbox, withSoundWorld } from './faulty-mailbox.fixture.ts';
import { followingChecks } from './following-checks.ts';

type Changes = EquipmentMailbox['changes'];

/** A mailbox that tells its batches otherwise; `change` is given their number. */
const batches = (change: (batch: ChangeBatch, at: number) => ChangeBatch) =>
  mailbox((sound) => ({
    changes: async function* (cursor, options) {
      let at = 0;
      for await (const batch of sound.changes(cursor, options)) {
        yield change(batch, at);
        at += 1;
      }
    } satisfies Changes,
  }));

/** A mailbox that tells nothing and ends with the signal, instead of rejecting. */
const silent: Changes = async function* (_, { signal }) {
  yield { refs: [], cursor: '1.0', replayed: false };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
};

describe('the contract of a mailbox: changes', () => {
  kitSees(
    followingChecks,
    [
      {
        fault: 'tells only the first of several messages',
        seenBy: 'tells mail that came while nobody looked',
        spoil: batches((batch, at) => ({ ...batch, refs: at === 0 ? batch.refs.slice(0, 1) : [] })),
      },
      {
        fault: 'says of every batch that it is replayed',
        seenBy: 'tells mail that came while nobody looked',
        spoil: batches((batch) => ({ ...batch, replayed: true })),
      },
      {
        fault: 'tells what was there at first, and nothing new',
        seenBy: 'tells of new mail at once',
        spoil: batches((batch, at) => ({ ...batch, refs: at === 0 ? batch.refs : [] })),
      },
      {
        fault: 'goes on behind what comes next',
        seenBy: 'goes on from a cursor',
        spoil: batches((batch) => ({ ...batch, cursor: batch.cursor.replace(/\d+$/, '99') })),
      },
      {
        fault: 'gives out a cursor that never moves',
        seenBy: 'the cursor moves behind what was told',
        spoil: batches((batch) => ({ ...batch, cursor: '1.0' })),
      },
      {
        fault: 'begins anew without a word',
        seenBy: 'begins anew when the cursor is lost',
        spoil: batches((batch) => ({ ...batch, replayed: false })),
      },
      {
        fault: 'forgets what was told before when its cursor is lost',
        seenBy: 'begins anew when the cursor is lost',
        spoil: batches((batch) => (batch.replayed ? { ...batch, refs: [] } : batch)),
      },
      {
        fault: 'ignores the signal',
        seenBy: 'ends without an error when the signal aborts',
        spoil: mailbox((sound) => ({
          changes: (cursor) => sound.changes(cursor, { signal: new AbortController().signal }),
        })),
      },
      {
        fault: 'takes the signal for an error',
        seenBy: 'ends without an error when the signal aborts',
        spoil: mailbox((sound) => ({
          changes: async function* (cursor, options) {
            yield* sound.changes(cursor, options);
            options.signal.throwIfAborted();
          } satisfies Changes,
        })),
      },
      {
        fault: 'waits in silence while the mail system is away',
        seenBy: 'rejects when the mail system is away',
        spoil: mailbox(() => ({ changes: silent })),
      },
      {
        fault: 'takes missing rights for silence',
        seenBy: 'rejects without rights over the mailbox',
        spoil: mailbox(() => ({ changes: silent })),
      },
    ],
    withSoundWorld,
  );
});
