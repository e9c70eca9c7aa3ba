import { describe, expect, it } from 'vitest';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { sealSchedulingTag } from '../tags/scheduling-tag.ts';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { allocationPolicy, claimIds, MEETING, OTHER, sweepAll } from './allocation.fixture.ts';
import { nameClaim, tokenClaim } from './claim.ts';
import { asked, openReservations, tagIdOf, wish } from './reservation-service.fixture.ts';

describe('a token', () => {
  const redemption = { tokenHash: 'ab', meetingKey: MEETING, mailboxId: 'mailbox-1', correlationId: 'c' };

  it('gives one reservation of one meeting, however often it is shown', async () => {
    const { book, fixture } = openReservations();
    expect(await book().tokenOwner('ab')).toBeNull();
    const first = await book().redeem(redemption);
    if (typeof first === 'string') throw new Error(first);
    expect(await book().tokenOwner('ab')).toBe(MEETING);
    expect(await book().redeem(redemption)).toEqual(first);
    expect(await book().redeem({ ...redemption, meetingKey: OTHER })).toBe('alias-conflict');
    expect(await book().redeem({ ...redemption, tokenHash: 'cd' })).not.toMatchObject({ id: first.id });
    const [stored] = await fixture.store.reservations.load('one', [first.id]);
    expect(stored?.value).toMatchObject({ callerKey: null, mailboxId: 'mailbox-1', correlationId: 'c' });
    expect(await claimIds(fixture)).toContain(tokenClaim('ab'));
  });
});

describe('a claim for a meeting', () => {
  it('is held again by the same meeting only, and reviewed in an hour', async () => {
    const { book, fixture, clock } = openReservations();
    expect(await book().hold('name:one:plan', MEETING)).toBe(true);
    expect(await book().hold('name:one:plan', MEETING)).toBe(true);
    expect(await book().hold('name:one:plan', OTHER)).toBe(false);
    const [claim] = await fixture.store.claims.load(DEPLOYMENT, ['name:one:plan']);
    expect(claim?.value).toEqual({
      tenantId: 'one',
      owner: { kind: 'meeting', id: MEETING },
      meetingKey: MEETING,
      reviewAt: shift(clock.now(), HOUR_MS),
    });
  });

  it('goes with the meeting’s room, and the name of another stays', async () => {
    const { book, fixture } = openReservations();
    const { id } = await book().reserve(wish);
    await book().bind(id, MEETING);
    const names = ['Plan', 'Sales'].map((name) => nameClaim('one', name));
    for (const name of names) await book().hold(name, MEETING);
    await book().release(MEETING, { reservationId: id, name: 'Plan' });
    expect(await claimIds(fixture)).toEqual([nameClaim('one', 'Sales')]);
  });
});

describe('allocating', () => {
  it('goes by the record: prefix, length, domain and how long it waits', async () => {
    const { book, fixture, clock } = openReservations();
    const { id, alias, numericAlias } = await book().reserve(wish);
    expect(numericAlias).toMatch(/^meet\d{6}$/);
    expect(alias).toBe(`${numericAlias}@vc.example.org`);
    const [stored] = await fixture.store.reservations.load('one', [id]);
    expect(stored?.value).toMatchObject({
      mailboxId: 'mailbox-1',
      callerKey: 'caller-1',
      correlationId: 'c',
      state: { kind: 'reserved', lapsesAt: shift(clock.now(), 90 * DAY_MS) },
    });
  });

  it('draws the PINs of the record, kept sealed and opened for its texts', async () => {
    const { book, fixture } = openReservations();
    const pins = { hostPin: true, allowGuests: true, guestPin: true, length: 5 };
    const made = await book({ pins }).reserve(wish);
    const opened = await book().openPins({ reservationId: made.id }, made.pins);
    expect(opened).toEqual({
      host: expect.stringMatching(/^\d{5}$/),
      guest: expect.stringMatching(/^\d{5}$/),
      allowGuests: true,
    });
    const [stored] = await fixture.store.reservations.load('one', [made.id]);
    const field = `one|reservations.${made.id}.pins.`;
    expect(stored?.value).toMatchObject({
      pins: { host: `${field}host|${opened?.host}`, guest: `${field}guest|${opened?.guest}` },
    });
    expect(await book().openPins({ reservationId: made.id }, null)).toBeNull();
    await expect(book().openPins({ reservationId: 'another' }, made.pins)).rejects.toThrow(
      'sealed for another place',
    );
  });

  it('is refused where the record gives out no aliases', async () => {
    await expect(openReservations().book({ aliasFormat: null }).reserve(wish)).rejects.toMatchObject({
      code: 'ERR_ALLOCATION_OFF',
      message: 'This integration gives out no single-use VMRs.',
    });
  });
});

