import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cannotOpen } from './store-fault.ts';

/** First bytes of each database, https://www.sqlite.org/fileformat.html. */
const HEAD = 'SQLite format 3\0';

/**
 * Whether there is a database in `file`; an empty file is none yet. Changes nothing. Throws UnavailableError
 * `ERR_STORE_UNAVAILABLE` when it could neither be opened nor made.
 */
export function probeFile(file: string): 'present' | 'absent' {
  const path = resolve(file);
  try {
    if (!mayBeUsed(path)) {
      refuseUnwritable(dirname(path));
      return 'absent';
    }
    const head = headOf(path);
    if (head === '') return 'absent';
    if (head !== HEAD) throw Object.assign(new Error('No SQLite database.'), { errcode: 26 });
    return 'present';
  } catch (error) {
    throw cannotOpen(path, error);
  }
}

/** False: there is none. */
function mayBeUsed(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Folders that are missing would be made in the nearest one that exists. */
function refuseUnwritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (!isMissing(error) || dirname(folder) === folder) throw error;
    refuseUnwritable(dirname(folder));
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
}

function headOf(path: string): string {
  const handle = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD.length);
    return bytes.toString('latin1', 0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}
