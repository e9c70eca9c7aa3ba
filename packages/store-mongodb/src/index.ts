export { createMongoDatabase, type MongoDatabaseOptions } from './mongo-database.ts';
export { mongodbSettingsSchema, mongodbStorePlugin } from './mongodb-store-plugin.ts';
