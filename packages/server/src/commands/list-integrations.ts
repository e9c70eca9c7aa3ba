import { withKit } from '../runtime/with-kit.ts';

/** `vmrkit integration list`: one JSON line an integration. */
export async function listIntegrations({
  config,
}: {
  readonly config: string | null;
}): Promise<readonly string[]> {
  const stored = await withKit(config, async (kit) => (await kit.get('integrationBook')).stored());
  return stored.map(({ id, value }) => JSON.stringify({ id, tenant_id: value.tenantId, name: value.name }));
}
