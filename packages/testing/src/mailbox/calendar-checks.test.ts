import { type AcceptedMeeting, type CalendarOccurrence, DAY_MS, instant, shift } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import { calendarChecks } from './calendar-checks.ts';
import { mailbox, withSoundWorld } from './faulty-mailbox.fixture.ts';

/** A mailbox whose calendar shows otherwise. */
const viewing = (change: (seen: readonly CalendarOccurrence[]) => readonly CalendarOccurrence[]) =>
  mailbox((sound) => ({
    calendarView: async (range, options) => change(await sound.calendarView(range, options)),
  }));

/** A mailbox that tells its accepted meetings otherwise. */
const accepted = (change: (meetings: readonly AcceptedMeeting[]) => readonly AcceptedMeeting[]) =>
  mailbox((sound) => ({
    acceptedMeetings: async function* (after, options) {
      for await (const batch of sound.acceptedMeetings(after, options)) yield change(batch);
    },
  }));

describe('the contract of a mailbox: calendar', () => {
  kitSees(
    calendarChecks,
    [
      {
        fault: 'shows only the first instance of a series',
        seenBy: 'shows the instances of an accepted series',
        spoil: viewing((seen) => seen.slice(0, 1)),
      },
      {
        fault: 'names every instance by the start of its series',
        seenBy: 'shows the instances of an accepted series',
        spoil: viewing((seen) => seen.map((each) => ({ ...each, originalStart: seen[0]?.start ?? null }))),
      },
      {
        fault: 'shows the pattern without its exceptions',
        seenBy: 'shows a moved instance where it is',
        spoil: viewing((seen) =>
          seen.map((each) =>
            each.originalStart === null
              ? each
              : {
                  ...each,
                  start: each.originalStart,
                  end: instant(each.originalStart + each.end - each.start),
                },
          ),
        ),
      },
      {
        fault: 'names a moved instance by where it is now',
        seenBy: 'shows a moved instance where it is',
        spoil: viewing((seen) => seen.map((each) => ({ ...each, originalStart: each.start }))),
      },
      {
        fault: 'shows the whole day around the range',
        seenBy: 'leaves out what lies outside of the range',
        spoil: mailbox((sound) => ({
          calendarView: ({ start, end }, options) =>
            sound.calendarView({ start: shift(start, -DAY_MS), end: shift(end, DAY_MS) }, options),
        })),
      },
      {
        fault: 'ignores the signal',
        seenBy: 'calendarView: stops on the signal',
        spoil: mailbox((sound) => ({ calendarView: (range) => sound.calendarView(range) })),
      },
      {
        fault: 'gives single meetings a pattern start',
        seenBy: 'shows a single meeting without a pattern start',
        spoil: viewing((seen) => seen.map((each) => ({ ...each, originalStart: each.start }))),
      },
      {
        fault: 'gives meetings whenever they are',
        seenBy: 'gives single meetings and series that go on',
        spoil: mailbox((sound) => ({
          acceptedMeetings: (_, options) => sound.acceptedMeetings(instant(0), options),
        })),
      },
      {
        fault: 'leaves series out',
        seenBy: 'gives single meetings and series that go on',
        spoil: accepted((meetings) => meetings.filter(({ recurring }) => !recurring)),
      },
      {
        fault: 'gives meetings without their bodies',
        seenBy: 'gives single meetings and series that go on',
        spoil: accepted((meetings) =>
          meetings.map((each) => ({ ...each, body: { type: 'html', content: '' } })),
        ),
      },
      {
        fault: 'ends a series with its pattern, whatever was moved',
        seenBy: 'counts an instance that was moved behind the end',
        spoil: accepted((meetings) =>
          meetings.map((each) => ({ ...each, lastEnd: shift(each.end, DAY_MS) })),
        ),
      },
      {
        fault: 'makes a meeting up',
        seenBy: 'gives nothing for an empty calendar',
        spoil: mailbox(() => ({
          acceptedMeetings: async function* () {
            yield [{ subject: 'ghost' } as AcceptedMeeting];
          },
        })),
      },
    ],
    withSoundWorld,
  );
});
