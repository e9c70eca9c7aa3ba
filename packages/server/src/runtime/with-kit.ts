import { createVmrKit, type VmrKit } from '@vmrkit/sdk';
import { loadConfig } from '../config/load-config.ts';
import { kitConfigOf } from '../config/server-config.ts';
import { readEnvironment } from '../environment.ts';
import { configuredListeners } from './own-listeners.ts';
import { shippedPlugins } from './shipped-plugins.ts';

/**
 * Composes the kit of a configuration file (null: the one that the environment names) for a command that serves
 * nothing, and closes it again.
 */
export async function withKit<T>(configPath: string | null, use: (kit: VmrKit) => Promise<T>): Promise<T> {
  const environment = readEnvironment();
  const config = await loadConfig({ path: configPath, environment });
  const kit = createVmrKit({
    plugins: shippedPlugins,
    config: kitConfigOf(config),
    masterKeys: environment.masterKeys,
    ownListeners: () => configuredListeners(config),
  });
  try {
    return await use(kit);
  } finally {
    await kit.close();
  }
}
