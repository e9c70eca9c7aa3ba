import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConflictError, InvalidInputError, type RestoreOptions, VmrKitError } from '@vmrkit/core';
import { synchronize } from './backup.ts';
import { probeFile } from './probe-file.ts';
import { createSqliteDatabase } from './sqlite-database.ts';
import type { SqliteConnection, SqliteDriver } from './sqlite-driver.ts';
import { cannotOpen, inUse, isBusy, storeFaultOf } from './store-fault.ts';

/**
 * Puts a backup in the place of a database file: a copy is opened, checked and prepared beside it first. Rejects with
 * InvalidInputError `ERR_STORE_RESTORE`, ConflictError `ERR_STORE_EXISTS`, `ERR_STORE_IN_USE`, and with
 * UnavailableError `ERR_STORE_VERSION` for a backup that a newer version wrote. Returns where the earlier file is kept.
 */
export async function restoreFile(
  target: string,
  { file, replace, prepare, driver }: RestoreOptions & { readonly driver: SqliteDriver },
): Promise<string | null> {
  const place = resolve(target);
  const isThere = probeFile(place) === 'present';
  if (isThere && !replace) {
    throw new ConflictError(`There is a store in ${place} already.`, { code: 'ERR_STORE_EXISTS' });
  }
  const partial = `${place}.restoring`;
  try {
    copyChecked(file, partial);
    await prepareCopy(partial, { prepare, driver });
    synchronize(partial);
    const kept = isThere ? await setAside(place, driver) : null;
    renameSync(partial, place);
    synchronize(dirname(place));
    return kept;
  } finally {
    for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${rest}`, { force: true });
  }
}

function copyChecked(file: string, partial: string): void {
  try {
    if (probeFile(file) === 'absent') throw new Error('It is empty.');
    rmSync(partial, { force: true });
    copyFileSync(file, partial);
    chmodSync(partial, 0o600);
  } catch (error) {
    const cause = VmrKitError.is(error) ? error.cause : error;
    const why = existsSync(file) ? storeFaultOf(cause) : 'there is no such file';
    throw new InvalidInputError(`The backup ${resolve(file)} cannot be restored: ${why}.`, {
      code: 'ERR_STORE_RESTORE',
      cause,
    });
  }
}

async function prepareCopy(
  partial: string,
  { prepare, driver }: Pick<RestoreOptions, 'prepare'> & { readonly driver: SqliteDriver },
): Promise<void> {
  const connection = await driver.open(partial);
  try {
    const check = connection.prepare('PRAGMA quick_check').get() as { quick_check?: string } | undefined;
    if (check?.quick_check !== 'ok') throw new Error('The file is damaged.');
  } catch (cause) {
    throw new InvalidInputError('The backup cannot be restored: it is damaged.', {
      code: 'ERR_STORE_RESTORE',
      cause,
    });
  } finally {
    connection.close();
  }
  const database = await createSqliteDatabase({ file: partial, driver });
  // Closing writes the log into the file, which is then all that there is.
  await prepare(database).finally(() => database.close());
}

/** Keeps what stands there under another name while nobody else has it open. */
function setAside(place: string, driver: SqliteDriver): Promise<string> {
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const kept = `${place}.before-${at}`;
  return alone(place, driver, () => {
    renameSync(place, kept);
    return kept;
  });
}

/** Acts while this process alone has the database open: only then may SQLite leave its write-ahead log. */
async function alone<T>(file: string, driver: SqliteDriver, act: () => T): Promise<T> {
  let connection: SqliteConnection | null = null;
  try {
    connection = await driver.open(file);
    connection.exec('PRAGMA busy_timeout = 1000');
    const mode = connection.prepare('PRAGMA journal_mode = DELETE').get() as { journal_mode?: string };
    if (mode.journal_mode !== 'delete') throw inUse(file);
    connection.exec('BEGIN EXCLUSIVE');
    const result = act();
    connection.exec('ROLLBACK');
    return result;
  } catch (error) {
    if (VmrKitError.is(error)) throw error;
    throw isBusy(error) ? inUse(file, error) : cannotOpen(file, error);
  } finally {
    connection?.close();
  }
}