describe('a tag that the store may have forgotten', () => {
  const meeting = { meetingKey: MEETING, mailboxId: 'mailbox-1', correlationId: 'c' };

  it('tells its aliases under the domain of today', async () => {
    const { book } = openReservations();
    const { tag, alias, numericAlias } = await book().reserve(wish);
    const tagId = tagIdOf(tag);
    expect(book().aliasesBehind(tagId)).toEqual({ alias, numericAlias });
    const moved = { ...allocationPolicy.aliasFormat, prefix: 'x', suffixLength: 4, domain: 'new.example' };
    expect(book({ aliasFormat: moved }).aliasesBehind(tagId)).toEqual({
      alias: `${numericAlias}@new.example`,
      numericAlias,
    });
    for (const none of [book({ aliasFormat: null }), book({ integrationId: 'other' })]) {
      expect(none.aliasesBehind(tagId)).toBeNull();
      expect(none.isSealedHere(tagId)).toBe(true);
      expect(await none.isRestorable(tagId, meeting)).toBe(false);
      expect(await none.restore(tagId, meeting)).toBeNull();
    }
    expect([book().aliasesBehind('aaaa'), book().isSealedHere('aaaa')]).toEqual([null, false]);
  });

  it('gives the same reservation in every store and version', async () => {
    const { book, fixture, clock, numberOf } = openReservations();
    const number = { integrationId: allocationPolicy.integrationId, prefix: 'meet', length: 6, number: 42 };
    const random = { bytes: (count: number) => new Uint8Array(count).fill(5) };
    const tag = sealSchedulingTag(number, { keys: fixture.deps.tagKeys, random });
    const restored = await book().restore(tagIdOf(tag), meeting);
    expect(restored).toEqual({
      id: '616295a2-89a6-4111-85aa-da70ede858d4',
      alias: 'meet000042@vc.example.org',
      numericAlias: 'meet000042',
      tag,
      mailboxId: 'mailbox-1',
      ...asked,
    });
    expect(await numberOf({ alias: 'meet000042' })).toEqual({
      kind: 'live',
      reservationId: restored?.id,
      reviewAt: shift(clock.now(), HOUR_MS),
    });
    const [stored] = await fixture.store.reservations.load('one', [restored?.id ?? '']);
    expect(stored?.value).toEqual({
      tenantId: 'one',
      integrationId: allocationPolicy.integrationId,
      spaceId: 'meet/6',
      number: 42,
      alias: 'meet000042@vc.example.org',
      numericAlias: 'meet000042',
      tag,
      mailboxId: 'mailbox-1',
      callerKey: null,
      ...asked,
      createdAt: clock.now(),
      state: { kind: 'reserved', lapsesAt: shift(clock.now(), 90 * DAY_MS) },
    });
  });

  it('is restored under eight ids in turn, and then no more', async () => {
    const { book, clock, fixture } = openReservations();
    const { tag } = await openReservations().book().reserve(wish);
    const ids = new Set<string>();
    for (let turn = 0; turn < 8; turn += 1) {
      const restored = await book().restore(tagIdOf(tag), meeting);
      if (restored === null) throw new Error('not restored');
      ids.add(restored.id);
      await book().release(MEETING, { reservationId: restored.id, name: null });
    }
    expect(ids.size).toBe(8);
    await expect(book().restore(tagIdOf(tag), meeting)).rejects.toMatchObject({
      code: 'ERR_RESERVATION_CONTENDED',
      message: 'This reservation was restored and given up too often.',
    });
    clock.jumpTo(shift(clock.now(), 61 * DAY_MS));
    await sweepAll(fixture);
    expect(await book().restore(tagIdOf(tag), meeting)).not.toBeNull();
  });

  it('is not restored while its prefix is another tenant’s', async () => {
    const { book } = openReservations();
    const lost = openReservations().book();
    await lost.reserve(wish);
    // The second one's number is free where another tenant has drawn the first.
    const { tag } = await lost.reserve(wish);
    await book({ tenantId: 'two' }).reserve(wish);
    expect(await book().isRestorable(tagIdOf(tag), meeting)).toBe(false);
    expect(await book().restore(tagIdOf(tag), meeting)).toBeNull();
  });

  it('is taken while an allocation of its number is under way', async () => {
    const { book, fixture, clock } = openReservations();
    const made = await openReservations().book().reserve(wish);
    const number = Number(made.alias.slice(4, 10));
    const state = { kind: 'live', reservationId: 'under-way', reviewAt: clock.now() } as const;
    const value = { spaceId: 'meet/6', number, state };
    await fixture.store.spaceNumbers.commit(DEPLOYMENT, [
      { op: 'insert', id: `meet${String(number).padStart(6, '0')}`, value },
    ]);
    expect(await book().isRestorable(tagIdOf(made.tag), meeting)).toBe(false);
    expect(await book().restore(tagIdOf(made.tag), meeting)).toBeNull();
  });
});
