import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConflictError, UnavailableError, VmrKitError } from '@vmrkit/core';
import type { SqliteFile } from './sqlite-file.ts';
import { storeFaultOf } from './store-fault.ts';

/**
 * Copies a database to a new file, which appears under its name only when it is whole and on the disk. Throws
 * `ERR_STORE_BACKUP_EXISTS` when there is such a file, `ERR_STORE_BACKUP` when it cannot be written.
 */
export function backUp(file: SqliteFile, target: string): void {
  if (existsSync(target)) throw exists(target);
  const partial = `${resolve(target)}.partial`;
  try {
    rmSync(partial, { force: true });
    closeSync(openSync(partial, 'wx', 0o600));
    file.run('VACUUM INTO ?', partial);
    synchronize(partial);
    linkSync(partial, target);
    synchronize(dirname(partial));
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'EEXIST') throw exists(target);
    const cause = VmrKitError.is(error) ? error.cause : error;
    throw new UnavailableError(`The backup ${resolve(target)} cannot be written: ${storeFaultOf(cause)}.`, {
      code: 'ERR_STORE_BACKUP',
      cause,
    });
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Waits until a file or a folder is on the disk. */
export function synchronize(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function exists(target: string): ConflictError {
  return new ConflictError(`There is a file ${resolve(target)} already.`, {
    code: 'ERR_STORE_BACKUP_EXISTS',
  });
}
