export { bundledDriver } from './bundled-driver.ts';
export { nodeDriver } from './node-driver.ts';
export { createSqliteDatabase, type SqliteDatabase, type SqliteDatabaseOptions } from './sqlite-database.ts';
export type { SqliteConnection, SqliteDriver, SqliteStatement, SqliteValue } from './sqlite-driver.ts';
export { sqliteSettingsSchema, sqliteStorePlugin } from './sqlite-store-plugin.ts';
