import { InvalidInputError, instant, type PlatformRequest } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { pexipEvents } from './pexip-events.ts';

const ID = '0192f0c1-0000-7000-8000-000000000001';
/** As a Conferencing Node posts it. */
const sent = (event: string, data: unknown, over: object = {}) => ({
  ...{ node: '10.44.99.2', seq: 3, version: 2, time: 1_900_000_000.25, event, data },
  ...over,
});
const post = (body: unknown): PlatformRequest => ({
  ...{
    method: 'POST',
    path: '/event-sink/v1/events',
    query: {},
    headers: {},
    body,
    rawBody: new Uint8Array(),
  },
});
const conference = {
  ...{ name: 'Plan (Ada)', tag: ID, service_type: 'conference', start_time: 1_900_000_000.1 },
  ...{ is_locked: false, is_started: true, guests_muted: false },
};
const at = instant(1_900_000_000_250);
const key = '["10.44.99.2",1900000000.25,3]';
const run = '["10.44.99.2",1900000000.1]';
const started = { kind: 'started', key, run, at, room: { id: ID } };

it.each<[string, unknown, unknown]>([
  ['a start', sent('conference_started', conference), [started]],
  [
    'an end',
    sent('conference_ended', { ...conference, end_time: 1_900_000_100 }),
    [{ ...started, kind: 'ended' }],
  ],
  [
    'a participant',
    sent('participant_connected', { service_tag: ID, display_name: 'Ada', uuid: 'u' }),
    [{ ...started, kind: 'joined', run: '' }],
  ],
  [
    'a bulk',
    sent('eventsink_bulk', [sent('conference_started', conference), 7, sent('media_streams_window', {})]),
    [started],
  ],
  ['the start of the sink', sent('eventsink_started', {}), []],
  ['a room of nobody of ours', sent('conference_started', { ...conference, tag: '' }), []],
  ['a participant of a room without a tag', sent('participant_connected', { display_name: 'Ada' }), []],
  ['a bulk that is none', sent('eventsink_bulk', null), []],
])('%s', (_, body, expected) => {
  expect(pexipEvents.parse(post(body))).toEqual(expected);
});

it('tells a node that counts anew from one that sends again', () => {
  const keyOf = (over: object) =>
    pexipEvents.parse(post(sent('conference_started', conference, over)))[0]?.key;
  expect(keyOf({})).toBe(keyOf({}));
  expect(
    new Set([keyOf({}), keyOf({ time: 1_900_000_001 }), keyOf({ node: '10.0.0.9' }), keyOf({ seq: 4 })]).size,
  ).toBe(4);
});

it.each([null, [], {}, sent('x', {}, { time: 'soon' }), sent('x', {}, { seq: null })])(
  'refuses %j',
  (body) => {
    expect(() => pexipEvents.parse(post(body))).toThrow(InvalidInputError);
  },
);
