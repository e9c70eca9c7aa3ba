import { expect, test } from 'vitest';
import { valueChanges } from './value-changes.ts';

test.each([
  ['the same', { a: 1, b: [1] }, { a: 1, b: [1] }, []],
  ['a field', { a: { b: 1, c: 2 } }, { a: { b: 3, c: 2 } }, [{ path: 'a.b', before: 1, after: 3 }]],
  ['one more in a list', { a: ['x'] }, { a: ['x', 'y'] }, [{ path: 'a.1', before: undefined, after: 'y' }]],
  ['a field that went away', { a: 1 }, {}, [{ path: 'a', before: 1, after: undefined }]],
  ['nothing before', null, { a: 1 }, [{ path: '', before: null, after: { a: 1 } }]],
])('%s', (_what, before, after, changes) => {
  expect(valueChanges(before, after)).toEqual(changes);
});
