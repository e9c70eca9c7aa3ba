import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../time/instant.ts';
import { compareVersions, isNewer, type MeetingVersion, outlastsSeries } from './meeting-version.ts';

/** Few values, so that ties are frequent. */
const moment = fc.integer({ min: 1, max: 3 }).map(instant);
const versions = fc.record<MeetingVersion>({
  stamp: fc.option(moment),
  sequence: fc.option(fc.integer({ min: 0, max: 2 })),
  cancels: fc.boolean(),
  received: moment,
  mailboxId: fc.constant('mailbox-1'),
  articleNumber: fc.option(fc.integer({ min: 1, max: 2 })),
  arrival: fc.integer({ min: 1, max: 3 }),
  messageId: fc.uuid(),
});

function version(over: Partial<MeetingVersion> = {}): MeetingVersion {
  return {
    stamp: at(10),
    sequence: 1,
    cancels: false,
    received: at(10),
    messageId: '<m>',
    mailboxId: '',
    articleNumber: null,
    arrival: 0,
    ...over,
  };
}

const at = (milliseconds: number): Instant => instant(milliseconds);

describe('versions have one total order', () => {
  test('antisymmetric, and equal only where all is', () => {
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) === 0) expect(a.arrival).toBe(b.arrival);
      }),
      { numRuns: 2_000 },
    );
  });

  test('transitive', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        const [first, second, third] = [a, b, c].sort(compareVersions);
        if (!first || !second || !third) throw new TypeError('There are three.');
        expect(compareVersions(first, second)).toBeLessThanOrEqual(0);
        expect(compareVersions(second, third)).toBeLessThanOrEqual(0);
        expect(compareVersions(first, third)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, Partial<MeetingVersion>, Partial<MeetingVersion>]>([
    ['a later stamp leads', { stamp: at(10), sequence: 5 }, { stamp: at(11), sequence: 1 }],
    ['then the sequence', { sequence: 1, cancels: false }, { sequence: 2, cancels: true }],
    [
      'then the kind: a re-invitation follows its removal',
      { cancels: true, received: at(12) },
      { received: at(11) },
    ],
    [
      'then the time of receipt',
      { received: at(10), articleNumber: 9 },
      { received: at(11), articleNumber: 1 },
    ],
    ['then the number in the inbox', { articleNumber: 1, arrival: 9 }, { articleNumber: 2, arrival: 1 }],
    ['then the arrival', { arrival: 1 }, { arrival: 2 }],
    [
      'over two mailboxes the arrival at once',
      { mailboxId: 'a', articleNumber: 2, arrival: 1 },
      { mailboxId: 'b', articleNumber: 1, arrival: 2 },
    ],
    ['what an older release stored is the older', {}, { mailboxId: 'a', articleNumber: 1, arrival: 1 }],
    [
      'a stamp ahead of its receipt by the receipt',
      { stamp: at(10_011), received: at(10) },
      { stamp: at(5_000), received: at(5_000) },
    ],
    [
      'a stamp that is some seconds ahead by itself',
      { stamp: at(9_000), received: at(8_000) },
      { stamp: at(10_000), received: at(0) },
    ],
    [
      'without a stamp the time of receipt',
      { stamp: null, received: at(9) },
      { stamp: at(10), received: at(8) },
    ],
    ['without a sequence below every sequence', { sequence: null }, { sequence: 0 }],
  ])('%s', (_, before, after) => {
    const [older, newer] = [
      version({ messageId: '<a>', ...before }),
      version({ messageId: '<b>', ...after }),
    ];
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(isNewer(newer, older)).toBe(true);
    expect(isNewer(older, newer)).toBe(false);
  });

  test('a removed attendee that is invited again with the sequence of before comes after its removal', () => {
    const removal = version({ stamp: at(20), sequence: 2, cancels: true });
    const invitation = version({ stamp: at(21), sequence: 1 });
    expect(isNewer(invitation, removal)).toBe(true);
  });

  test('nothing is newer than itself, anything than nothing', () => {
    expect(isNewer(version({ arrival: 9, articleNumber: 9 }), version())).toBe(false);
    expect(isNewer(version(), null)).toBe(true);
  });
});

describe('an instance beside its series', () => {
  test.each<[string, Partial<MeetingVersion>, Partial<MeetingVersion>, boolean]>([
    ['newer', { stamp: at(11) }, {}, true],
    ['older', { stamp: at(9) }, {}, false],
    ['sent together, received before', { received: at(9) }, { received: at(10) }, true],
    ['sent together, a cancellation', { cancels: true, received: at(9) }, {}, true],
    ['sent together with a cancelled series', { received: at(9) }, { cancels: true, received: at(10) }, true],
    [
      'sent together by a clock that is ahead',
      { stamp: at(900_000), received: at(9) },
      { stamp: at(900_000), received: at(10) },
      true,
    ],
    ['same stamp, lower sequence', { sequence: 0, received: at(11) }, {}, false],
  ])('%s', (_, instance, series, outlasts) => {
    expect(outlastsSeries(version(instance), version(series))).toBe(outlasts);
  });

  test('anything outlasts an unknown series', () => {
    expect(outlastsSeries(version(), null)).toBe(true);
  });
});
