import type { IntegrationRecord } from '@vmrkit/core';
import type { IntegrationPluginChoice } from '../plugins/integration-plugins.ts';
import type { LiveIntegration } from './live-integration.ts';

/** The product of a plugin, made when it is asked for first. */
export interface MadeOnce<Product> {
  /** Rejects as the plugin does; the next call tries again. */
  get(): Promise<Product>;
  /** Closes what was made, where it can be closed; the next `get` makes another one. */
  close(): Promise<void>;
}

/** The product of the plugin that a section names; that of before where nothing changed; null: it names none. */
export function madeOnce<Section extends 'signIn' | 'roomSource', Product extends object>(
  record: IntegrationRecord,
  {
    section,
    before,
    create,
  }: {
    readonly section: Section;
    readonly before:
      | (Pick<LiveIntegration, 'record'> & Record<Section, MadeOnce<Product> | null>)
      | undefined;
    readonly create: (choice: IntegrationPluginChoice) => Promise<Product>;
  },
): MadeOnce<Product> | null {
  const { tenantId, id: integrationId, [section]: chosen } = record;
  if (chosen === null) return null;
  if (before !== undefined && JSON.stringify(before.record[section]) === JSON.stringify(chosen)) {
    return before[section];
  }
  const { provider: name, settings } = chosen;
  const choice = { name, settings, integration: { tenantId, integrationId } };
  let made: Promise<Product> | null = null;
  return {
    get() {
      made ??= create(choice).catch((error: unknown) => {
        made = null;
        throw error;
      });
      return made;
    },
    async close() {
      const closing = made;
      made = null;
      const product: { close?(): Promise<void> } | null = (await closing?.catch(() => null)) ?? null;
      await product?.close?.();
    },
  };
}
