import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { formatInstant, MINUTE_MS } from '../time/instant.ts';
import { alarmShape } from './alarm.ts';
import { type AlarmRef, AlarmService } from './alarm-service.ts';

const ref: AlarmRef = {
  kind: 'exchange-unreachable',
  tenantId: 'one',
  integrationId: '11111111-1111-4111-8111-111111111111',
  subject: 'mailbox-1',
};

function openReservations() {
  const clock = new FakeClock();
  const alarms = createWeakMemoryDatabase().collection(alarmShape);
  const standing = async (tenantId = 'one') => {
    const found = await alarms.find(tenantId, { index: 'standing', equals: [tenantId], limit: 10 });
    return found.items.map(({ value }) => value);
  };
  return { clock, alarms, standing, book: new AlarmService(alarms, clock, createSeededRandom(1)) };
}

describe('AlarmService', () => {
  test('a condition that lasts is one alarm, counted, with its beginning kept', async () => {
    const { book, clock, standing } = openReservations();
    const raisedAt = clock.now();
    await book.raise(ref, 'ERR_EWS_TIMEOUT');
    await clock.advance(MINUTE_MS);
    await book.raise(ref, 'ERR_EWS_UNREACHABLE');
    const seen = { detail: 'ERR_EWS_UNREACHABLE', raisedAt, lastSeenAt: clock.now(), clearedAt: null };
    expect(await standing()).toMatchObject([{ ...ref, ...seen, count: 2 }]);
  });

  test('it is cleared when the condition ends, and begins anew when it comes back', async () => {
    const { book, clock, standing } = openReservations();
    await book.raise(ref, 'a');
    await book.raise(ref, 'a');
    await book.clear(ref);
    expect(await standing()).toEqual([]);
    await clock.advance(MINUTE_MS);
    await book.raise(ref, 'b');
    expect(await standing()).toMatchObject([{ count: 1, raisedAt: clock.now(), detail: 'b' }]);
  });

  test('the audit trail is told when it is raised and when it is cleared, and not while it lasts', async () => {
    const { book, alarms, clock } = openReservations();
    const raisedAt = clock.now();
    await book.raise(ref, 'a');
    await book.raise(ref, 'b');
    await book.clear(ref);
    await book.clear(ref);
    const [stored] = await alarms.load('one', ['exchange-unreachable/mailbox-1']);
    const told = { actor: 'manager', integrationId: ref.integrationId };
    expect(stored?.value.audit).toMatchObject([
      { action: 'alarm.raised', details: { kind: ref.kind, subject: ref.subject, detail: 'a' }, ...told },
      {
        action: 'alarm.cleared',
        ...told,
        details: {
          kind: ref.kind,
          subject: ref.subject,
          detail: 'b',
          seen: '2',
          raised_at: formatInstant(raisedAt),
        },
      },
    ]);
  });

  test('clearing what does not stand writes nothing', async () => {
    const { book, alarms, standing } = openReservations();
    await book.clear(ref);
    expect(await alarms.load('one', ['exchange-unreachable/mailbox-1'])).toEqual([null]);
    expect(await standing()).toEqual([]);
  });

  test('alarms of another tenant, kind or subject stand apart', async () => {
    const { book, standing } = openReservations();
    await book.raise(ref, 'a');
    await book.raise({ ...ref, tenantId: 'two' }, 'b');
    await book.raise({ ...ref, subject: 'mailbox-2' }, 'c');
    await book.raise({ ...ref, kind: 'sign-in-needed' }, 'd');
    expect((await standing()).map(({ detail }) => detail).sort()).toEqual(['a', 'c', 'd']);
    expect((await standing('two')).map(({ detail }) => detail)).toEqual(['b']);
  });
});
