import type { Store } from '../collections/store.ts';
import { isIntegration } from '../integration/integration-document.ts';
import { forgetPluginSecrets, type StoredPluginSecret } from '../secrets/plugin-secrets.ts';
import type { Page } from '../store/document-collection.ts';
import { loadOne } from '../store/document-steps.ts';

const PAGE = 200;

/** Removes what plugins keep for integrations that are gone: also what a manager wrote while one went. */
export async function forgetOrphanedSecrets({
  pluginSecrets,
  integrations,
}: Pick<Store, 'pluginSecrets' | 'integrations'>): Promise<void> {
  let page: Page<StoredPluginSecret> | null = null;
  do {
    const after: string | null = page?.next ?? null;
    page = await pluginSecrets.find(null, {
      index: 'integration',
      equals: [],
      limit: PAGE,
      ...(after === null ? {} : { after }),
    });
    const refs = new Map(page.items.map(({ value }) => [value.integrationId, value]));
    for (const [id, { tenantId, integrationId }] of refs) {
      const integration = await loadOne(integrations, { partition: tenantId, id });
      if (integration !== null && isIntegration(integration.value)) continue;
      await forgetPluginSecrets({ tenantId, integrationId }, pluginSecrets);
    }
  } while (page.next !== null);
}
