import { definePlugin } from '@vmrkit/core';
import { z } from 'zod';
import { bundledDriver } from './bundled-driver.ts';
import { nodeDriver } from './node-driver.ts';
import { probeFile } from './probe-file.ts';
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
  probe: async ({ file }) => probeFile(file),
  create: ({ file, driver }) => createSqliteDatabase({ file, driver: drivers[driver] }),
});
