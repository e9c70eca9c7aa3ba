import { DEPLOYMENT } from '@vmrkit/core';
import type { AlarmService } from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '@vmrkit/sdk';
import type { AlarmCounts } from './server-metrics.ts';

/** The standing alarms of the deployment and of all tenants by kind. */
export async function countAlarms(
  alarms: Pick<AlarmService, 'standing'>,
  registry: Pick<IntegrationRegistry, 'all'>,
): Promise<AlarmCounts> {
  const counts = new Map<string, number>();
  const tenants = registry.all().map(({ record }) => record.tenantId);
  for (const { kind } of await alarms.standing([DEPLOYMENT, ...tenants])) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
