import { resolve } from 'node:path';
import { NotFoundError, type Plugin } from '@vmrkit/core';
import { createVmrKit, type VmrKit } from '@vmrkit/sdk';
import { loadConfig } from '../config/load-config.ts';
import { kitConfigOf, type ServerConfig } from '../config/server-config.ts';
import { readEnvironment } from '../environment.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { configuredListeners } from './own-listeners.ts';

/** What a command's kit is composed from. */
export interface KitSource {
  /** The configuration file; null: the one that the environment names. */
  readonly config: string | null;
  /** What the program brings, by default the shipped plugins; those of the configuration's packages are added. */
  readonly plugins?: readonly Plugin[] | undefined;
}

/**
 * Composes the kit of a configuration file for a command that serves nothing, and closes it again. Makes no store:
 * rejects with NotFoundError `ERR_CONFIG_NO_STORE` where there is none.
 */
export function withKit<T>(source: KitSource, use: (kit: VmrKit) => Promise<T>): Promise<T> {
  return openKit({ ...source, mayMakeStore: false }, use);
}

/**
 * As {@link withKit}, for a command that may be the first of a deployment: it makes the store that a configuration file
 * names. Without a file it makes none either, since forgetting `--config` looks the same.
 */
export function withKitOfFirstUse<T>(source: KitSource, use: (kit: VmrKit) => Promise<T>): Promise<T> {
  return openKit({ ...source, mayMakeStore: true }, use);
}

async function openKit<T>(
  { config: path, plugins: known, mayMakeStore }: KitSource & { readonly mayMakeStore: boolean },
  use: (kit: VmrKit) => Promise<T>,
): Promise<T> {
  const environment = readEnvironment();
  const config = await loadConfig({ path, environment });
  const file = path ?? environment.configFile;
  const { plugins } = await loadPlugins({ packages: config.plugins, configFile: file, known });
  const kit = createVmrKit({
    plugins,
    config: kitConfigOf(config),
    masterKeys: environment.masterKeys,
    webProxyPassword: environment.webProxyPassword,
    ownListeners: () => configuredListeners(config),
  });
  try {
    if (!mayMakeStore || file === null) await refuseAbsentStore(kit, { config, file });
    return await use(kit);
  } finally {
    await kit.close();
  }
}

async function refuseAbsentStore(
  kit: VmrKit,
  { config: { store }, file }: { readonly config: ServerConfig; readonly file: string | null },
): Promise<void> {
  const plugins = await kit.get('plugins');
  if ((await plugins.probeStore(store)) !== 'absent') return;
  const named =
    file === null
      ? `no configuration was named, so it is that of the defaults in ${process.cwd()}. Name the configuration by --config or VMRKIT_CONFIG`
      : `${resolve(file)} names it. Check \`store\` there; \`vmrkit integration import\` and \`vmrkit serve\` make a new one`;
  throw new NotFoundError(`There is no ${store.name} store yet: ${named}.`, { code: 'ERR_CONFIG_NO_STORE' });
}
