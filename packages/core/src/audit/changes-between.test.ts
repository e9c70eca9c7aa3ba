import { expect, test } from 'vitest';
import { changesBetween } from './changes-between.ts';

test.each<[string, unknown, unknown, ReturnType<typeof changesBetween>]>([
  ['a field', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a.b', before: '1', after: '2' }]],
  ['what is new', {}, { a: 'x' }, [{ path: 'a', before: null, after: '"x"' }]],
  ['what is gone', { a: null }, {}, [{ path: 'a', before: 'null', after: null }]],
  ['a list as a whole', { a: [1] }, { a: [1, 2] }, [{ path: 'a', before: '[1]', after: '[1,2]' }]],
  ['another kind of value', { a: { b: 1 } }, { a: 1 }, [{ path: 'a', before: '{"b":1}', after: '1' }]],
  ['a name of every object', {}, { constructor: 1 }, [{ path: 'constructor', before: null, after: '1' }]],
  ['nothing', { a: [1], b: { c: null } }, { b: { c: null }, a: [1] }, []],
])('tells %s', (_, before, after, changes) => {
  expect(changesBetween(before, after)).toEqual(changes);
});

test('cuts long values and long lists of fields', () => {
  const [change] = changesBetween({ text: '' }, { text: 'x'.repeat(9_000) });
  expect(change?.after).toHaveLength(501);
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, at]));
  expect(changesBetween({}, many)).toHaveLength(100);
});
