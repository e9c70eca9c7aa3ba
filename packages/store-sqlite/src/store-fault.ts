import { resolve } from 'node:path';
import { ConflictError, systemReasonOf, UnavailableError, VmrKitError } from '@vmrkit/core';

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html. */
const reasons: Readonly<Record<number, string>> = {
  3: 'no permission',
  5: 'another process holds it for too long',
  6: 'it is locked',
  8: 'it may only be read; give its user the right to write the file and its folder',
  10: 'the disk failed',
  11: 'the file is damaged; restore a backup',
  13: 'the disk is full',
  14: 'it cannot be opened; check the path and the rights of its folder',
  23: 'no permission',
  26: 'it is no SQLite database; check the path',
};

/** Why the file cannot be used, for operators. */
export function storeFaultOf(error: unknown): string {
  return systemReasonOf(error) ?? sqliteReasonOf(error) ?? 'see the cause';
}

/** An error of the file that is not open yet. It names the path: no tenant is there to hear it. */
export function cannotOpen(file: string, error: unknown): VmrKitError {
  if (VmrKitError.is(error) && error.code !== 'ERR_STORE_UNAVAILABLE') return error;
  const cause = VmrKitError.is(error) ? (error.cause ?? error) : error;
  return new UnavailableError(
    `The database file ${resolve(file)} cannot be opened: ${storeFaultOf(cause)}.`,
    { code: 'ERR_STORE_UNAVAILABLE', cause },
  );
}

/** An error of the open file, without its path. */
export function asUnavailable(error: unknown): VmrKitError {
  if (VmrKitError.is(error)) return error;
  return new UnavailableError(`The database file does not answer: ${storeFaultOf(error)}.`, {
    code: 'ERR_STORE_UNAVAILABLE',
    cause: error,
  });
}

/** Whether another process holds the file. */
export function isBusy(error: unknown): boolean {
  const cause = VmrKitError.is(error) ? error.cause : error;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'errcode') : null;
  return typeof code === 'number' && [5, 6].includes(code & 0xff);
}

/** That another process has the file open: ConflictError `ERR_STORE_IN_USE`. */
export function inUse(file: string, cause?: unknown): ConflictError {
  return new ConflictError(`A server or a command has the store ${resolve(file)} open.`, {
    code: 'ERR_STORE_IN_USE',
    cause,
  });
}

function sqliteReasonOf(error: unknown): string | null {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : null;
  return typeof code === 'number' ? (reasons[code & 0xff] ?? null) : null;
}
