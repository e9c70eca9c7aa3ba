import { describe, expect, test } from 'vitest';
import { instant } from '../time/instant.ts';
import { carriesLiveTag } from './carries-live-tag.ts';
import type { TaggedReservation } from './reservation-book.ts';

const reservation = {
  id: 'r',
  alias: 'a',
  numericAlias: '1',
  tag: 't',
  pins: null,
  language: null,
  mailboxId: 'm',
  correlationId: 'c',
};
const known: Readonly<Record<string, TaggedReservation>> = {
  aaaa: { kind: 'reservation', reservation, boundTo: null },
  bbbb: { kind: 'released' },
};

const carries = (...texts: readonly string[]) =>
  carriesLiveTag(texts, {
    reservations: { lookUp: async (id) => known[id] ?? { kind: 'unknown' } },
    tags: { openToken: async (id) => (id === 'dddd' ? null : { hash: id, valid: id === 'cccc' }) },
    now: instant(0),
  });

describe('carriesLiveTag', () => {
  test.each<readonly [readonly string[], boolean]>([
    [[], false],
    [['PXPS:-aaaa#'], true],
    [['Join here: PXPS:-aa\r\n aa#'], true],
    [['PXPS:-bbbb#'], false],
    [['PXPS:-eeee#'], false],
    [['PXPS:-bbbb#', 'PXPS:-aaaa#'], true],
    [['PXPS:-', 'aaaa#'], false],
    [['TOK:-cccc#'], true],
    [['TOK:-dddd#', 'TOK:-eeee#'], false],
    [['no tag at all'], false],
  ])('[S3.5a] %j: %s', async (texts, expected) => {
    expect(await carries(...texts)).toBe(expected);
  });
});
