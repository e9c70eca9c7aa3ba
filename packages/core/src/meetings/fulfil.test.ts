import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { noEdits } from './conference-edits.ts';
import { removed } from './evolve.ts';
import { decided, deps, FixtureReservations } from './fulfil.fixture.ts';
import { type Decided, fulfil } from './fulfil.ts';
import {
  after,
  applyIntent,
  conference,
  context,
  live,
  now,
  otherKey,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';

const names = async (book: FixtureReservations, over: Partial<Decided> = {}, at?: Instant) =>
  (await fulfil(decided(over), deps(book, at))).conference?.name;

const nameClaim = (name: string) => `name:default:${name.toLowerCase()}`;

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
