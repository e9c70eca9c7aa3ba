import { describe, expect, test, vi } from 'vitest';
import {
  ConflictError,
  codeOf,
  InvalidInputError,
  NotFoundError,
  ThrottledError,
  VmrKitError,
} from './vmrkit-error.ts';

const code = 'ERR_TIME_INVALID';

describe('an error', () => {
  test('carries its code, its issues and the lower error', () => {
    const cause = new Error('lower');
    const issues = [{ path: ['mailbox', 0], code: 'too_small', message: 'Name a mailbox.' }];
    const error = new InvalidInputError('No.', { code, cause, issues });
    expect(error).toMatchObject({ name: 'InvalidInputError', message: 'No.', code, cause, issues });
    expect(error).toBeInstanceOf(VmrKitError);
  });

  test('has no issues and no cause where none were given', () => {
    const error = new NotFoundError('No.', { code });
    expect(error.issues).toEqual([]);
    expect('cause' in error).toBe(false);
  });

  test('that asks for a pause says how long', () => {
    expect(new ThrottledError('Wait.', { code, retryAfterMs: 1_500 }).retryAfterMs).toBe(1_500);
  });
});

describe('is', () => {
  test('knows its class and those above, not those beside or below', () => {
    const error = new ConflictError('Taken.', { code });
    expect(ConflictError.is(error)).toBe(true);
    expect(VmrKitError.is(error)).toBe(true);
    expect(NotFoundError.is(error)).toBe(false);
    expect(ConflictError.is(new VmrKitError('Root.', { code }))).toBe(false);
  });

  test.each([
    [undefined],
    [null],
    ['ConflictError'],
    [{ name: 'ConflictError' }],
    [new Error('ConflictError')],
  ])('knows that %j is none', (value) => {
    expect(ConflictError.is(value)).toBe(false);
  });

  test('knows an error of another copy of the package', async () => {
    vi.resetModules();
    const other = await import('./vmrkit-error.ts');
    const error = new other.ConflictError('Taken.', { code });
    expect(error).not.toBeInstanceOf(ConflictError);
    expect(ConflictError.is(error)).toBe(true);
    expect(NotFoundError.is(error)).toBe(false);
  });
});

test('what was thrown has a code, whatever it is', () => {
  expect(codeOf(new ConflictError('Taken.', { code: 'ERR_ALIAS_TAKEN' }))).toBe('ERR_ALIAS_TAKEN');
  expect([new TypeError('Oh.'), 'ERR_ALIAS_TAKEN', null].map(codeOf)).toEqual(Array(3).fill('ERR_INTERNAL'));
});
