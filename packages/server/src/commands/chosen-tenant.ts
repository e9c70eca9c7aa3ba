import type { VmrKit } from '@vmrkit/sdk';
import { option } from './declare-command.ts';

/** Whose users or rooms a command is about. */
export interface TenantInput {
  readonly tenant?: string;
  readonly integration?: string;
}

/** The options by which a tenant is chosen. */
export const tenantOptions = [
  option('--tenant <tenant>', 'whose; else "default"'),
  option('--integration <integration>', 'of this integration’s tenant (id or name)'),
];

/** The tenant, and the integration where one was named. */
export async function chosenTenant(kit: VmrKit, { tenant = 'default', integration }: TenantInput) {
  if (integration === undefined) return { tenantId: tenant, integrationId: null };
  const stored = await (await kit.get('integrationRecords')).get(integration);
  return { tenantId: stored.value.tenantId, integrationId: stored.id };
}
