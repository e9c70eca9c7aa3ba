import { DEPLOYMENT } from '@vmrkit/core';
import type { Store } from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '@vmrkit/sdk';
import type { AlarmCounts } from './server-metrics.ts';

const MOST = 1_000;

/** The standing alarms of the deployment and of all tenants by kind; of one tenant at most 1,000 are counted. */
export async function countAlarms(
  store: Pick<Store, 'alarms'>,
  registry: Pick<IntegrationRegistry, 'all'>,
): Promise<AlarmCounts> {
  const tenants = new Set([DEPLOYMENT, ...registry.all().map(({ record }) => record.tenantId)]);
  const counts = new Map<string, number>();
  for (const tenantId of tenants) {
    const page = await store.alarms.find(tenantId, { index: 'standing', equals: [tenantId], limit: MOST });
    for (const { value } of page.items) counts.set(value.kind, (counts.get(value.kind) ?? 0) + 1);
  }
  return counts;
}
