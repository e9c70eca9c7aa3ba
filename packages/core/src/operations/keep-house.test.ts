import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { allocateReservation } from '../allocation/allocate.ts';
import type { KeySealer } from '../allocation/allocation-store.ts';
import { bindReservation } from '../allocation/reservations.ts';
import type { MeetingKey } from '../meetings/meeting-key.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { openStore } from '../store/store.ts';
import { DAY_MS } from '../time/instant.ts';
import { AlarmBook } from './alarm-book.ts';
import { keepHouse } from './keep-house.ts';

const sealer: KeySealer = { seal: async (secret) => secret, open: async (sealed) => sealed };
const LAPSE_DAYS = 10;
const QUARANTINE_DAYS = 5;

function openHouse() {
  const clock = new FakeClock();
  const store = openStore(createWeakMemoryDatabase());
  const alarms = new AlarmBook(store.alarms, clock);
  const tagKeys = { current: new Uint8Array(32).fill(9), retired: [] };
  const deps = { store, sealer, random: createSeededRandom(1), clock, tagKeys };
  return {
    store,
    pass: (days: number) => clock.advance(days * DAY_MS + 1),
    keep: () => keepHouse({ store, sealer, alarms, clock, quarantineDays: QUARANTINE_DAYS }),
    async allocate(count: number) {
      const made = [];
      for (let at = 0; at < count; at += 1) made.push(await allocateReservation(input, deps));
      return made;
    },
    async standing() {
      const found = await store.alarms.find('one', { index: 'standing', equals: ['one'], limit: 10 });
      return found.items.map(({ value: { kind, subject, detail } }) => `${kind} ${subject}: ${detail}`);
    },
    async claims() {
      return (await store.claims.find(DEPLOYMENT, { index: 'review', equals: [], limit: 100 })).items.length;
    },
  };
}

const input = {
  tenantId: 'one',
  integrationId: '11111111-1111-4111-8111-111111111111',
  prefix: 'm',
  length: 1,
  domain: 'vc.example.org',
  mailboxId: 'mailbox-1',
  callerKey: 'caller-1',
  correlationId: '33333333-3333-4333-8333-333333333333',
  draftKey: null,
  pins: { hostPin: false, allowGuests: false, guestPin: false, length: 6 },
  lapseAfterMs: LAPSE_DAYS * DAY_MS,
  quarantineMs: QUARANTINE_DAYS * DAY_MS,
};

describe('keepHouse', () => {
  test('[S3.2f] raises an alarm from 80 % on, and clears it when numbers are free again', async () => {
    const house = openHouse();
    await house.allocate(7);
    await house.keep();
    expect(await house.standing()).toEqual([]);
    await house.allocate(1);
    await house.keep();
    expect(await house.standing()).toEqual(['alias-space-low m/1: 80 % in use']);
    await house.pass(LAPSE_DAYS);
    await house.keep();
    await house.pass(QUARANTINE_DAYS);
    await house.keep();
    expect(await house.standing()).toEqual([]);
  });

  test('[S3.3b, S3.3c] lapses what was never used, frees its number after quarantine and drops its claims', async () => {
    const house = openHouse();
    await house.allocate(10);
    await expect(house.allocate(1)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    await house.pass(LAPSE_DAYS);
    expect(await house.keep()).toMatchObject({ reservations: 10 });
    await expect(house.allocate(1)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    await house.pass(QUARANTINE_DAYS);
    await house.keep();
    expect(await house.allocate(10)).toHaveLength(10);
  });

  test('leaves alone what a meeting holds, however often it looks', async () => {
    const house = openHouse();
    const [held] = await house.allocate(1);
    await bindReservation(house.store, {
      tenantId: 'one',
      id: held?.id ?? '',
      meetingKey: 'i:01' as MeetingKey,
    });
    const before = await house.claims();
    for (let round = 0; round < 4; round += 1) {
      await house.pass(LAPSE_DAYS);
      await house.keep();
    }
    expect(await house.claims()).toBe(before);
    const [kept] = await house.store.reservations.load('one', [held?.id ?? '']);
    expect(kept?.value.state.kind).toBe('bound');
  });
});
