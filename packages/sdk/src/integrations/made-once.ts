import type { IntegrationRecord } from '@vmrkit/core';
import type { IntegrationPluginChoice } from '../plugins/integration-plugins.ts';
import type { LiveIntegration } from './integration-registry.ts';

/** What makes a product of the plugin that a section names, when it is asked for first; that of before where nothing changed. */
export function madeOnce<Section extends 'signIn' | 'roomSource', Product>(
  record: IntegrationRecord,
  {
    section,
    before,
    create,
  }: {
    readonly section: Section;
    readonly before:
      | (Pick<LiveIntegration, 'record'> & Record<Section, (() => Promise<Product>) | null>)
      | undefined;
    readonly create: (choice: IntegrationPluginChoice) => Promise<Product>;
  },
): (() => Promise<Product>) | null {
  const { tenantId, id: integrationId, [section]: chosen } = record;
  if (chosen === null) return null;
  if (before !== undefined && JSON.stringify(before.record[section]) === JSON.stringify(chosen)) {
    return before[section];
  }
  const { provider: name, settings } = chosen;
  const choice = { name, settings, integration: { tenantId, integrationId } };
  let made: Promise<Product> | null = null;
  return () => {
    made ??= create(choice).catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
