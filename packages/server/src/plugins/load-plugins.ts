import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConflictError, InvalidInputError, type Logger, type Plugin } from '@vmrkit/core';
import { satisfies, validRange } from 'semver';
import { VERSION } from '../version.ts';
import { findPluginPackage, type PluginPackage } from './plugin-package.ts';
import { pluginsIn } from './plugin-shape.ts';
import { shippedPlugins } from './shipped-plugins.ts';

/** What plugins are loaded by. */
export interface LoadPluginsOptions {
  /** The packages, as `plugins` of the configuration names them. */
  readonly packages: readonly string[];
  /** The configuration file that names them; they are found from its folder. Null: there is none, so none is named. */
  readonly configFile: string | null;
  /** Those that the program has already, by default `shippedPlugins`. */
  readonly known?: readonly Plugin[] | undefined;
}

/** A package of plugins that was loaded. */
export interface LoadedPackage extends PluginPackage {
  readonly plugins: readonly Plugin[];
}

/** All plugins of a process. */
export interface LoadedPlugins {
  /** Those known already, then those of the packages. */
  readonly plugins: readonly Plugin[];
  readonly packages: readonly LoadedPackage[];
}

/**
 * Imports the packages that a configuration names and adds their plugins to those known. This runs their code, with all
 * rights of the process; a package for another version of `@vmrkit/core` is not run. Rejects with NotFoundError
 * `ERR_PLUGIN_NOT_INSTALLED`, InvalidInputError `ERR_PLUGIN_PACKAGE`, `ERR_PLUGIN_CORE_VERSION`, `ERR_PLUGIN_LOAD`,
 * `ERR_PLUGIN_SHAPE`, or ConflictError `ERR_PLUGIN_DUPLICATE` for a kind and name that another plugin has.
 */
export async function loadPlugins({
  packages: names,
  configFile,
  known = shippedPlugins,
}: LoadPluginsOptions): Promise<LoadedPlugins> {
  const packages: LoadedPackage[] = [];
  const owners = new Map(known.map((plugin) => [pluginKey(plugin), 'this program']));
  for (const name of names) {
    const loaded = await loadPackage({ name, configFile: resolve(configFile ?? '') });
    for (const plugin of loaded.plugins) claim(plugin, { loaded, owners });
    packages.push(loaded);
  }
  return { plugins: [...known, ...packages.flatMap(({ plugins }) => plugins)], packages };
}

/** One line for each package: what was loaded, in which version and from where. */
export function logPackages(packages: readonly LoadedPackage[], logger: Logger): void {
  for (const { name, version, file, plugins } of packages) {
    logger.info('A package of plugins is loaded.', {
      package: name,
      version,
      file,
      plugins: plugins.map(pluginKey).join(', '),
    });
  }
}

/** A plugin as the log and messages name it. */
export function pluginKey({ kind, name }: Plugin): string {
  return `${kind}/${name}`;
}

async function loadPackage({
  name,
  configFile,
}: {
  readonly name: string;
  readonly configFile: string;
}): Promise<LoadedPackage> {
  const found = findPluginPackage({ name, configFile });
  const where = `The plugin package "${name}" ${found.version} (${found.file}), which ${configFile} names,`;
  refuseOtherCore(found, where);
  const exported = await importDefault(found.file, where);
  const plugins = pluginsIn(exported);
  if (!('issues' in plugins)) return { ...found, plugins };
  throw new InvalidInputError(
    `${where} has a default export that is no plugin and no array of plugins. Report it to its author, or take it out of \`plugins\`.`,
    { code: 'ERR_PLUGIN_SHAPE', issues: plugins.issues },
  );
}

/** All packages of ours have one version, so the server's is also core's. */
function refuseOtherCore({ coreRange }: PluginPackage, where: string): void {
  if (coreRange !== null && satisfies(VERSION, coreRange, { includePrerelease: true })) return;
  const asked =
    coreRange === null || validRange(coreRange) === null
      ? 'does not say by `peerDependencies` which versions of @vmrkit/core it works with'
      : `works with @vmrkit/core ${coreRange}`;
  throw new InvalidInputError(
    `${where} ${asked}; this is ${VERSION}. Install a version of it for ${VERSION}, or take it out of \`plugins\`.`,
    { code: 'ERR_PLUGIN_CORE_VERSION' },
  );
}

async function importDefault(file: string, where: string): Promise<unknown> {
  try {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(file).href);
    return loaded.default;
  } catch (cause) {
    throw new InvalidInputError(
      `${where} throws when it is loaded. Install a version of it that works here, or take it out of \`plugins\`.`,
      { code: 'ERR_PLUGIN_LOAD', cause },
    );
  }
}

function claim(
  plugin: Plugin,
  { loaded, owners }: { readonly loaded: LoadedPackage; readonly owners: Map<string, string> },
): void {
  const key = pluginKey(plugin);
  const owner = owners.get(key);
  if (owner !== undefined) {
    throw new ConflictError(
      `The plugin package "${loaded.name}" ${loaded.version} (${loaded.file}) brings ${key}, which ${owner} has already. Take one of the two out of \`plugins\`; those of this program cannot be replaced by a package.`,
      { code: 'ERR_PLUGIN_DUPLICATE' },
    );
  }
  owners.set(key, `the package "${loaded.name}"`);
}
