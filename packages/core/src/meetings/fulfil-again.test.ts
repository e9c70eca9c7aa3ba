import { describe, expect, test } from 'vitest';
import type { Unobtainable } from '../allocation/held-reservation.ts';
import { HOUR_MS, shift } from '../time/instant.ts';
import { decided, deps, FixtureReservations } from './fulfil.fixture.ts';
import { type Decided, fulfil } from './fulfil.ts';
import type { Intent } from './intent.ts';
import {
  after,
  applyIntent,
  conference,
  eve,
  facts,
  key,
  live,
  now,
  otherKey,
  request,
  step,
} from './meeting.fixture.ts';

const limited: Intent = { kind: 'decline', because: 'invalid-alias-id', limited: true };

describe('what it relies on', () => {
  test.each<[Unobtainable]>([['alias-conflict'], ['alias-deleted']])(
    'a reservation lost meanwhile turns into a decline as %s',
    async (fate) => {
      const book = new FixtureReservations();
      book.fate = fate;
      expect(await fulfil(decided(), deps(book))).toEqual({
        intent: { kind: 'decline', because: fate, limited: false },
        conference: null,
        answered: true,
      });
    },
  );

  test('a meeting without a room cannot keep one', async () => {
    const kept = applyIntent({ grant: { kind: 'kept' } });
    const meeting = { ...live(), conference: null };
    expect(await fulfil(decided({ meeting, intent: kept }), deps(new FixtureReservations()))).toMatchObject({
      intent: { kind: 'decline', because: 'alias-deleted' },
      conference: null,
    });
  });

  test.each<[Intent]>([
    [{ kind: 'cancel' }],
    [{ kind: 'note', because: 'cancelled-already' }],
    [{ kind: 'ignore', because: 'superseded' }],
  ])('nothing, of what is not answered: %o', async (intent) => {
    const book = new FixtureReservations();
    const nothing = { intent, conference: null, answered: false };
    expect(await fulfil(decided({ meeting: live(), intent }), deps(book))).toEqual(nothing);
    expect(book.claims.size).toBe(0);
  });

  test('a token gives a reservation once; a known meeting keeps its own and owns the token', async () => {
    const token = applyIntent({ grant: { kind: 'token', hash: 'h' }, reply: null });
    const book = new FixtureReservations();
    const first = await fulfil(decided({ intent: token }), deps(book));
    expect(first.conference?.reservationId).toBe('token-h');
    const again = await fulfil(decided({ meeting: live(), intent: token }), deps(book));
    expect(again.conference?.reservationId).toBe('r-own');
    expect(book.claims.get('token:h')).toBe(key);
  });

  test('one limited decline an hour for an address and for a sender, also about the same meeting', async () => {
    const book = new FixtureReservations();
    const answered = async (over: Partial<Decided>, at = now) =>
      (await fulfil(decided({ intent: limited, message: request({ sender: eve }), ...over }), deps(book, at)))
        .answered;
    expect(await answered({})).toBe(true);
    expect(await answered({})).toBe(true); // The commit was lost: decided again.
    expect(await answered({ facts: facts({ key: otherKey }) })).toBe(false);
    const declined = after(null, step(request({ sender: eve }), limited));
    expect(await answered({ meeting: declined })).toBe(false);
    expect(await answered({ meeting: declined }, shift(now, HOUR_MS))).toBe(true);
    const dan = { name: 'Dan', email: 'dan@outside.example' };
    const elsewhere = { facts: facts({ key: otherKey }) };
    expect(await answered({ ...elsewhere, message: request({ sender: dan }) })).toBe(false);
    const own = request({ sender: dan, organizer: dan });
    expect(await answered({ ...elsewhere, message: own })).toBe(true);
  });

  test('only limited declines count, beside other answers as well', async () => {
    const mine = { message: request({ sender: eve }), intent: limited };
    const declined = after(live(), step(request({ sender: eve, messageId: '<2>' }), limited));
    for (const [meeting, answered] of [
      [live(), true],
      [declined, false],
    ] as const) {
      const outcome = await fulfil(decided({ ...mine, meeting }), deps(new FixtureReservations()));
      expect(outcome.answered).toBe(answered);
    }
  });

  test('a message without sender counts for its organizer', async () => {
    const book = new FixtureReservations();
    const own = request({ sender: null, organizer: eve });
    expect((await fulfil(decided({ intent: limited, message: own }), deps(book))).answered).toBe(true);
    const other = { intent: limited, message: request({ sender: eve }), facts: facts({ key: otherKey }) };
    expect((await fulfil(decided(other), deps(book))).answered).toBe(false);
  });

  test('a decline that is not limited is answered, and nothing is claimed', async () => {
    const book = new FixtureReservations();
    const intent: Intent = { kind: 'decline', because: 'alias-conflict', limited: false };
    expect(await fulfil(decided({ intent }), deps(book))).toMatchObject({ answered: true, conference: null });
    expect(book.claims.size).toBe(0);
  });
});

test('a room remembers which message brought its reservation', async () => {
  const message = request({ stamp: shift(now, HOUR_MS), messageId: '<2>' });
  const roomWith = async (reservationId: string) => {
    const intent = applyIntent({ grant: { kind: 'reservation', reservationId } });
    return (await fulfil(decided({ meeting: live(), message, intent }), deps(new FixtureReservations())))
      .conference;
  };
  expect((await roomWith('r-own'))?.reservedBy).toEqual(conference.reservedBy);
  expect((await roomWith('r-next'))?.reservedBy).toMatchObject({
    stamp: shift(now, HOUR_MS),
    messageId: '<2>',
  });
});
