import { InvalidInputError, instant, type PlatformRequest } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { jitsiEvents } from './jitsi-events.ts';

const { parse, routes } = jitsiEvents('/jitsi');
const room_jid = '55123456@conference.meet.example.com';
const room = { room_name: '55123456', room_jid, is_breakout: false, created_at: 1_900_000_000 };
const occupant = {
  ...{ occupant_jid: `${room_jid}/1a2b`, joined_at: 1_900_000_005 },
  ...{ name: 'Ada', email: 'ada@example.com', id: '7' },
};
const post = (body: unknown): PlatformRequest => ({
  ...{
    method: 'POST',
    path: '/jitsi/events/room/created',
    query: {},
    headers: {},
    body,
    rawBody: new Uint8Array(),
  },
});
const run = JSON.stringify([room_jid, 1_900_000_000]);
const found = { alias: '55123456' };

it.each<[string, object, unknown]>([
  [
    'a room',
    { event_name: 'muc-room-created', ...room },
    [{ kind: 'started', room: found, run, key: `+${run}`, at: instant(1_900_000_000_000) }],
  ],
  [
    'its end',
    { event_name: 'muc-room-destroyed', ...room, destroyed_at: 1_900_000_100, all_occupants: [occupant] },
    [{ kind: 'ended', room: found, run, key: `-${run}`, at: instant(1_900_000_100_000) }],
  ],
  [
    'an occupant',
    { event_name: 'muc-occupant-joined', ...room, occupant },
    [
      {
        kind: 'joined',
        room: found,
        run: '',
        key: JSON.stringify([occupant.occupant_jid, occupant.joined_at]),
        at: instant(1_900_000_005_000),
      },
    ],
  ],
  ['one who leaves', { event_name: 'muc-occupant-left', ...room, occupant }, []],
  ['a breakout room', { event_name: 'muc-room-created', ...room, is_breakout: true }, []],
])('%s', (_, body, expected) => {
  expect(parse(post(body))).toEqual(expected);
});

it('finds the alias behind a tenant', () => {
  const [event] = parse(post({ event_name: 'muc-room-created', ...room, room_name: '[acme]55123456' }));
  expect(event?.room).toEqual(found);
});

it.each([null, {}, { event_name: 'muc-room-created' }, { event_name: 'x', ...room, created_at: 'now' }])(
  'refuses %j',
  (body) => {
    expect(() => parse(post(body))).toThrow(InvalidInputError);
  },
);

it('lies under the path of the deployment', () => {
  expect(routes.map(({ path }) => path)).toContain('/jitsi/events/occupant/joined');
});
