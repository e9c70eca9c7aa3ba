import { createVmrKit, type IntegrationBook } from '@vmrkit/sdk';
import { loadConfig } from '../config/load-config.ts';
import { kitConfigOf } from '../config/server-config.ts';
import { readEnvironment } from '../environment.ts';
import { configuredListeners } from '../runtime/own-listeners.ts';
import { shippedPlugins } from '../runtime/shipped-plugins.ts';

/** Opens the store of the configuration, lets `use` work with the integrations in it, and closes it again. */
export async function withIntegrationBook<T>(
  configPath: string | null,
  use: (book: IntegrationBook) => Promise<T>,
): Promise<T> {
  const environment = readEnvironment();
  const config = await loadConfig({ path: configPath, environment });
  const kit = createVmrKit({
    plugins: shippedPlugins,
    config: kitConfigOf(config),
    masterKeys: environment.masterKeys,
    ownListeners: () => configuredListeners(config),
  });
  try {
    return await use(await kit.get('integrationBook'));
  } finally {
    await kit.close();
  }
}
