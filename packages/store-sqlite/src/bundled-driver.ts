import type { SqliteDriver } from './sqlite-driver.ts';

/** SQLite as it comes with this package, the same on every Node.js. */
export const bundledDriver: SqliteDriver = {
  name: 'bundled',
  open: async (file) => {
    const { DatabaseSync } = await import('@photostructure/sqlite');
    return new DatabaseSync(file);
  },
};
