/** Names a tenant: 1 to 40 of `a-z`, `0-9`, `-`, beginning with a letter or digit. */
export type TenantId = string;

/** A UUID, version 4. */
export type IntegrationId = string;

/** Which tenant's which integration: what nearly every use case is told first. */
export interface IntegrationRef {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
}
