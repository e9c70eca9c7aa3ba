import { DAY_MS, HOUR_MS, type Instant, instant, shift } from '@vmrkit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../runtime/fake-clock.ts';
import { createSeededRandom } from '../../../runtime/seeded-random.ts';
import { EquipmentCalendar, shownIn } from '../equipment-calendar.ts';
import { Organisation } from './organisation.ts';
import type { MeetingNotice, OrganizedMeeting } from './organized-meeting.ts';
import { type Occurrence, occurrencesIn } from './recurrence.ts';

const start = instant(Date.UTC(2026, 0, 6, 10));
const end = shift(start, HOUR_MS);
const series = {
  organizer: { name: 'Alice', email: 'alice@corp.example' },
  subject: 'Planning',
  html: '<p>Join us</p>',
  start,
  end,
  repeat: { everyDays: 1, count: 10 },
};

const mailbox = 'vmr@corp.example';

function day(index: number): Instant {
  return shift(start, index * DAY_MS);
}

function hourAt(at: Instant) {
  return { start: at, end: shift(at, HOUR_MS) };
}

function setUp() {
  const sent: MeetingNotice[] = [];
  const clock = new FakeClock();
  const organisation = new Organisation({ clock, random: createSeededRandom(1) });
  organisation.connect(mailbox, (notice) => sent.push(notice));
  const { id } = organisation.invite(series, mailbox);
  const take = () =>
    sent
      .splice(0)
      .map(({ kind, instance }) => [kind, instance === null ? null : (instance - start) / DAY_MS]);
  return { organisation, id, sent, take };
}

describe('Organisation: what goes out', () => {
  it('one invitation', () => {
    expect(setUp().take()).toEqual([['request', null]]);
  });

  it('after a change of the series: the series, its changed instances, its deleted ones', () => {
    const { organisation, id, take } = setUp();
    organisation.change(id, { time: hourAt(shift(day(2), HOUR_MS)) }, day(2));
    organisation.cancel(id, day(3));
    expect(take().slice(1)).toEqual([
      ['request', 2],
      ['cancellation', 3],
    ]);
    organisation.change(id, { subject: 'Later' });
    expect(take()).toEqual([
      ['request', null],
      ['request', 2],
      ['cancellation', 3],
    ]);
  });

  it('after new times of the series: cancellations of its exceptions, then the series without them', () => {
    const { organisation, id, sent, take } = setUp();
    organisation.change(id, { subject: 'Own' }, day(2));
    take();
    organisation.change(id, { time: hourAt(shift(start, HOUR_MS)) });
    expect(sent.at(-1)?.meeting.exceptions.size).toBe(0);
    expect(take()).toEqual([
      ['cancellation', 2],
      ['request', null],
    ]);
  });

  it('after the mailbox was taken off: a cancellation whose raised sequence the next invitation does not have', () => {
    const { organisation, id, sent, take } = setUp();
    organisation.uninvite(id, mailbox);
    organisation.change(id, { subject: 'Unseen' });
    organisation.reinvite(id, mailbox);
    const [first, off, again] = sent;
    expect([first?.sequence, off?.sequence, again?.sequence]).toEqual([0, 1, 0]);
    expect((off?.stamp ?? 0) < (again?.stamp ?? 0)).toBe(true);
    expect(take()).toEqual([
      ['request', null],
      ['cancellation', null],
      ['request', null],
    ]);
  });

  it('after a cancellation of the series: it and its changed instances', () => {
    const { organisation, id, take } = setUp();
    organisation.change(id, { subject: 'Own' }, day(2));
    take();
    organisation.cancel(id);
    expect(take()).toEqual([
      ['cancellation', null],
      ['cancellation', 2],
    ]);
    expect(organisation.find(id)).toBeNull();
  });
});

describe('EquipmentCalendar', () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('subject' as const), subject: fc.string() }),
    fc.record({ kind: fc.constant('series' as const), hours: fc.integer({ min: -3, max: 3 }) }),
    fc.record({
      kind: fc.constant('move' as const),
      index: fc.integer({ min: 0, max: 9 }),
      hours: fc.integer({ min: 1, max: 60 }),
    }),
    fc.record({ kind: fc.constant('delete' as const), index: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constant('again' as const) }),
  );
  const range = { start: day(-5), end: day(30) };

  it('shows what the organizer sees, after any history that comes in order', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (history) => {
        const { organisation, id, sent } = setUp();
        for (const each of history) {
          const meeting = organisation.find(id) as OrganizedMeeting;
          const instance = 'index' in each ? shift(meeting.start, each.index * DAY_MS) : null;
          if (each.kind === 'subject') organisation.change(id, { subject: each.subject });
          if (each.kind === 'series')
            organisation.change(id, { time: hourAt(shift(meeting.start, each.hours * HOUR_MS)) });
          if (each.kind === 'move' && instance !== null)
            organisation.change(id, { time: hourAt(shift(instance, each.hours * HOUR_MS)) }, instance);
          if (each.kind === 'delete' && instance !== null) organisation.cancel(id, instance);
          if (each.kind === 'again') {
            organisation.uninvite(id, mailbox);
            organisation.reinvite(id, mailbox);
          }
        }
        const calendar = new EquipmentCalendar();
        for (const notice of sent) calendar.apply(notice);
        const [entry] = calendar.entries;
        const truth = occurrencesIn(organisation.find(id) as OrganizedMeeting, range);
        expect(sorted(entry ? shownIn(entry, range) : [])).toEqual(sorted(truth));
        expect(entry?.cancelled).toBe(false);
      }),
    );
  });

  it.each(['as sent', 'reversed'])(
    'a new pattern keeps the instance whose exception it took away, told %s',
    (order) => {
      const { organisation, id, sent } = setUp();
      organisation.change(id, { subject: 'Own' }, day(2));
      organisation.change(id, { time: { start, end: shift(end, HOUR_MS) } });
      const calendar = new EquipmentCalendar();
      for (const notice of order === 'as sent' ? sent : sent.toReversed()) calendar.apply(notice);
      const [entry] = calendar.entries;
      const range = { start: day(2), end: shift(day(2), HOUR_MS) };
      expect(entry && shownIn(entry, range)).toMatchObject([{ originalStart: day(2) }]);
    },
  );

  it('lets nothing older undo what is newer', () => {
    const { organisation, id, sent } = setUp();
    organisation.change(id, { time: hourAt(shift(day(2), HOUR_MS)) }, day(2));
    const calendar = new EquipmentCalendar();
    for (const notice of sent.toReversed()) calendar.apply(notice);
    const [entry] = calendar.entries;
    expect(entry && shownIn(entry, { start: day(2), end: shift(day(2), 2 * HOUR_MS) })).toEqual([
      { originalStart: day(2), ...hourAt(shift(day(2), HOUR_MS)) },
    ]);
    organisation.cancel(id);
    calendar.apply(sent.at(-2) as MeetingNotice);
    expect(calendar.isOutdated(sent[0] as MeetingNotice)).toBe(true);
  });
});

function sorted(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  return occurrences.toSorted((a, b) => (a.originalStart ?? 0) - (b.originalStart ?? 0));
}
