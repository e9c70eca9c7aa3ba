import { createVmrKit } from '@vmrkit/sdk';
import { refuseUnserved } from '../admission-api/platform-connection.ts';
import { loadConfig } from '../config/load-config.ts';
import { kitConfigOf } from '../config/server-config.ts';
import { readEnvironment } from '../environment.ts';
import { shippedPlugins } from '../runtime/shipped-plugins.ts';

/**
 * `vmrkit config check`: reads configuration and environment, and judges the settings of every plugin named and the
 * master keys, where there are any; opens nothing.
 */
export async function checkConfig({ config: path }: { readonly config: string | null }): Promise<string> {
  const environment = readEnvironment();
  const config = await loadConfig({ path, environment });
  const { masterKeys } = environment;
  const kit = createVmrKit({ plugins: shippedPlugins, config: kitConfigOf(config), masterKeys });
  const plugins = await kit.get('plugins');
  plugins.settings('store', config.store);
  plugins.settings('template-engine', config.template_engine);
  for (const verifier of config.caller_verifiers) plugins.settings('caller-verifier', verifier);
  refuseUnserved(config.platforms);
  for (const { adapter: name, settings } of config.platforms) {
    plugins.settings('join-adapter', { name, settings });
  }
  if (masterKeys.length > 0) await kit.get('secretBox');
  return 'The configuration is sound.';
}
