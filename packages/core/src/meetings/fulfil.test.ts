import { describe, expect, test } from 'vitest';
import type { HeldReservation, Unobtainable } from '../allocation/held-reservation.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { noEdits } from './conference-edits.ts';
import { removed } from './evolve.ts';
import { type Decided, type FulfilDeps, fulfil } from './fulfil.ts';
import type { Intent } from './intent.ts';
import {
  after,
  applyIntent,
  conference,
  context,
  eve,
  facts,
  key,
  live,
  now,
  otherKey,
  policy,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';

const texts: FulfilDeps['texts'] = {
  conferenceName: ({ subject, organizer_name }) =>
    subject === 'Nameless' ? '' : `${subject} (${organizer_name})`,
  conferenceDescription: ({ organizer_email }) => `for ${organizer_email}`,
  conferenceSubject: ({ subject }) => String(subject),
  aliasDescription: ({ alias, subject }) => `${alias}: ${subject}`,
  joiningInstructions: () => '',
  joinTarget: () => null,
  placeholder: () => '',
  answer: () => '',
};

/** Claims by id and reservations by fate, in memory. */
class FixtureReservations implements Pick<ReservationService, 'hold' | 'bind' | 'redeem'> {
  readonly claims = new Map<string, string>();
  fate: Unobtainable | null = null;

  async hold(claimId: string, holder: string): Promise<boolean> {
    if ((this.claims.get(claimId) ?? holder) !== holder) return false;
    this.claims.set(claimId, holder);
    return true;
  }

  async bind(id: string): Promise<HeldReservation | Unobtainable> {
    return (
      this.fate ?? {
        id,
        alias: `${id}@vmr.example`,
        numericAlias: '123456',
        pins: null,
        language: null,
        tag: `PXPS:-${id}#`,
        mailboxId: 'mailbox-1',
        correlationId: 'c',
      }
    );
  }

  redeem({ tokenHash }: { readonly tokenHash: string }) {
    return this.bind(`token-${tokenHash}`);
  }
}

function deps(book: FixtureReservations, at: Instant = now): FulfilDeps {
  const clock = { now: () => at, monotonicMs: () => 0, sleep: async () => undefined };
  const random = { bytes: (count: number) => new Uint8Array(count).fill(5) };
  return { policy, texts, reservations: book as never, clock, random };
}

function decided(over: Partial<Decided> = {}): Decided {
  return {
    meeting: null,
    message: request(),
    facts: facts(),
    intent: applyIntent(),
    correlationId: 'c',
    ...over,
  };
}

const names = async (book: FixtureReservations, over: Partial<Decided> = {}, at?: Instant) =>
  (await fulfil(decided(over), deps(book, at))).conference?.name;

const nameClaim = (name: string) => `name:default:${name.toLowerCase()}`;
const limited: Intent = { kind: 'decline', because: 'invalid-alias-id', limited: true };

describe('the room', () => {
  test('is made of the newest request and its reservation', async () => {
    const { conference: room, answered } = await fulfil(decided(), deps(new FixtureReservations()));
    expect(answered).toBe(true);
    expect(room).toMatchObject({
      reservationId: 'r-own',
      alias: 'r-own@vmr.example',
      numericAlias: '123456',
      name: 'Plan (Ada)',
      description: 'for ada@corp.example',
      aliasDescription: 'r-own@vmr.example: Plan',
      subject: 'Plan',
      origin: 'VMRKit scheduling: Fixture',
      createdAt: now,
    });
  });

  test('whose name another has gets the first number that is free', async () => {
    const book = new FixtureReservations();
    book.claims.set(nameClaim('Plan (Ada)'), otherKey);
    expect(await names(book)).toBe('Plan (Ada) 2');
    book.claims.set(nameClaim('Plan (Ada) 2'), otherKey);
    expect(await names(book)).toBe('Plan (Ada) 3');
  });

  test('after twenty others gets its own id, and a long name is cut before', async () => {
    const book = new FixtureReservations();
    const long = 'x'.repeat(300);
    const base = 'x'.repeat(200);
    for (const suffix of ['', ...Array.from({ length: 19 }, (_, at) => ` ${at + 2}`)])
      book.claims.set(nameClaim(`${base}${suffix}`), otherKey);
    const { conference: room } = await fulfil(decided({ message: request({ subject: long }) }), deps(book));
    expect(room?.name).toBe(`${base} ${room?.id}`);
  });

  test('without a name by the template is named after its number', async () => {
    expect(await names(new FixtureReservations(), { message: request({ subject: 'Nameless' }) })).toBe(
      '123456',
    );
  });

  test('follows subject, organizer’s name and description', async () => {
    const message = request({ subject: 'B', organizer: { name: 'Ada L', email: 'al@corp.example' } });
    const { conference: room } = await fulfil(
      decided({ meeting: live(), message }),
      deps(new FixtureReservations()),
    );
    expect(room).toMatchObject({
      id: 'c-1',
      name: 'B (Ada L)',
      subject: 'B',
      description: 'for al@corp.example',
      aliasDescription: 'r-own@vmr.example: B',
    });
  });

  test.each([
    ['before it opens', shift(start, -31 * MINUTE_MS), 'B (Ada)'],
    ['while it is open', shift(start, -30 * MINUTE_MS), 'Plan (Ada)'],
    ['to the end', shift(start, 120 * MINUTE_MS), 'Plan (Ada)'],
    ['after it closed', shift(start, 121 * MINUTE_MS), 'B (Ada)'],
  ])('keeps its name while its window is open, %s', async (_, at, name) => {
    const over = { meeting: live(), message: request({ subject: 'B' }) };
    expect(await names(new FixtureReservations(), over, at)).toBe(name);
    const { conference: room } = await fulfil(decided(over), deps(new FixtureReservations(), at));
    expect(room).toMatchObject({ subject: 'B' });
  });

  test('remembers the name that it could not take, and when the window closes', async () => {
    const built = async (meeting: Meeting, subject: string, at: Instant) =>
      (await fulfil(decided({ meeting, message: request({ subject }) }), deps(new FixtureReservations(), at)))
        .conference;
    const kept = await built(live(), 'B', shift(start, HOUR_MS));
    expect(kept).toMatchObject({
      name: 'Plan (Ada)',
      templateName: 'Plan (Ada)',
      rename: { templateName: 'B (Ada)', at: shift(start, 120 * MINUTE_MS + 1) },
    });
    const meeting = after(live(), step(request({ subject: 'B' }), applyIntent(), { conference: kept }));
    expect(await built(meeting, 'Plan', shift(start, HOUR_MS))).toMatchObject({ rename: null });
    expect(await built(meeting, 'B', shift(start, DAY_MS))).toMatchObject({
      name: 'B (Ada)',
      rename: null,
    });
  });

  test('keeps what was given by hand, while other texts follow the mail', async () => {
    const edits = { ...noEdits, name: true, description: true, aliases: ['board@vc.example'] };
    const given = { ...conference, name: 'Board', description: 'the board', edits };
    const meeting = { ...live(), conference: given };
    const message = request({ subject: 'B' });
    const { conference: room } = await fulfil(decided({ meeting, message }), deps(new FixtureReservations()));
    const kept = { name: 'Board', description: 'the board', edits, templateName: 'Plan (Ada)', rename: null };
    expect(room).toMatchObject({ ...kept, subject: 'B', aliasDescription: 'r-own@vmr.example: B' });
    const described = { ...given, edits: { ...noEdits, description: true } };
    expect(
      await names(new FixtureReservations(), { meeting: { ...meeting, conference: described }, message }),
    ).toBe('B (Ada)');
  });

  test('whose name another has by now takes the new one, even while its window is open', async () => {
    const book = new FixtureReservations();
    book.claims.set(nameClaim('Plan (Ada)'), otherKey);
    const over = { meeting: live(), message: request({ subject: 'B' }) };
    const { conference: room } = await fulfil(decided(over), deps(book, shift(start, HOUR_MS)));
    expect(room).toMatchObject({ name: 'B (Ada)', templateName: 'B (Ada)', rename: null });
  });

  test('whose name was kept takes the new one with the next message', async () => {
    const at = shift(start, HOUR_MS);
    const { conference: kept } = await fulfil(
      decided({ meeting: live(), message: request({ subject: 'B' }) }),
      deps(new FixtureReservations(), at),
    );
    const meeting = after(live(), step(request({ subject: 'B' }), applyIntent(), { conference: kept }));
    expect(
      await names(
        new FixtureReservations(),
        { meeting, message: request({ subject: 'B' }) },
        shift(at, DAY_MS),
      ),
    ).toBe('B (Ada)');
  });

  test('keeps the number in its name while the template gives the same', async () => {
    const meeting = { ...live(), conference: { ...conference, name: 'Plan (Ada) 2' } };
    expect(await names(new FixtureReservations(), { meeting })).toBe('Plan (Ada) 2');
  });

  test('does not take back the name of the one before, which is still to be given back', async () => {
    const gone = removed(live(), context);
    expect(await names(new FixtureReservations(), { meeting: gone })).toBe('Plan (Ada) 2');
    expect(await names(new FixtureReservations(), { meeting: { ...gone, abandoned: [] } })).toBe(
      'Plan (Ada)',
    );
  });

  test('is not renamed by a message about one occurrence', async () => {
    const message = request({ instance: shift(start, DAY_MS), subject: 'Only this' });
    const { conference: room } = await fulfil(
      decided({ meeting: live(), message }),
      deps(new FixtureReservations()),
    );
    expect(room).toMatchObject({ name: 'Plan (Ada)', subject: 'Plan' });
  });
});

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
