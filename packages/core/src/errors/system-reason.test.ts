import { expect, it } from 'vitest';
import { systemReasonOf } from './system-reason.ts';
import { UnavailableError } from './vmrkit-error.ts';

const fault = (code: string) => Object.assign(new Error('x'), { code });

it.each<[unknown, string | null]>([
  [fault('EACCES'), 'no permission (EACCES)'],
  [new UnavailableError('Away.', { code: 'ERR_X', cause: fault('ENOSPC') }), 'the disk is full (ENOSPC)'],
  [fault('EWHATEVER'), 'EWHATEVER'],
  [fault('ERR_SQLITE_ERROR'), null],
  [fault('__proto__'), null],
  [new Error('x'), null],
  ['EACCES', null],
])('gives the system’s reason of %o: %s', (error, expected) => {
  expect(systemReasonOf(error)).toBe(expected);
});
