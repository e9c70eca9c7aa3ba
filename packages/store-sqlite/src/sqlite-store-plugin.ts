import { resolve } from 'node:path';
import { definePlugin } from '@vmrkit/core';
import { z } from 'zod';
import { bundledDriver } from './bundled-driver.ts';
import { nodeDriver } from './node-driver.ts';
import { probeFile } from './probe-file.ts';
import { restoreFile } from './restore-file.ts';
import { createSqliteDatabase } from './sqlite-database.ts';

const drivers = { bundled: bundledDriver, node: nodeDriver } as const;

/** Settings of {@link sqliteStorePlugin}. */
export const sqliteSettingsSchema = z.strictObject({
  /** Path of the database file. */
  file: z.string().min(1).default('vmrkit.sqlite'),
  /** `bundled`: SQLite as it comes with the package; `node`: the one inside Node.js 22.13 and later. */
  driver: z.enum(['bundled', 'node']).default('bundled'),
});

/** The embedded store as a plugin: `{"file": "…"}`. */
export const sqliteStorePlugin = definePlugin({
  kind: 'store',
  name: 'sqlite',
  settingsSchema: sqliteSettingsSchema,
  description: {
    title: 'SQLite',
    documentation: 'docs/guides/stores.md',
    fields: {
      file: { title: 'Database file', help: 'Path of the file; it is made when there is none.' },
      driver: { title: 'Driver', help: 'SQLite as it comes with the package, or the one inside Node.js.' },
    },
  },
  errors: {
    ERR_STORE_BACKUP: { status: 503, remedy: 'Check the folder, its rights and its space.' },
    ERR_STORE_BACKUP_EXISTS: { status: 409, remedy: 'Choose another name; nothing is overwritten.' },
    ERR_STORE_EXISTS: {
      status: 409,
      remedy: 'Repeat with `--replace`, which keeps what stands there under another name.',
    },
    ERR_STORE_RESTORE: { status: 400, remedy: 'Name a file that `vmrkit backup` wrote, whole and readable.' },
    ERR_STORE_DRIVER: { status: 503, remedy: 'Use the bundled driver, or Node.js 22.13 or later.' },
  },
  probe: async ({ file }) => probeFile(file),
  place: ({ file }) => resolve(file),
  copies: ({ file, driver }) => ({
    async backup(target) {
      const database = await createSqliteDatabase({ file, driver: drivers[driver] });
      await database.backup(target).finally(() => database.close());
    },
    restore: (options) => restoreFile(file, { ...options, driver: drivers[driver] }),
  }),
  openAlone: ({ file, driver }) => createSqliteDatabase({ file, driver: drivers[driver], alone: true }),
  create: ({ file, driver }) => createSqliteDatabase({ file, driver: drivers[driver] }),
});
