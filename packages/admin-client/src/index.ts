export type { components, operations, paths } from './admin-api.ts';
export { type AdminClient, type AdminClientOptions, createAdminClient } from './create-admin-client.ts';
