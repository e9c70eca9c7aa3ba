import { expect, test } from 'vitest';
import { live } from '../meetings/meeting.fixture.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { OutboxEntry, Urgency } from '../meetings/outbox-entry.ts';
import { instant } from '../time/instant.ts';
import type { DueEffect } from './effect-state.ts';
import { inTurns } from './in-turns.ts';

const meeting: Meeting = live();
const [reply] = meeting.outbox;

/** Due answers of one meeting, each with its urgency and since when it waits; the meeting's last one went out `answeredAt`. */
function due(
  name: string,
  waiting: readonly (readonly [urgency: Urgency, since: number])[],
  answeredAt?: number,
): DueEffect[] {
  if (reply === undefined) throw new TypeError('The fixture has an answer.');
  const sent: OutboxEntry[] =
    answeredAt === undefined
      ? []
      : [{ ...reply, id: 'sent', state: { kind: 'done', at: instant(answeredAt), how: 'sent' } }];
  const entries = waiting.map(
    ([urgency, since], index): OutboxEntry => ({
      ...reply,
      id: `${name}${index + 1}`,
      urgency,
      state: { kind: 'pending', notBefore: instant(since) },
    }),
  );
  const stored = { id: name, revision: 'r' as never, value: { ...meeting, outbox: [...sent, ...entries] } };
  return entries.map((entry) => ({ stored, entry }));
}

const ids = (meetings: readonly DueEffect[][]) => inTurns(meetings).map(({ entry }) => entry.id);

test('each meeting has one answer a round, the longest waiting first', () => {
  const series = due('s', [
    [1, 10],
    [1, 11],
    [1, 12],
  ]);
  expect(ids([series, due('b', [[1, 30]]), due('a', [[1, 20]])])).toEqual(['s1', 'a1', 'b1', 's2', 's3']);
});

test('what is urgent goes first, also where others of its meeting are not', () => {
  const series = due('s', [
    [1, 10],
    [0, 50],
  ]);
  expect(ids([series, due('a', [[1, 20]]), due('c', [[2, 1]])])).toEqual(['s2', 'a1', 's1', 'c1']);
});

test('a meeting that was answered just now lets go first who waited before, and nobody who came since', () => {
  const series = due(
    's',
    [
      [1, 10],
      [1, 11],
    ],
    25,
  );
  expect(ids([series, due('b', [[1, 30]]), due('a', [[1, 20]])])).toEqual(['a1', 's1', 'b1', 's2']);
});
