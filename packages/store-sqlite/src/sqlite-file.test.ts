import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, type DocumentCollection, UnavailableError } from '@vmrkit/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledDriver } from './bundled-driver.ts';
import { createSqliteDatabase } from './sqlite-database.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { sqliteStorePlugin } from './sqlite-store-plugin.ts';

const shape = { name: 'texts', indexes: {} } as const;

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vmrkit-sqlite-'));
  file = join(directory, 'sub', 'store.db');
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

function insert(texts: DocumentCollection<string>, id: string) {
  return texts.commit('one', [{ op: 'insert', id, value: id }]);
}

/** The bundled driver with an ear on the SQL, and a fault planted in one statement. */
function heard(fault?: (sql: string) => void): { driver: SqliteDriver; executed: string[] } {
  const executed: string[] = [];
  const driver: SqliteDriver = {
    name: 'heard',
    open: async (path) => {
      const connection = await bundledDriver.open(path);
      return {
        exec: (sql) => {
          executed.push(sql);
          fault?.(sql);
          connection.exec(sql);
        },
        prepare: (sql) => connection.prepare(sql),
        close: () => connection.close(),
      };
    },
  };
  return { driver, executed };
}

describe('the database file', () => {
  it('is its owner’s alone, with its directory and the files beside it', async () => {
    const database = await createSqliteDatabase({ file });
    await insert(database.collection<string, never>(shape), 'a');
    const files = await readdir(join(directory, 'sub'));
    expect(files.sort()).toEqual(['store.db', 'store.db-shm', 'store.db-wal']);
    for (const each of files) expect(await modeOf(join(directory, 'sub', each))).toBe('600');
    expect(await modeOf(join(directory, 'sub'))).toBe('700');
    await database.close();
  });

  it('waits for the disk and for other processes', async () => {
    const { driver, executed } = heard();
    await (await createSqliteDatabase({ file, driver })).close();
    expect(executed).toContain('PRAGMA synchronous = FULL');
    expect(executed).toContain('PRAGMA journal_mode = WAL');
    expect(executed).toContain('PRAGMA busy_timeout = 5000');
  });

  it('serves two connections at a time, each seeing what the other committed', async () => {
    const first = await createSqliteDatabase({ file });
    const second = await createSqliteDatabase({ file });
    const results = await Promise.all([
      insert(first.collection<string, never>(shape), 'a'),
      insert(second.collection<string, never>(shape), 'a'),
    ]);
    expect(results.flat().filter(({ ok }) => ok)).toHaveLength(1);
    const loaded = await Promise.all(
      [first, second].map((database) => database.collection<string, never>(shape).load('one', ['a'])),
    );
    expect(loaded[0]).toEqual(loaded[1]);
    await first.close();
    await second.close();
  });

  it('is complete without the files beside it once it is closed', async () => {
    const database = await createSqliteDatabase({ file });
    await insert(database.collection<string, never>(shape), 'a');
    await database.close();
    const copy = join(directory, 'copy.db');
    await copyFile(file, copy);
    const copied = await createSqliteDatabase({ file: copy });
    const [text] = await copied.collection<string, never>(shape).load('one', ['a']);
    expect(text?.value).toBe('a');
    await copied.close();
  });

  it.each([
    ['a folder', () => directory, 'it is a folder (EISDIR)'],
    ['a path through a file', () => join(directory, 'other.db', 'store.db'), 'EEXIST|ENOTDIR'],
  ])('that is %s says so, with its path', async (_, place, why) => {
    await writeFile(join(directory, 'other.db'), 'x');
    const message = expect.stringMatching(
      new RegExp(`^The database file ${place()} cannot be opened: .*(${why.replace(/[()]/g, '\\$&')})`),
    );
    await expect(createSqliteDatabase({ file: place() })).rejects.toMatchObject({ message });
    await expect(sqliteStorePlugin.probe?.({ file: place(), driver: 'bundled' })).rejects.toThrow(
      'cannot be opened',
    );
  });

  it('that may not be touched says so: %s', async () => {
    const fault = Object.assign(new Error('x'), { code: 'EACCES' });
    const driver: SqliteDriver = { name: 'refused', open: () => Promise.reject(fault) };
    await expect(createSqliteDatabase({ file, driver })).rejects.toMatchObject({
      message: `The database file ${file} cannot be opened: no permission (EACCES).`,
      cause: fault,
    });
  });

  it('is found or missed without being made', async () => {
    const probe = () => sqliteStorePlugin.probe?.({ file, driver: 'bundled' });
    expect(await probe()).toBe('absent');
    expect(await readdir(directory)).toEqual([]);
    await (await createSqliteDatabase({ file })).close();
    expect(await probe()).toBe('present');
    await writeFile(file, '');
    expect(await probe()).toBe('absent');
    await writeFile(file, 'text of another kind');
    await expect(probe()).rejects.toThrow(/no SQLite database/);
  });

  it('that is no database is unavailable, and left as it is', async () => {
    const path = join(directory, 'other.db');
    const content = 'not a database, but long enough to be one'.repeat(500);
    await writeFile(path, content);
    await expect(createSqliteDatabase({ file: path })).rejects.toMatchObject({
      name: UnavailableError.name,
      code: 'ERR_STORE_UNAVAILABLE',
      message: `The database file ${path} cannot be opened: it is no SQLite database; check the path.`,
    });
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  it('that is a directory is unavailable', async () => {
    await expect(createSqliteDatabase({ file: directory })).rejects.toMatchObject({
      name: UnavailableError.name,
      code: 'ERR_STORE_UNAVAILABLE',
    });
  });

  it('that a newer version wrote is refused', async () => {
    await (await createSqliteDatabase({ file })).close();
    const raw = await bundledDriver.open(file);
    raw.exec("INSERT INTO schema_versions VALUES (1000, '2030-01-01T00:00:00Z')");
    raw.close();
    await expect(createSqliteDatabase({ file })).rejects.toMatchObject({ code: 'ERR_STORE_VERSION' });
  });
});

describe('grouped commits', () => {
  it('share one transaction, each with a result of its own', async () => {
    const { driver, executed } = heard();
    const database = await createSqliteDatabase({ file, driver });
    const texts = database.collection<string, never>(shape);
    await texts.load('one', []);
    executed.length = 0;
    const results = await Promise.all(['a', 'b', 'a', 'c'].map((id) => insert(texts, id)));
    expect(results.map(([result]) => result?.ok)).toEqual([true, true, false, true]);
    expect(executed).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    await database.close();
  });

  it('all reject when their transaction fails, and the next group is not harmed', async () => {
    let full = false;
    const { driver } = heard((sql) => {
      if (full && sql === 'COMMIT') throw new Error('database or disk is full');
    });
    const database = await createSqliteDatabase({ file, driver });
    const texts = database.collection<string, never>(shape);
    await insert(texts, 'before');
    full = true;
    const outcomes = await Promise.allSettled([insert(texts, 'a'), insert(texts, 'b')]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_STORE_UNAVAILABLE' } });
    }
    full = false;
    expect(await insert(texts, 'a')).toMatchObject([{ ok: true }]);
    expect((await texts.load('one', ['before', 'a', 'b'])).map((text) => text?.value)).toEqual([
      'before',
      'a',
      undefined,
    ]);
    await database.close();
  });
});

describe('a backup', () => {
  it('opens like the original, as it was then, and is its owner’s alone', async () => {
    const database = await createSqliteDatabase({ file });
    const texts = database.collection<string, never>(shape);
    await insert(texts, 'before');
    const asked = insert(texts, 'asked');
    const target = join(directory, "it's a backup.db");
    await database.backup(target);
    await asked;
    await insert(texts, 'after');
    await database.close();
    expect(await modeOf(target)).toBe('600');
    expect(await readdir(directory)).toEqual(["it's a backup.db", 'sub']);
    const copy = await createSqliteDatabase({ file: target });
    const loaded = await copy.collection<string, never>(shape).load('one', ['before', 'asked', 'after']);
    expect(loaded.map((text) => text?.value)).toEqual(['before', 'asked', undefined]);
    await copy.close();
  });

  it('does not overwrite, and says when it cannot write', async () => {
    const database = await createSqliteDatabase({ file });
    const target = join(directory, 'taken.db');
    await writeFile(target, 'precious');
    await expect(database.backup(target)).rejects.toBeInstanceOf(ConflictError);
    await expect(database.backup(target)).rejects.toMatchObject({ code: 'ERR_STORE_BACKUP_EXISTS' });
    expect((await stat(target)).size).toBe(8);
    const nowhere = join(directory, 'none', 'backup.db');
    await expect(database.backup(nowhere)).rejects.toMatchObject({ code: 'ERR_STORE_BACKUP' });
    await database.close();
  });
});

describe('a collection', () => {
  it('is not opened with other indexes while it is open', async () => {
    const database = await createSqliteDatabase({ file });
    await insert(database.collection<string, never>(shape), 'a');
    const other = database.collection<string, 'all'>({
      name: shape.name,
      indexes: { all: (text) => [text] },
    });
    await expect(other.load('one', ['a'])).rejects.toMatchObject({ code: 'ERR_STORE_USAGE' });
    await database.close();
  });
});

describe('the plugin', () => {
  it('opens the file that its settings name, and knows no others', async () => {
    const settings = sqliteStorePlugin.settingsSchema.parse({ file });
    expect(settings).toEqual({ file, driver: 'bundled' });
    expect(sqliteStorePlugin.settingsSchema.safeParse({ file, path: '' }).success).toBe(false);
    const deps = {} as Parameters<typeof sqliteStorePlugin.create>[1];
    const database = await sqliteStorePlugin.create(settings, deps, null);
    await expect(database.ping()).resolves.toBeUndefined();
    await database.close();
  });
});
