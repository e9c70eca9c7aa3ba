import { codeOf } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { problemOf } from '../http/problem.ts';
import { etagOf, ifMatch } from './versions.ts';

function statusFor(header: string | undefined): readonly [number, string] | null {
  try {
    ifMatch({ headers: header === undefined ? {} : { 'if-match': header } }, '7');
    return null;
  } catch (error) {
    return [problemOf(error, '').status, codeOf(error)];
  }
}

it.each([
  [etagOf('7').ETag?.toString(), null],
  ['"6", "7"', null],
  ['*', null],
  [undefined, [428, 'ERR_REQUEST_VERSION_MISSING']],
  ['"6"', [412, 'ERR_REQUEST_VERSION_MOVED']],
  ['7', [412, 'ERR_REQUEST_VERSION_MOVED']],
  ['W/"7"', [412, 'ERR_REQUEST_VERSION_MOVED']],
])('If-Match %s answers %j', (header, expected) => {
  expect(statusFor(header)).toEqual(expected);
});
