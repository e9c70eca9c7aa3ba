import { describe, expect, it } from 'vitest';
import { zoneRules } from './zone-rules.ts';

describe('the rules of a zone', () => {
  it.each([
    ['UTC', [0], []],
    ['Tokyo Standard Time', [-540], []],
    ['W. Europe Standard Time', [-60, -120], ['Daylight 3 -1 Sunday 2', 'Standard 10 -1 Sunday 3']],
    ['Eastern Standard Time', [300, 240], ['Daylight 3 2 Sunday 2', 'Standard 11 1 Sunday 2']],
    ['AUS Eastern Standard Time', [-600, -660], ['Standard 4 1 Sunday 3', 'Daylight 10 1 Sunday 2']],
    ['Lord Howe Standard Time', [-630, -660], ['Standard 4 1 Sunday 2', 'Daylight 10 1 Sunday 2']],
    ['Newfoundland Standard Time', [210, 150], ['Daylight 3 2 Sunday 2', 'Standard 11 1 Sunday 2']],
    ['Customized Time Zone 2', [-345], []],
  ])('%s', (zone, biases, changes) => {
    const { bias, eras } = zoneRules(zone, 2030);
    expect(Object.values(bias)).toEqual(biases);
    expect(
      eras[0]?.changes.map(({ to, month, nth, day, hour }) => `${to} ${month} ${nth} ${day} ${hour}`),
    ).toEqual(changes);
  });

  it('that gave up summer time is what it ended with', () => {
    expect(zoneRules('Turkey Standard Time', 2016)).toEqual({
      bias: { Standard: -180 },
      eras: [{ fromYear: null, changes: [] }],
    });
  });
});
