import { DAY_MS, shift } from '@vmrkit/core';
import { type MeetingKey, sweepNumbers } from '@vmrkit/core/composition';
import {
  CrashError,
  createEwsLikeWorld,
  createSeededRandom,
  createWeakMemoryDatabase,
  FakeClock,
} from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRig } from './operations-rig.ts';

const one = { meetingKey: '11111111:01' as MeetingKey, mailboxId: 'mailbox-1', correlationId: 'c' };
const two = { ...one, meetingKey: '11111111:02' as MeetingKey };

describe('restoring a reservation from its tag', () => {
  let clock = new FakeClock();
  let rig = createRig(createEwsLikeWorld({ clock }), clock);
  let database = createWeakMemoryDatabase();

  beforeEach(() => {
    clock = new FakeClock();
    database = createWeakMemoryDatabase();
    rig = createRig(createEwsLikeWorld({ clock }), clock, { database });
  });

  /** A reservation of a store that is lost. */
  async function lost() {
    const { tag, alias, numericAlias } = await createRig(createEwsLikeWorld({ clock }), clock, {
      seed: 70,
    }).reserve();
    return { tag, alias, numericAlias, tagId: tag.slice(6, -1) };
  }

  it('[S8.1b] gives the same aliases and tag, and repeating gives the same reservation', async () => {
    const { tag, alias, numericAlias, tagId } = await lost();
    expect(await rig.reservations.isRestorable(tagId, one)).toBe(true);
    const restored = await rig.reservations.restore(tagId, one);
    expect(restored).toMatchObject({ tag, alias, numericAlias });
    expect(await rig.reservations.restore(tagId, one)).toMatchObject({ id: restored?.id });
    expect(await rig.reservations.lookUp(tagId)).toMatchObject({ kind: 'reservation', boundTo: null });
  });

  it('[S8.1b] gives one tag to one meeting', async () => {
    const { tagId } = await lost();
    const restored = await rig.reservations.restore(tagId, one);
    await rig.reservations.bind(restored?.id ?? '', one.meetingKey);
    expect(await rig.reservations.isRestorable(tagId, two)).toBe(false);
    expect(await rig.reservations.restore(tagId, two)).toBeNull();
    expect(await rig.reservations.restore(tagId, one)).toMatchObject({ id: restored?.id });
  });

  it('[S8.1b] never draws a restored number again, and gives it back when nobody uses it', async () => {
    const { tagId } = await lost();
    await rig.reservations.restore(tagId, one);
    clock.jumpTo(shift(clock.now(), 91 * DAY_MS));
    await rig.runHousekeeping();
    expect(await rig.reservations.lookUp(tagId)).toMatchObject({ kind: 'released' });
    expect(await rig.reservations.isRestorable(tagId, one)).toBe(true);
    expect(await rig.reservations.restore(tagId, one)).toMatchObject({ tag: `PXPS:-${tagId}#` });
  });

  it('[S8.1b] takes no number from another reservation, also not out of its quarantine', async () => {
    const { tagId, alias } = await lost();
    const number = Number(alias.slice(5, 11));
    const numbers = database.collection<unknown, never>({ name: 'space_numbers', indexes: {} });
    const other = await rig.reserve();
    const state = { kind: 'quarantined', until: shift(clock.now(), DAY_MS), reservationId: other.id };
    const value = { spaceId: 'meet./6', number, state };
    await numbers.commit('*', [{ op: 'insert', id: `meet.${String(number).padStart(6, '0')}`, value }]);
    expect(await rig.reservations.isRestorable(tagId, one)).toBe(false);
    expect(await rig.reservations.restore(tagId, one)).toBeNull();
  });

  it('[S8.1b] takes no alias that another owner has claimed, and lets the number rest', async () => {
    const { tagId, numericAlias, alias } = await lost();
    const owner = { kind: 'reservation', id: 'somebody' };
    const value = { tenantId: 'other', owner, meetingKey: null, reviewAt: clock.now() };
    const claims = database.collection<unknown, never>({ name: 'claims', indexes: {} });
    await claims.commit('*', [{ op: 'insert', id: `alias:${alias}`, value }]);
    expect(await rig.reservations.isRestorable(tagId, one)).toBe(false);
    expect(await rig.reservations.restore(tagId, one)).toBeNull();
    expect(
      (await claims.load('*', [`alias:${alias}`, `alias:${numericAlias}`])).map((claim) => claim?.value),
    ).toEqual([value, undefined]);
  });

  it('[S8.1k] goes on where a crash ended and only the numbers were swept since', async () => {
    const { tagId, alias } = await lost();
    const stopped = database.connect({
      crash: (moment, { kind, collection }) =>
        moment === 'before' && kind === 'write' && collection === 'reservations',
    });
    const crashed = createRig(createEwsLikeWorld({ clock }), clock, { database: stopped });
    await expect(crashed.reservations.restore(tagId, one)).rejects.toBeInstanceOf(CrashError);
    const now = shift(clock.now(), DAY_MS);
    const sealer = { seal: async (secret: string) => secret, open: async (sealed: string) => sealed };
    await sweepNumbers({ store: rig.store, sealer, now, quarantineMs: DAY_MS, limit: 10 });
    expect(await rig.reservations.isRestorable(tagId, one)).toBe(true);
    expect(await rig.reservations.restore(tagId, one)).toMatchObject({ alias });
  });

  it('[S8.1k] finishes a release that a crash left half done, and restores it then', async () => {
    const { tagId, alias } = await lost();
    const first = await rig.reservations.restore(tagId, one);
    await rig.reservations.bind(first?.id ?? '', one.meetingKey);
    const stopped = database.connect({
      crash: (moment, { kind, collection }) =>
        moment === 'before' && kind === 'write' && collection === 'claims',
    });
    const crashed = createRig(createEwsLikeWorld({ clock }), clock, { database: stopped });
    const release = crashed.reservations.release(one.meetingKey, {
      reservationId: first?.id ?? '',
      name: null,
    });
    await expect(release).rejects.toBeInstanceOf(CrashError);
    expect(await rig.reservations.isRestorable(tagId, one)).toBe(true);
    const again = await rig.reservations.restore(tagId, one);
    expect(again).toMatchObject({ alias });
    expect(again?.id).not.toBe(first?.id);
  });

  it('[S8.1k] rejects as the store does while it is away, and takes nothing for taken', async () => {
    const { tagId } = await lost();
    const away = database.connect({
      crash: (moment, { kind, collection }) =>
        moment === 'before' && kind === 'read' && collection === 'number_spaces',
    });
    const without = createRig(createEwsLikeWorld({ clock }), clock, { database: away });
    await expect(without.reservations.restore(tagId, one)).rejects.toBeInstanceOf(CrashError);
  });

  it('[S8.1b] two that restore the same tag at once end with one reservation', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const shared = createWeakMemoryDatabase();
      const { tagId } = await lost();
      const racers = [1, 2].map((each) => {
        const random = createSeededRandom(seed * 10 + each);
        return createRig(createEwsLikeWorld({ clock }), clock, {
          database: shared.connect({ random }),
          seed,
        });
      });
      const [first, second] = await Promise.all(racers.map((each) => each.reservations.restore(tagId, one)));
      expect(first?.id, `seed ${seed}`).toBe(second?.id);
      expect(first, `seed ${seed}`).not.toBeNull();
    }
  });
});
