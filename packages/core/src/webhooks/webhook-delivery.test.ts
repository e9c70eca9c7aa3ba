import { describe, expect, it, test } from 'vitest';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { Stored } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';
import { unreached, type Webhook, type WebhookReach } from './webhook.ts';
import {
  begun,
  deliveriesOf,
  dueDeliveries,
  isDead,
  reachAfter,
  settled,
  type WebhookDelivery,
} from './webhook-delivery.ts';
import { bodyOf, payloadOf } from './webhook-event.ts';

const now = Date.UTC(2030, 0, 1) as Instant;

const webhook = (changes: Partial<Webhook> = {}): Webhook => ({
  tenantId: 'acme',
  url: 'https://hooks.example/',
  events: ['conference.created'],
  description: '',
  enabled: true,
  secret: '',
  retired: null,
  createdAt: now,
  version: 1,
  lastNumber: 0,
  reach: unreached,
  audit: [],
  ...changes,
});
const stored = <T>(id: string, value: T): Stored<T> => ({ id, revision: '1', value });

const event = (changes: Partial<AuditEvent> = {}): AuditEvent => ({
  tenantId: 'acme',
  subject: { kind: 'conference', id: 'm1' },
  at: now,
  action: 'conference.created',
  actor: 'mail',
  details: {},
  conferenceId: 'c1',
  integrationId: 'i1',
  correlationId: 'r1',
  ...changes,
});

describe('which event goes to which webhook', () => {
  it.each<[string, Partial<AuditEvent>, Partial<Webhook>, number]>([
    ['one that it asked for', {}, {}, 1],
    ['one that it did not ask for', { action: 'conference.removed' }, {}, 0],
    ['one that webhooks are never told of', { action: 'user.created' }, {}, 0],
    ['one while it is off', {}, { enabled: false }, 0],
    ['one of another tenant', { tenantId: 'beta' }, {}, 0],
  ])('%s', (_, changes, hook, count) => {
    const made = deliveriesOf([{ id: 'e1', place: 0, event: event(changes) }], {
      webhooks: [stored('w1', webhook(hook))],
      now,
    });
    expect(made).toHaveLength(count);
  });

  test('its id is made of both, so that it stands once; its order is that in which it was told', () => {
    const events = [3, 1].map((place) => ({ id: `e${place}`, place, event: event() }));
    const made = deliveriesOf(events, { webhooks: [stored('w1', webhook())], now });
    expect(made.map(({ id }) => id)).toEqual(['w1/e3', 'w1/e1']);
    expect(made.map(({ value }) => value.order).sort()).toEqual([made[1]?.value.order, made[0]?.value.order]);
    expect(made[0]?.value).toMatchObject({ messageId: 'msg_e3', line: 'conference/m1', number: null });
  });
});

const waiting = (id: string, changes: Partial<WebhookDelivery> = {}): Stored<WebhookDelivery> => {
  const [made] = deliveriesOf([{ id, place: 0, event: event() }], {
    webhooks: [stored('w1', webhook())],
    now,
  });
  if (made === undefined) throw new Error('not told');
  return stored(id, { ...made.value, ...changes });
};
const later = (now + 1) as Instant;
const dead: WebhookReach = { failures: 5, pausedUntil: null, lastError: 'HTTP 500' };

describe('what is tried now', () => {
  it.each<[string, readonly Stored<WebhookDelivery>[], Partial<Webhook>, readonly string[]]>([
    [
      'the oldest of each conference',
      [waiting('a'), waiting('b'), waiting('c', { line: 'x' })],
      {},
      ['a', 'c'],
    ],
    [
      'nothing of a conference whose oldest waits',
      [waiting('a', { nextTryAt: later }), waiting('b')],
      {},
      [],
    ],
    [
      'another conference meanwhile',
      [waiting('a', { nextTryAt: later }), waiting('b'), waiting('c', { line: 'x' })],
      {},
      ['c'],
    ],
    ['nothing of one that is off', [waiting('a')], { enabled: false }, []],
    ['nothing in a pause', [waiting('a')], { reach: { ...dead, pausedUntil: later } }, []],
    [
      'after a pause one alone, that which was tried least',
      [
        waiting('a', { tries: 9 }),
        waiting('c', { line: 'x', tries: 1 }),
        waiting('d', { line: 'y', tries: 2 }),
      ],
      { reach: { ...dead, pausedUntil: now } },
      ['c'],
    ],
  ])('%s', (_, items, hook, ids) => {
    expect(dueDeliveries(items, webhook(hook), now).map(({ id }) => id)).toEqual(ids);
  });
});

test('an event that is refused waits longer and longer, and keeps its number', () => {
  let delivery = waiting('a').value;
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 11; attempt += 1) {
    delivery = begun(delivery, attempt, now);
    expect(delivery.nextTryAt - now).toBe(30_000);
    delivery = settled(delivery, 'HTTP 500', now);
    pauses.push((delivery.nextTryAt - now) / 1_000);
  }
  expect(pauses).toEqual([5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 43_200, 43_200]);
  expect(delivery).toMatchObject({ number: 1, tries: 11, state: 'waiting' });
  expect(settled(delivery, null, now).state).toBe('delivered');
});

test('a receiver is dead after five failures, is left alone for longer and longer, and lives after one success', () => {
  let reach = unreached;
  const seen: [boolean, number | null][] = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    reach = reachAfter(reach, 'ERR_HTTP_TIMEOUT', now);
    seen.push([isDead(reach), reach.pausedUntil && reach.pausedUntil - now]);
  }
  expect(seen.slice(3)).toEqual([
    [false, null],
    [true, 5_000],
    [true, 30_000],
    [true, 120_000],
  ]);
  expect(reachAfter(reach, null, now)).toEqual(unreached);
});

test('a body tells what happened, its number first, its values as JSON has them', () => {
  const changes = [
    { path: 'starts_at', before: null, after: '"2030-01-01T09:00:00.000Z"' },
    { path: 'name', before: '"cut', after: null },
  ];
  const payload = payloadOf(event({ changes }));
  expect(payload && JSON.parse(bodyOf(payload, 7))).toEqual({
    type: 'conference.created',
    timestamp: '2030-01-01T00:00:00.000Z',
    data: {
      number: 7,
      tenant_id: 'acme',
      integration_id: 'i1',
      actor: 'mail',
      conference_id: 'c1',
      correlation_id: 'r1',
      because: null,
      changes: [
        { path: 'starts_at', before: null, after: '2030-01-01T09:00:00.000Z' },
        { path: 'name', before: '"cut', after: null },
      ],
    },
  });
});

test.each([
  ['answers-waiting', expect.stringContaining('waits too long')],
  ['of-a-newer-version', ''],
])('an alarm %s comes with its cause and remedy', (kind, cause) => {
  const details = { kind, subject: 'm', detail: 'ERR_X' };
  const payload = payloadOf(event({ action: 'alarm.raised', details }));
  expect(payload?.data.alarm).toMatchObject({ kind, subject: 'm', detail: 'ERR_X', cause });
});
