import type { ClockChange, ZoneRules } from './zone-rules.ts';

/** A zone that an organizer's client made up: neither a Windows nor an IANA id names it, only its rules do. */
export interface CustomZone extends ZoneRules {
  /** IANA zone whose clocks show the same at any time since 1990. */
  readonly sameAs: string;
}

type Sunday = Pick<ClockChange, 'month' | 'nth' | 'hour'>;

const sundays = (daylight: Sunday, standard: Sunday): readonly ClockChange[] => [
  { ...daylight, day: 'Sunday', to: 'Daylight' },
  { ...standard, day: 'Sunday', to: 'Standard' },
];

/** Custom zones that meetings may be in, by the names that Outlook gives such zones. */
export const customZones: ReadonlyMap<string, CustomZone> = new Map([
  [
    'Customized Time Zone',
    {
      sameAs: 'America/New_York',
      bias: { Standard: 300, Daylight: 240 },
      eras: [
        {
          fromYear: null,
          changes: sundays({ month: 4, nth: 1, hour: 2 }, { month: 10, nth: -1, hour: 2 }),
        },
        { fromYear: 2007, changes: sundays({ month: 3, nth: 2, hour: 2 }, { month: 11, nth: 1, hour: 2 }) },
      ],
    },
  ],
  [
    'Customized Time Zone 1',
    {
      sameAs: 'Australia/Sydney',
      bias: { Standard: -600, Daylight: -660 },
      eras: [
        { fromYear: null, changes: sundays({ month: 10, nth: 1, hour: 2 }, { month: 4, nth: 1, hour: 3 }) },
      ],
    },
  ],
  [
    'Customized Time Zone 2',
    { sameAs: 'Asia/Kathmandu', bias: { Standard: -345 }, eras: [{ fromYear: null, changes: [] }] },
  ],
]);
