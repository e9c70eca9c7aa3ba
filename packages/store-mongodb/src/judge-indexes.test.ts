import { expect, test } from 'vitest';
import { judgeIndexes, type PresentIndex } from './judge-indexes.ts';

const needed = [{ name: 'due_over_all', key: { e_due: 1, o_due: 1 } }] as const;
const primary: PresentIndex = { name: '_id_', key: { _id: 1 } };
const ours: PresentIndex = { name: 'due_over_all', key: { e_due: 1, o_due: 1 } };

test.each<[string, readonly PresentIndex[], readonly string[], readonly string[]]>([
  ['all there', [primary, ours], [], []],
  ['a new collection', [], ['due_over_all'], []],
  ['one dropped', [primary], ['due_over_all'], []],
  [
    'others in order',
    [primary, { ...ours, key: { o_due: 1, e_due: 1 } }],
    [],
    ['"due_over_all" is over other'],
  ],
  [
    'other fields',
    [primary, { ...ours, key: { e_due: 1 } }],
    [],
    ['"due_over_all" is over other fields (e_due: 1)'],
  ],
  ['ours unique', [primary, { ...ours, unique: true }], [], ['"due_over_all" was made with unique']],
  [
    'ours of a part',
    [primary, { ...ours, partialFilterExpression: {} }],
    [],
    ['with partialFilterExpression'],
  ],
  ['ours with an end', [primary, { ...ours, expireAfterSeconds: 0 }], [], ['with expireAfterSeconds']],
  ['false options', [primary, { ...ours, unique: false, sparse: false }], [], []],
  ['an operator’s own', [primary, ours, { name: 'mine', key: { r: 1 } }], [], []],
  ['a foreign unique', [primary, ours, { name: 'mine', key: { r: 1 }, unique: true }], [], ['"mine" is not']],
  [
    'a foreign end',
    [primary, ours, { name: 'ttl', key: { r: 1 }, expireAfterSeconds: 5 }],
    [],
    ['"ttl" is not'],
  ],
  ['a collation', [{ ...primary, collation: { locale: 'de' } }, ours], [], ['collation of its own']],
])('%s', (_, present, missing, faults) => {
  const verdict = judgeIndexes(present, needed);
  expect(verdict.missing.map(({ name }) => name)).toEqual(missing);
  expect(verdict.faults).toEqual(faults.map((text) => expect.stringContaining(text)));
});
