import { InvalidInputError, instant, type PlatformRequest } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { bigBlueButtonEvents } from './bigbluebutton-events.ts';

const { parse } = bigBlueButtonEvents('/bigbluebutton');
const ID = '0192f0c1-0000-7000-8000-000000000001';
const meeting = { 'external-meeting-id': ID, 'internal-meeting-id': 'f3-1900000000000', name: 'Plan (Ada)' };
const user = { 'internal-user-id': 'w_1', 'external-user-id': 'ada@example.com', name: 'Ada' };
const event = (id: string, attributes: object = { meeting }) => ({
  data: { type: 'event', id, attributes, event: { ts: 1_900_000_000_000 } },
});
const post = (body: unknown): PlatformRequest => ({
  ...{
    method: 'POST',
    path: '/bigbluebutton/events',
    query: {},
    headers: {},
    body,
    rawBody: new Uint8Array(),
  },
});
const form = (list: unknown) => post({ event: JSON.stringify(list), timestamp: '1900000000', domain: 'bbb' });
const at = instant(1_900_000_000_000);
const run = meeting['internal-meeting-id'];
const told = (kind: string, id: string, more: object = {}) => ({
  ...{ kind, run, at, room: { id: ID }, key: JSON.stringify([run, id, '']) },
  ...more,
});

it.each<[string, unknown, unknown]>([
  ['a meeting', [event('meeting-created')], [told('started', 'meeting-created')]],
  ['its end', [event('meeting-ended')], [told('ended', 'meeting-ended')]],
  [
    'somebody',
    event('user-joined', { meeting, user }),
    [told('joined', '', { run: '', key: JSON.stringify([run, 'user-joined', 'w_1']) })],
  ],
  ['nobody', [event('user-joined')], []],
  ['what is of no use', [event('user-audio-voice-enabled', { meeting, user }), 7, {}], []],
])('%s', (_, list, expected) => {
  expect(parse(form(list))).toEqual(expected);
});

it.each([null, {}, { event: 'no JSON' }, { event: 7 }])('refuses %j', (body) => {
  expect(() => parse(post(body))).toThrow(InvalidInputError);
});
