import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';

/** One integration as it is stored. Id: the integration's id. */
export interface IntegrationDocument {
  readonly tenantId: TenantId;
  readonly name: string;
  /** The record on the wire (snake_case), its secrets sealed. */
  readonly record: unknown;
  readonly savedAt: Instant;
}

/** Integrations of a tenant by name; all of them when searched over every partition. */
export const integrationShape: CollectionShape<IntegrationDocument, 'tenant'> = {
  name: 'integrations',
  indexes: { tenant: (integration) => [integration.name] },
};
