import { resolve } from 'node:path';
import { NotFoundError, type Plugin, type StoreCopies, type StoreTools } from '@vmrkit/core';
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
  /** Hears which store is opened. */
  note?(text: string): void;
}

/** The store of a command's kit, before it is opened. */
export interface KitStore {
  /** Its plugin and where it lies, for operators. */
  readonly place: string;
  /** How it is copied; null: its plugin does not say. */
  readonly copies: StoreCopies | StoreTools | null;
  /** Rejects with NotFoundError `ERR_CONFIG_NO_STORE` where there is none yet. */
  refuseAbsent(): Promise<void>;
}

type UseKit<T> = (kit: VmrKit, store: KitStore) => Promise<T>;

/**
 * Composes the kit of a configuration file for a command that serves nothing, and closes it again. Makes no store:
 * rejects with NotFoundError `ERR_CONFIG_NO_STORE` where there is none.
 */
export function withKit<T>(source: KitSource, use: UseKit<T>): Promise<T> {
  return openKit(source, { absentStore: 'refused' }, use);
}

/**
 * As {@link withKit}, for a command that may be the first of a deployment: it makes the store that a configuration file
 * names. Without a file it makes none either, since forgetting `--config` looks the same.
 */
export function withKitOfFirstUse<T>(source: KitSource, use: UseKit<T>): Promise<T> {
  return openKit(source, { absentStore: 'made if named' }, use);
}

async function openKit<T>(
  { config: path, plugins: known, note }: KitSource,
  { absentStore }: { readonly absentStore: 'refused' | 'made if named' },
  use: UseKit<T>,
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
    const refuseAbsent = () => refuseAbsentStore(kit, { config, file });
    const store = { ...(await storeOf(kit, config)), refuseAbsent };
    if (absentStore === 'refused' || file === null) await refuseAbsent();
    note?.(`Store: ${store.place} (${file === null ? 'defaults' : resolve(file)})`);
    return await use(kit, store);
  } finally {
    await kit.close();
  }
}

/** The store that a configuration names. Rejects as `PluginRegistry.settings` throws. */
export async function storeOf(
  kit: VmrKit,
  { store }: Pick<ServerConfig, 'store'>,
): Promise<Omit<KitStore, 'refuseAbsent'>> {
  const plugins = await kit.get('plugins');
  const plugin = plugins.get('store', store.name);
  const settings = plugins.settings('store', store);
  const place = [store.name, plugin.place?.(settings) ?? ''].join(' ').trim();
  return { place, copies: plugin.copies?.(settings) ?? null };
}

/** Rejects with NotFoundError `ERR_CONFIG_NO_STORE` where there is no store yet. */
export async function refuseAbsentStore(
  kit: VmrKit,
  { config, file }: { readonly config: Pick<ServerConfig, 'store'>; readonly file: string | null },
): Promise<void> {
  const plugins = await kit.get('plugins');
  if ((await plugins.probeStore(config.store)) !== 'absent') return;
  const { place } = await storeOf(kit, config);
  const named =
    file === null
      ? `no configuration was named, so it is that of the defaults in ${process.cwd()}. Name the configuration by --config or VMRKIT_CONFIG`
      : `${resolve(file)} names it. Check \`store\` there; \`vmrkit integration import\` and \`vmrkit serve\` make a new one`;
  throw new NotFoundError(`There is no store yet (${place}): ${named}.`, { code: 'ERR_CONFIG_NO_STORE' });
}
