import { describe, expect, test } from 'vitest';
import { mergeRecords, valueAt, withValue } from './record-value.ts';

describe('a value at a path', () => {
  test('is found, and what has no own property is not', () => {
    const record = { a: { b: [{ c: 1 }] } };
    expect(valueAt(record, 'a.b.0.c')).toBe(1);
    expect(valueAt(record, 'a.b.1.c')).toBeUndefined();
    expect(valueAt(record, 'a.constructor')).toBeUndefined();
  });

  test.each([
    ['a.b', 2, { a: { b: 2, c: 0 }, l: ['x', 'y'] }],
    ['a.b', undefined, { a: { c: 0 }, l: ['x', 'y'] }],
    ['l.1', undefined, { a: { b: 1, c: 0 }, l: ['x'] }],
    ['n.0.e', 'f', { a: { b: 1, c: 0 }, l: ['x', 'y'], n: [{ e: 'f' }] }],
  ])('%s becomes %j, and the first record stays as it is', (path, value, expected) => {
    const record = Object.freeze({ a: Object.freeze({ b: 1, c: 0 }), l: Object.freeze(['x', 'y']) });
    expect(withValue(record, path, value)).toEqual(expected);
  });
});

describe('two people who change the same record', () => {
  const base = { general: { name: 'a', description: 'b' }, list: ['x'] };

  test('keep both changes where they touch different fields', () => {
    const mine = { ...base, general: { name: 'mine', description: 'b' } };
    const theirs = { ...base, general: { name: 'a', description: 'theirs' } };
    expect(mergeRecords({ base, mine, theirs })).toEqual({
      merged: { ...base, general: { name: 'mine', description: 'theirs' } },
      conflicts: [],
    });
  });

  test('see both values where they changed the same, and none where they agree', () => {
    const mine = { ...base, general: { name: 'mine', description: 'same' } };
    const theirs = { ...base, general: { name: 'theirs', description: 'same' } };
    expect(mergeRecords({ base, mine, theirs })).toEqual({
      merged: { ...base, general: { name: 'mine', description: 'same' } },
      conflicts: [{ path: 'general.name', mine: 'mine', theirs: 'theirs' }],
    });
  });
});
