import { describe, expect, it } from 'vitest';
import { instant } from '../time/instant.ts';
import {
  type NumberSpace,
  numberDigits,
  numberSpaceFamily,
  numberSpaceId,
  numberSpaceShape,
  prefixesOverlap,
  type SpaceNumberState,
  spaceNumberId,
  spaceNumberShape,
} from './number-space.ts';

describe('the family of a number space', () => {
  it.each([
    ['meet', 6, 'meet', 6],
    ['Meet12', 4, 'meet', 6],
    ['12', 5, '', 7],
    ['a1b0', 3, 'a1b', 4],
    ['a9', 1, 'a', 2],
    ['a/', 1, 'a/', 1],
    ['a:', 1, 'a:', 1],
  ])('of %s with %i digits is %j with %i', (prefix, length, stem, digits) => {
    expect(numberSpaceFamily(prefix, length)).toEqual([stem, digits]);
  });

  it.each([
    ['meet1', 'MEET12', true],
    ['meet12', 'meet1', true],
    ['meet', 'meet', true],
    ['meet1', 'meet2', false],
    ['ameet', 'meet', false],
  ])('%s and %s overlap: %s', (a, b, overlap) => {
    expect(prefixesOverlap(a, b)).toBe(overlap);
  });
});

it('a number has all its digits in an alias', () => {
  expect([numberDigits(0, 6), numberDigits(42, 6), numberDigits(999_999, 6)]).toEqual([
    '000000',
    '000042',
    '999999',
  ]);
});

it('a space and its numbers are found by what they are looked for', () => {
  const space: NumberSpace = {
    tenantId: 'one',
    prefix: 'meet1',
    length: 6,
    sealedKey: '',
    next: 0,
    checked: true,
  };
  expect(numberSpaceId('Meet', 6)).toBe('meet/6');
  expect(spaceNumberId('meet/6', 42)).toBe('meet000042');
  expect(spaceNumberId('a/b/2', 4)).toBe('a/b04');
  expect([numberSpaceShape.name, spaceNumberShape.name]).toEqual(['number_spaces', 'space_numbers']);
  expect(numberSpaceShape.indexes.prefix(space)).toEqual(['meet1']);
  expect(numberSpaceShape.indexes.family(space)).toEqual(['meet', 7, 'meet1']);
});

it.each<[string, SpaceNumberState, due: number[] | null, free: string[] | null]>([
  ['new', { kind: 'live', reservationId: 'r', reviewAt: instant(5) }, [5], null],
  ['in use', { kind: 'live', reservationId: 'r', reviewAt: null }, null, null],
  ['at rest', { kind: 'quarantined', reservationId: null, until: instant(7) }, [7], null],
  ['free again', { kind: 'free', rank: 'ab' }, null, ['meet/6', 'ab']],
])('a number is looked at when it is due, and drawn when it is free: %s', (_, state, due, free) => {
  const number = { spaceId: 'meet/6', number: 42, state };
  expect(spaceNumberShape.indexes.due(number)).toEqual(due);
  expect(spaceNumberShape.indexes.free(number)).toEqual(free);
});
