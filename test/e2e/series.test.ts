import { DemoWorld, integrations, people, until } from '@vmrkit/example-demo';
import type { MeetingName, SandboxClient } from '@vmrkit/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROOM = integrations.sales.mailbox;

type Schedule = Parameters<SandboxClient['invite']>[0]['schedule'];

interface Booked {
  readonly name: MeetingName;
  readonly alias: string;
  readonly answer: string;
}

/*
 * One deployment over the simulated Exchange lives through these dates in their order, so that no test depends on the
 * day on which it runs. Expected times are written out in UTC.
 */
describe('series and long meetings over EWS, in several zones', () => {
  let world: DemoWorld;

  beforeAll(async () => {
    world = await DemoWorld.start();
  });
  afterAll(() => world.close());

  /** Books a meeting and waits for its answer. */
  async function book(subject: string, schedule: Schedule): Promise<Booked> {
    const { html, aliases } = await world.addIn.reserve(integrations.sales);
    const attendees = [{ ...ROOM, role: 'required' as const }, people.attendee.email];
    const made = await world.sandbox.invite({
      organizer: people.organizer.email,
      subject,
      body: html,
      schedule,
      attendees,
    });
    const name = { organizer: people.organizer.email, cleanId: made.meeting.cleanId };
    const { verdict, text } = await world.organizer.nextAnswer(name, ROOM.email);
    expect(verdict).toBe('Accept');
    return { name, alias: aliases[0] ?? '', answer: text };
  }

  /** Waits until the room has exactly these occurrences, each as `start/end` in UTC to the minute. */
  async function takesPlace({ alias }: Booked, expected: readonly string[]): Promise<void> {
    let found: readonly string[] = [];
    const look = async () => {
      const room = (await world.rooms()).find(({ aliases }) => aliases.includes(alias));
      found = (room?.occurrences ?? []).map(({ start, end }) => `${start.slice(0, 16)}/${end.slice(0, 16)}`);
      return found.join() === expected.join() ? true : null;
    };
    await until(look, { what: 'these occurrences' }).catch(() => expect(found).toEqual(expected));
  }

  /** Moves one occurrence, and waits for the answer to that. */
  function moveByHalfAnHour({ name }: Booked, originalStart: string, length: number) {
    const start = Date.parse(`${originalStart}:00Z`) + HOUR / 2;
    return world.sandbox
      .updateOccurrence(name, {
        originalStart: `${originalStart}:00Z`,
        start: new Date(start).toISOString(),
        end: new Date(start + length * HOUR).toISOString(),
      })
      .then(() => world.organizer.nextAnswer(name, ROOM.email, 2));
  }

  /** Waits until the platform hears this decision, with the reason for a closed join window. */
  async function admissionIs({ alias }: Booked, wanted: string): Promise<void> {
    const look = async () => {
      const { decision, reason } = await world.platform.ask(alias);
      return [decision, reason].filter(Boolean).join(' ') === wanted ? true : null;
    };
    await until(look, { what: `a join window that is ${wanted}` });
  }

  it.each([
    {
      zone: 'Customized Time Zone',
      first: '2027-03-12T15:00',
      starts: ['2027-03-12T15:00', '2027-03-13T15:00', '2027-03-14T14:00', '2027-03-15T14:00'],
      told: '15/03/2027',
    },
    {
      zone: 'W. Europe Standard Time',
      first: '2027-03-26T09:00',
      starts: ['2027-03-26T09:00', '2027-03-27T09:00', '2027-03-28T08:00', '2027-03-29T08:00'],
      told: '29/03/2027',
    },
    {
      zone: 'Customized Time Zone 1',
      first: '2027-04-01T23:00',
      starts: ['2027-04-01T23:00', '2027-04-02T23:00', '2027-04-04T00:00', '2027-04-05T00:00'],
      told: '05/04/2027',
    },
    {
      zone: 'Customized Time Zone 2',
      first: '2027-04-10T04:15',
      starts: ['2027-04-10T04:15', '2027-04-11T04:15', '2027-04-12T04:15', '2027-04-13T04:15'],
      told: '13/04/2027',
    },
  ])(
    '[S4.4b, S4.4c, S6.2d] daily at ten in $zone, over its change of time',
    async ({ zone, first, starts, told }) => {
      const at = Date.parse(`${first}:00Z`);
      await world.moveClockTo(at - 12 * HOUR);
      const booked = await book(zone, { ...hours(first, 1), timeZone: zone, recurrence: daily(4) });
      await takesPlace(
        booked,
        starts.map((start) => occurrence(start, 1)),
      );
      const { text } = await moveByHalfAnHour(booked, starts[3] ?? '', 1);
      expect(text).toContain(`10:30 on ${told}`);
      expect(text).toContain(`11:30 on ${told}`);
      await world.moveClockTo(Date.parse(`${starts[2]}:00Z`) - HOUR / 2);
      await admissionIs(booked, 'admitted');
      await world.moveClockTo(Date.parse(`${starts[2]}:00Z`) - HOUR);
      await admissionIs(booked, 'closed not_yet');
    },
  );

  it('[S4.4b, S4.4e] occurrences added, moved onto each other and deleted', async () => {
    await world.moveClockTo(Date.parse('2027-05-02T20:00:00Z'));
    const schedule = { ...hours('2027-05-03T08:00', 1), timeZone: 'Romance Standard Time' };
    const booked = await book('Changing', { ...schedule, recurrence: daily(2) });
    await takesPlace(booked, [occurrence('2027-05-03T08:00', 1), occurrence('2027-05-04T08:00', 1)]);
    await world.sandbox.update(booked.name, { schedule: { ...schedule, recurrence: daily(4) } });
    const days = ['03', '04', '05', '06'].map((day) => occurrence(`2027-05-${day}T08:00`, 1));
    await takesPlace(booked, days);
    await world.sandbox.updateOccurrence(booked.name, {
      originalStart: '2027-05-04T08:00:00Z',
      start: '2027-05-05T08:30:00Z',
      end: '2027-05-05T11:00:00Z',
    });
    await world.sandbox.cancelOccurrence(booked.name, { originalStart: '2027-05-03T08:00:00Z' });
    await takesPlace(booked, [days[2] ?? '', occurrence('2027-05-05T08:30', 2.5), days[3] ?? '']);
    await world.moveClockTo(Date.parse('2027-05-05T11:55:00Z'));
    await admissionIs(booked, 'admitted');
    await world.moveClockTo(Date.parse('2027-05-05T12:05:00Z'));
    await admissionIs(booked, 'closed not_yet');
    await world.moveClockTo(Date.parse('2027-05-06T10:05:00Z'));
    await admissionIs(booked, 'closed over');
  });

  it('[S4.4b, S6.2d] over midnight and a change of time', async () => {
    await world.moveClockTo(Date.parse('2027-10-29T12:00:00Z'));
    const booked = await book('Night shift', {
      start: '2027-10-29T21:30:00Z',
      end: '2027-10-30T01:30:00Z',
      timeZone: 'Europe/Berlin',
      recurrence: daily(3),
    });
    // The night from the 30th to the 31st is an hour longer.
    await takesPlace(booked, [
      '2027-10-29T21:30/2027-10-30T01:30',
      '2027-10-30T21:30/2027-10-31T02:30',
      '2027-10-31T22:30/2027-11-01T02:30',
    ]);
    const { text } = await moveByHalfAnHour(booked, '2027-10-30T21:30', 5);
    expect(text).toContain('00:00 on 31/10/2027');
    expect(text).toContain('04:00 on 31/10/2027');
  });

  it('[S4.4b, S6.2d] all day, on a day of 25 hours in a custom zone', async () => {
    await world.moveClockTo(Date.parse('2027-11-05T12:00:00Z'));
    const booked = await book('All day', {
      start: '2027-11-07T04:00:00Z',
      end: '2027-11-08T05:00:00Z',
      allDay: true,
      timeZone: 'Customized Time Zone',
    });
    expect(booked.answer).toContain('from 07/11/2027 to 07/11/2027');
    await takesPlace(booked, ['2027-11-07T04:00/2027-11-08T05:00']);
    await world.moveClockTo(Date.parse('2027-11-07T03:30:00Z'));
    await admissionIs(booked, 'admitted');
    await world.moveClockTo(Date.parse('2027-11-08T05:59:00Z'));
    await admissionIs(booked, 'admitted');
  });

  it('[S4.4d, S4.9a] without end it is followed over the years; ended it frees its alias', async () => {
    const start = '2027-12-01T09:00';
    await world.moveClockTo(Date.parse('2027-11-30T09:00:00Z'));
    const schedule = { ...hours(start, 1), timeZone: 'Customized Time Zone 2' };
    const booked = await book('For ever', { ...schedule, recurrence: daily(null) });
    const day = Date.parse(`${start}:00Z`) + 401 * DAY;
    await world.moveClockTo(day);
    await admissionIs(booked, 'admitted');
    const [room] = (await world.rooms()).filter(({ aliases }) => aliases.includes(booked.alias));
    const shown = room?.occurrences.map((each) => Date.parse(each.start)) ?? [];
    expect(shown).toEqual(expect.arrayContaining([-1, 0, 1, 2].map((count) => day + count * DAY)));
    await world.sandbox.update(booked.name, {
      schedule: { ...hours(new Date(day).toISOString().slice(0, 16), 1), recurrence: daily(2) },
    });
    await world.organizer.nextAnswer(booked.name, ROOM.email, 2);
    await world.moveClockTo(day + DAY + HOUR + 24 * HOUR);
    await admissionIs(booked, 'closed over');
    await world.moveClockTo(day + DAY + 2 * HOUR + 24 * HOUR + 60_000);
    await admissionIs(booked, 'unknown');
  });
});

function daily(count: number | null) {
  const range = count === null ? { type: 'noEnd' as const } : { type: 'numbered' as const, count };
  return { pattern: { type: 'daily' as const, interval: 1 }, range };
}

function hours(start: string, count: number): Pick<Schedule, 'start' | 'end'> {
  const from = Date.parse(`${start}:00Z`);
  return { start: new Date(from).toISOString(), end: new Date(from + count * HOUR).toISOString() };
}

function occurrence(start: string, count: number): string {
  const { end } = hours(start, count);
  return `${start}/${String(end).slice(0, 16)}`;
}
