import { describe, expect, it } from 'vitest';
import { instant, shift } from '../time/instant.ts';
import { afterEvent, type ConferenceRun, newRun, type RunEvent } from './conference-run.ts';

const now = instant(1_900_000_000_000);
const random = { bytes: (count: number) => new Uint8Array(count) };
const context = { conferenceId: 'c-1', platform: 'infinity', now, random };
const fresh = newRun({ tenantId: 'acme', integrationId: 'i-1' }, { now });

let number = 0;
const event = (kind: RunEvent['kind'], run = 'node-1', over: Partial<RunEvent> = {}): RunEvent => {
  number += 1;
  return { kind, run: kind === 'joined' ? '' : run, key: `key-${number}`, at: shift(now, -60_000), ...over };
};
const after = (...events: readonly RunEvent[]) =>
  events.reduce<ConferenceRun>((run, each) => afterEvent(run, each, context) ?? run, fresh);
const told = ({ audit = [] }: ConferenceRun) =>
  audit.map(({ action, details: { platform: _, ...details } }) => [action, details]);

const ends = (participants: string, more: object = { seconds: '0' }) => [
  'conference.ended',
  { participants, ...more },
];
const begins = ['conference.started', {}];
const nobody = ['conference.nobody_came', {}];

describe('a conference', () => {
  const twice = event('joined');
  const first = event('started');
  const last = event('ended', 'node-1', { at: now });
  it.each<[string, readonly RunEvent[], readonly unknown[]]>([
    [
      'starts, and ends with a count',
      [event('started'), event('joined'), event('joined'), event('ended')],
      [begins, ends('2')],
    ],
    ['lasts', [first, event('joined'), last], [begins, ends('1', { seconds: '60' })]],
    ['ends without anybody', [event('started'), event('ended')], [begins, ends('0'), nobody]],
    [
      'starts with its first node and ends with its last',
      [
        event('started'),
        event('started', 'node-2'),
        event('joined'),
        event('ended'),
        event('ended', 'node-2'),
      ],
      [begins, ends('1')],
    ],
    [
      'counts what is sent twice once',
      [first, twice, twice, first, last, last],
      [begins, ends('1', { seconds: '60' })],
    ],
    ['ends before it starts', [event('joined'), event('ended'), event('started')], [ends('1', {})]],
    [
      'counts who came before the start',
      [event('joined'), event('started'), event('ended')],
      [begins, ends('1')],
    ],
    [
      'starts again another day',
      [
        event('started'),
        event('joined'),
        event('ended'),
        event('started', 'node-1 later'),
        event('ended', 'node-1 later'),
      ],
      [begins, ends('1'), begins, ends('0'), nobody],
    ],
  ])('%s', (_, events, expected) => {
    expect(told(after(...events))).toEqual(expected);
  });

  it('is told with its integration and by no person', () => {
    expect(after(event('started')).audit?.[0]).toMatchObject({
      actor: 'platform',
      conferenceId: 'c-1',
      integrationId: 'i-1',
      at: shift(now, -60_000),
      details: { platform: 'infinity' },
    });
  });

  it('believes no clock that is ahead, or far behind', () => {
    const at = (time: number) => after(event('started', 'n', { at: instant(time) })).startedAt;
    expect([at(now + 9_000_000), at(0)]).toEqual([now, now - 86_400_000]);
  });

  it('stays of a bounded size', () => {
    let run: ConferenceRun = { ...fresh, seen: Array.from({ length: 4_090 }, (_, at) => `seen-${at}`) };
    for (let at = 0; at < 10; at += 1) run = afterEvent(run, event('joined'), context) ?? run;
    expect([run.joins, run.seen.length, run.seen[0]]).toEqual([10, 4_096, 'seen-4']);
  });
});
