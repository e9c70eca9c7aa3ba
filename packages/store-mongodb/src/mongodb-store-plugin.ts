import { definePlugin } from '@vmrkit/core';
import { z } from 'zod';
import { createMongoDatabase, probeMongoDatabase } from './mongo-database.ts';

/** Settings of {@link mongodbStorePlugin}. */
export const mongodbSettingsSchema = z.strictObject({
  /** Connection string; may hold credentials. */
  url: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://'),
  /** Name of the database, 1 to 38 letters, digits, `-` and `_`. */
  database: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/)
    .default('vmrkit'),
});

/** The store on MongoDB as a plugin: `{"url": "mongodb://…", "database": "vmrkit"}`. */
export const mongodbStorePlugin = definePlugin({
  kind: 'store',
  name: 'mongodb',
  settingsSchema: mongodbSettingsSchema,
  description: {
    title: 'MongoDB',
    documentation: 'docs/guides/stores.md',
    fields: {
      url: {
        title: 'Connection string',
        help: 'Names the servers and how to sign in there.',
        placeholder: 'mongodb://localhost:27017/?replicaSet=rs0',
      },
      database: {
        title: 'Database',
        help: 'Name of the database: letters, digits, hyphens and underscores.',
      },
    },
  },
  errors: {
    ERR_STORE_INDEX: {
      status: 503,
      remedy:
        'Drop the indexes that the message names (`db.<collection>.dropIndex("<name>")`); the next start makes those that are missing.',
    },
    ERR_STORE_URL: { status: 400, remedy: 'Correct it.' },
  },
  secrets: [{ name: 'url', sentTo: [] }],
  place: ({ url, database }) => `${withoutCredentials(url)}, database ${database}`,
  copies: ({ url, database }) => {
    const uri = `--uri="${withoutCredentials(url)}"`;
    return {
      backupWords: `mongodump ${uri} --db=${database} --gzip --archive=vmrkit.archive.gz`,
      restoreWords: `mongorestore ${uri} --nsInclude="${database}.*" --drop --gzip --archive=vmrkit.archive.gz`,
    };
  },
  probe: probeMongoDatabase,
  create: (settings) => createMongoDatabase(settings),
});

function withoutCredentials(url: string): string {
  return url.replace(/^(mongodb(?:\+srv)?:\/\/)(?:[^@/]*@)?([^?]*).*$/s, '$1$2');
}
