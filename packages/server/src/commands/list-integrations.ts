import { withIntegrationBook } from './with-integration-book.ts';

/** `vmrkit integration list`: one JSON line an integration. */
export async function listIntegrations({ config }: { readonly config: string | null }): Promise<string> {
  const stored = await withIntegrationBook(config, (book) => book.stored());
  return stored
    .map(({ id, value }) => JSON.stringify({ id, tenant_id: value.tenantId, name: value.name }))
    .join('\n');
}
