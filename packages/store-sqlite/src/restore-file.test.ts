import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DocumentDatabase } from '@vmrkit/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundledDriver } from './bundled-driver.ts';
import { restoreFile } from './restore-file.ts';
import { createSqliteDatabase } from './sqlite-database.ts';

const shape = { name: 'things', indexes: {} };
// The bundled driver lets go of a file when its statements are collected.
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const letGo = async () => {
  collect();
  await new Promise((resolve) => setImmediate(resolve));
};

describe('restoring a backup', () => {
  let folder: string;
  let store: string;
  let backup: string;

  const using = async <T>(file: string, use: (database: DocumentDatabase) => Promise<T>): Promise<T> => {
    const database = await createSqliteDatabase({ file });
    try {
      return await use(database);
    } finally {
      await database.close();
      await letGo();
    }
  };
  const put = (file: string, id: string) =>
    using(file, (database) => database.collection(shape).commit('t', [{ op: 'insert', id, value: {} }]));
  const has = (file: string, id: string) =>
    using(file, async (database) => (await database.collection(shape).load('t', [id]))[0] !== null);
  const restore = (options: Partial<Parameters<typeof restoreFile>[1]> = {}) =>
    restoreFile(store, {
      file: backup,
      replace: false,
      prepare: async () => undefined,
      driver: bundledDriver,
      ...options,
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vmrkit-restore-'));
    store = join(folder, 'store.db');
    backup = join(folder, 'backup.db');
    await put(store, 'before');
    const database = await createSqliteDatabase({ file: store });
    await database.backup(backup);
    await database.close();
    await letGo();
    await put(store, 'after');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('replaces the store on request, keeps what stood there, and leaves private files alone', async () => {
    const prepared: boolean[] = [];
    const prepare = async (database: DocumentDatabase) => {
      prepared.push((await database.collection(shape).load('t', ['before']))[0] !== null);
      await database.collection(shape).commit('t', [{ op: 'insert', id: 'prepared', value: {} }]);
    };
    const kept = await restore({ replace: true, prepare });
    await letGo();
    expect(prepared).toEqual([true]);
    expect([await has(store, 'before'), await has(store, 'prepared'), await has(store, 'after')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await has(kept ?? '', 'after')).toBe(true);
    expect(statSync(store).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  test('puts it where no store is', async () => {
    rmSync(store);
    expect(await restore()).toBeNull();
    expect(await has(store, 'before')).toBe(true);
  });

  test('replaces nothing unasked', async () => {
    await expect(restore()).rejects.toMatchObject({ code: 'ERR_STORE_EXISTS' });
    expect(await has(store, 'after')).toBe(true);
  });

  test('replaces nothing that is open elsewhere', async () => {
    const running = await createSqliteDatabase({ file: store });
    await expect(restore({ replace: true })).rejects.toMatchObject({
      code: 'ERR_STORE_IN_USE',
      message: expect.stringContaining(store),
    });
    await expect(running.collection(shape).load('t', ['after'])).resolves.toMatchObject([{ id: 'after' }]);
    await running.close();
  });

  test('replaces nothing where preparing fails', async () => {
    const prepare = () => Promise.reject(new Error('a newer version wrote it'));
    await expect(restore({ replace: true, prepare })).rejects.toThrow('a newer version');
    expect(await has(store, 'after')).toBe(true);
  });

  test('refuses what a newer version of the tables wrote', async () => {
    const newer = await bundledDriver.open(backup);
    newer.exec("INSERT INTO schema_versions VALUES (99, '')");
    newer.close();
    await expect(restore({ replace: true })).rejects.toMatchObject({ code: 'ERR_STORE_VERSION' });
  });

  test.each<[string, () => void, RegExp]>([
    ['is missing', () => rmSync(backup), /no such file/],
    ['is no database', () => writeFileSync(backup, 'x'.repeat(9_000)), /no SQLite database/],
    ['is cut short', () => truncateSync(backup, 8_192), /damaged/],
  ])('refuses a file that %s', async (_, spoil, why) => {
    spoil();
    await expect(restore({ replace: true })).rejects.toMatchObject({
      code: 'ERR_STORE_RESTORE',
      message: expect.stringMatching(why),
    });
    expect(existsSync(store)).toBe(true);
    copyFileSync(store, backup);
  });
});
