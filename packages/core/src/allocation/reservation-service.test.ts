import { describe, expect, it } from 'vitest';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { MEETING, OTHER } from './allocation.fixture.ts';
import { aliasClaim } from './claim.ts';
import { asked, openReservations, tagIdOf, wish } from './reservation-service.fixture.ts';

describe('looking a tag up', () => {
  it('tells the reservation, and the meeting that it is bound to', async () => {
    const { book } = openReservations();
    const { id, alias, numericAlias, tag } = await book().reserve(wish);
    const reservation = { id, alias, numericAlias, tag, mailboxId: 'mailbox-1', ...asked };
    expect(await book().lookUp(tagIdOf(tag))).toEqual({ kind: 'reservation', reservation, boundTo: null });
    expect(await book().bind(id, MEETING)).toEqual(reservation);
    expect(await book().lookUp(tagIdOf(tag))).toEqual({ kind: 'reservation', reservation, boundTo: MEETING });
  });

  it('tells nothing of another integration’s or of one that nobody sealed', async () => {
    const { book } = openReservations();
    const { tag } = await book().reserve(wish);
    expect(await book({ integrationId: 'other' }).lookUp(tagIdOf(tag))).toBeNull();
    expect(await book().lookUp('aaaa')).toBeNull();
  });

  it('tells it for 30 days, and then no more than of an unknown one', async () => {
    const { book, clock } = openReservations();
    const made = await book().reserve(wish);
    const at = clock.now();
    await book().release(MEETING, { reservationId: made.id, name: null });
    clock.jumpTo(shift(at, 30 * DAY_MS - 1));
    expect(await book().lookUp(tagIdOf(made.tag))).toEqual({ kind: 'released' });
    clock.jumpTo(shift(at, 30 * DAY_MS));
    expect(await book().lookUp(tagIdOf(made.tag))).toEqual({ kind: 'unknown' });
  });

  it('says nothing of one whose number has another tag by now', async () => {
    const { book, fixture } = openReservations();
    const made = await book().reserve(wish);
    const [found] = await fixture.store.reservations.load('one', [made.id]);
    if (!found) throw new Error('no reservation');
    const value = { ...found.value, tag: 'PXPS:-other#' };
    const { id, revision } = found;
    await fixture.store.reservations.commit('one', [{ op: 'replace', id, revision, value }]);
    expect(await book().lookUp(tagIdOf(made.tag))).toEqual({ kind: 'unknown' });
  });

  it('writes nothing: the number of a released one does not rest longer for it', async () => {
    const { book, clock, numberOf } = openReservations();
    const made = await book().reserve(wish);
    await book().release(MEETING, { reservationId: made.id, name: null });
    const before = await numberOf(made);
    clock.jumpTo(shift(clock.now(), DAY_MS));
    expect(await book().lookUp(tagIdOf(made.tag))).toEqual({ kind: 'released' });
    expect(await numberOf(made)).toEqual(before);
  });
});

describe('letting a tag’s number rest', () => {
  it('begins again for one that was released, and not for a live one', async () => {
    const { book, clock, numberOf } = openReservations();
    const made = await book().reserve(wish);
    const live = await numberOf(made);
    await book().restartQuarantine(tagIdOf(made.tag));
    expect(await numberOf(made)).toEqual(live);
    const at = clock.now();
    await book().release(MEETING, { reservationId: made.id, name: null });
    expect(await numberOf(made)).toMatchObject({ kind: 'quarantined', until: shift(at, 30 * DAY_MS) });
    clock.jumpTo(shift(at, DAY_MS));
    await book().restartQuarantine(tagIdOf(made.tag));
    expect(await numberOf(made)).toMatchObject({ kind: 'quarantined', until: shift(at, 31 * DAY_MS) });
  });

  it('begins for one that the store has forgotten', async () => {
    const { book, clock, numberOf } = openReservations();
    const made = await openReservations().book().reserve(wish);
    await book().restartQuarantine(tagIdOf(made.tag));
    expect(await numberOf(made)).toEqual({
      kind: 'quarantined',
      until: shift(clock.now(), 30 * DAY_MS),
      reservationId: null,
    });
  });

  it('is nothing for another integration’s and for what nobody sealed', async () => {
    const { book, numberOf } = openReservations();
    const made = await openReservations().book().reserve(wish);
    await book({ integrationId: 'other' }).restartQuarantine(tagIdOf(made.tag));
    await book().restartQuarantine('aaaa');
    expect(await numberOf(made)).toBeUndefined();
  });
});

describe('binding', () => {
  it('holds the aliases for the meeting, for the first review in an hour', async () => {
    const { book, fixture, clock } = openReservations();
    const { id, alias } = await book().reserve(wish);
    clock.jumpTo(shift(clock.now(), DAY_MS));
    await book().bind(id, MEETING);
    const [claim] = await fixture.store.claims.load(DEPLOYMENT, [aliasClaim(alias)]);
    expect(claim?.value).toEqual({
      tenantId: 'one',
      owner: { kind: 'reservation', id },
      meetingKey: MEETING,
      reviewAt: shift(clock.now(), HOUR_MS),
    });
  });

  it('tells why a reservation is not available', async () => {
    const { book, fixture } = openReservations();
    const { id } = await book().reserve(wish);
    await book().bind(id, MEETING);
    expect(await book().bind(id, OTHER)).toBe('alias-conflict');
    expect(await book().bind('none', MEETING)).toBe('alias-deleted');
    await book().release(MEETING, { reservationId: id, name: null });
    expect(await book().bind(id, MEETING)).toBe('alias-deleted');
    const second = await book().reserve(wish);
    const [claim] = await fixture.store.claims.load(DEPLOYMENT, [aliasClaim(second.alias)]);
    if (!claim) throw new Error('no claim');
    const value = { ...claim.value, owner: { kind: 'meeting', id: 'x' } as const };
    const { id: claimId, revision } = claim;
    await fixture.store.claims.commit(DEPLOYMENT, [{ op: 'replace', id: claimId, revision, value }]);
    expect(await book().bind(second.id, MEETING)).toBe('alias-conflict');
  });
});
