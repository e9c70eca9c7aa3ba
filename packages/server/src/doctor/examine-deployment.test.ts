import { expect, it } from 'vitest';
import { isFull, storeFolderOf } from './examine-deployment.ts';

const GIGABYTE = 1e9;

it.each([
  [0.1, 10, true],
  [0.9, 100, true],
  [0.9, 10, false],
  [2, 1_000, false],
])('%d GB free of %d GB is too little: %s', (free, size, expected) => {
  expect(isFull({ free: free * GIGABYTE, size: size * GIGABYTE })).toBe(expected);
});

it.each([
  ['sqlite /var/lib/vmrkit/vmrkit.sqlite', '/var/lib/vmrkit'],
  ['mongodb mongodb://db.example/vmrkit', null],
])('the store %s lies in %s', (place, folder) => {
  expect(storeFolderOf(place)).toBe(folder);
});
