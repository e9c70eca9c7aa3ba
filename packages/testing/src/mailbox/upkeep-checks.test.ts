import { DAY_MS, type EquipmentMailbox, instant, shift } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import { mailbox, withSoundWorld } from './faulty-mailbox.fixture.ts';
import { upkeepChecks } from './upkeep-checks.ts';

type Deletion = EquipmentMailbox['deleteInbox'];

const everything: Parameters<Deletion>[1] = async (items) => items.map(() => true);
const far = instant(Date.UTC(2100, 0, 1));

describe('the contract of a mailbox: upkeep', () => {
  kitSees(
    upkeepChecks,
    [
      {
        fault: 'deletes what the filter keeps',
        seenBy: 'deletes what is old and the filter lets go',
        spoil: mailbox((sound) => ({
          deleteInbox: (before, filter, options) =>
            sound.deleteInbox(
              before,
              async (items) => {
                await filter(items);
                return everything(items);
              },
              options,
            ),
        })),
      },
      {
        fault: 'says that it deleted and does not',
        seenBy: 'deletes what is old and the filter lets go',
        spoil: mailbox((sound) => ({
          deleteInbox: async function* (before, filter, options) {
            const nothing: typeof filter = async (items) => (await filter(items)).map(() => false);
            for await (const { done } of sound.deleteInbox(before, nothing, options)) {
              yield { deleted: 2, kept: 1, done };
            }
          } satisfies Deletion,
        })),
      },
      {
        fault: 'deletes mail whenever it came',
        seenBy: 'keeps mail that came later than asked for',
        spoil: mailbox((sound) => ({
          deleteInbox: (_, filter, options) => sound.deleteInbox(far, filter, options),
        })),
      },
      {
        fault: 'goes on deleting when it is told to stop',
        seenBy: 'deleteInbox: stops on the signal',
        spoil: mailbox((sound) => ({
          deleteInbox: (before, filter) => sound.deleteInbox(before, filter),
        })),
      },
      {
        fault: 'deletes a series by its first instance',
        seenBy: 'keeps calendar items that have not ended',
        spoil: mailbox((sound) => ({
          deleteCalendar: (before, filter, options) =>
            sound.deleteCalendar(shift(before, 3 * DAY_MS), filter, options),
        })),
      },
      {
        fault: 'deletes a series at its regular end',
        seenBy: 'keeps a series with an instance that was moved behind its end',
        spoil: mailbox((sound) => ({
          deleteCalendar: (before, filter, options) =>
            sound.deleteCalendar(shift(before, 6 * DAY_MS), filter, options),
        })),
      },
      {
        fault: 'keeps the first mark for ever',
        seenBy: 'keeps the mark of the deployment',
        spoil: mailbox((sound) => ({
          writeMark: async (mark, options) => {
            if ((await sound.readMark()) === null) await sound.writeMark(mark, options);
          },
        })),
      },
      {
        fault: 'forgets a part of the mark',
        seenBy: 'keeps the mark of the deployment',
        spoil: mailbox((sound) => ({
          writeMark: ({ replaced, ...mark }, options) => sound.writeMark(mark, options),
        })),
      },
      {
        fault: 'looks at another mailbox',
        seenBy: 'looks at the mailbox from outside',
        spoil: mailbox((sound) => ({
          inspect: async (options) => ({ ...(await sound.inspect(options)), email: 'other@corp.example' }),
        })),
      },
      {
        fault: 'takes the mail system’s time for one of another year',
        seenBy: 'tells the mail system’s time',
        spoil: mailbox(() => ({ serverTime: () => ({ at: far, heardMs: 0 }) })),
      },
      {
        fault: 'heard no time at all from a mail system that tells it',
        seenBy: 'tells the mail system’s time',
        spoil: mailbox(() => ({ serverTime: () => null })),
      },
    ],
    withSoundWorld,
  );
});
