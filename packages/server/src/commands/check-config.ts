import { createVmrKit } from '@vmrkit/sdk';
import { loadConfig } from '../config/load-config.ts';
import { kitConfigOf } from '../config/server-config.ts';
import { readEnvironment } from '../environment.ts';
import { shippedPlugins } from '../runtime/shipped-plugins.ts';

/** `vmrkit config check`: reads configuration and environment, and finds every plugin named; opens nothing. */
export async function checkConfig({ config: path }: { readonly config: string | null }): Promise<string> {
  const environment = readEnvironment();
  const config = await loadConfig({ path, environment });
  const kit = createVmrKit({ plugins: shippedPlugins, config: kitConfigOf(config) });
  const plugins = await kit.get('plugins');
  plugins.get('store', config.store.name);
  plugins.get('template-engine', config.template_engine.name);
  for (const { name } of config.caller_verifiers) plugins.get('caller-verifier', name);
  for (const { adapter } of config.platforms) plugins.get('join-adapter', adapter);
  return 'The configuration is sound.';
}
