import { UnavailableError } from '@vmrkit/core';
import type { SqliteConnection, SqliteDriver } from './sqlite-driver.ts';

/** SQLite as it is built into Node.js 22.13 and later. Opening rejects with `ERR_STORE_DRIVER` on an older one. */
export const nodeDriver: SqliteDriver = {
  name: 'node',
  open: async (file) => {
    if (!hasNodeDriver()) {
      throw new UnavailableError('This Node.js has no SQLite of its own; 22.13 and later have.', {
        code: 'ERR_STORE_DRIVER',
      });
    }
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as unknown as NodeSqlite;
    return new DatabaseSync(file);
  },
};

/** Whether this Node.js can open files with {@link nodeDriver}. */
export function hasNodeDriver(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** The part of `node:sqlite` in use: the types of the oldest supported Node.js do not know the module. */
interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => SqliteConnection;
}
