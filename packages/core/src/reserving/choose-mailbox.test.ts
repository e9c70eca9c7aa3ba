import { describe, expect, test } from 'vitest';
import { chooseMailbox, type MailboxLoad } from './choose-mailbox.ts';

type Given = Partial<Omit<MailboxLoad, 'mailboxId'>>;

/** Mailboxes a, b, c … with these loads; nothing to do, 30 answers a minute and no trouble unless told. */
function pool(...loads: readonly Given[]): readonly MailboxLoad[] {
  return loads.map((load, index) => ({
    mailboxId: String.fromCharCode(97 + index),
    waiting: 0,
    expected: 0,
    repliesPerMinute: 30,
    inTrouble: false,
    ...load,
  }));
}

describe('the next meeting goes to', () => {
  test.each<[string, readonly Given[], string | undefined]>([
    ['nobody when there is nobody', [], undefined],
    ['the only one, however much it has to do', [{ waiting: 5_000, inTrouble: true }], 'a'],
    ['the first of equals', [{}, {}, {}], 'a'],
    ['the shortest queue', [{ waiting: 9 }, { waiting: 3 }, { waiting: 4 }], 'b'],
    ['whom the fewest requests are expected at', [{ expected: 2 }, { expected: 1 }], 'b'],
    ['the least of both together', [{ waiting: 2, expected: 2 }, { waiting: 3 }], 'b'],
    ['the faster one of equal queues', [{ waiting: 9 }, { waiting: 9, repliesPerMinute: 60 }], 'b'],
    ['the faster one with a longer queue', [{ waiting: 9 }, { waiting: 17, repliesPerMinute: 60 }], 'b'],
    ['the slower one once it is done sooner', [{ waiting: 9 }, { waiting: 19, repliesPerMinute: 60 }], 'a'],
    ['one without a limit', [{ waiting: 1 }, { waiting: 90, repliesPerMinute: null }], 'b'],
    [
      'of those without a limit the one with less',
      [
        { waiting: 2, repliesPerMinute: null },
        { waiting: 1, repliesPerMinute: null },
      ],
      'b',
    ],
    ['one that can be followed', [{ inTrouble: true }, { waiting: 500 }], 'b'],
    [
      'the shortest queue when none can be followed',
      [{ inTrouble: true, waiting: 2 }, { inTrouble: true }],
      'b',
    ],
  ])('%s', (_, loads, expected) => {
    expect(chooseMailbox(pool(...loads))?.mailboxId).toBe(expected);
  });
});
