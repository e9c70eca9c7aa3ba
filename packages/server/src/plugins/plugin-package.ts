import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InvalidInputError, NotFoundError, systemReasonOf } from '@vmrkit/core';
import { exports as exportsOf, legacy } from 'resolve.exports';
import { z } from 'zod';

/** A package of plugins as it is installed. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the file that is imported, links followed. */
  readonly file: string;
  /** The versions of `@vmrkit/core` that it works with, as its `peerDependencies` say; null: it says none. */
  readonly coreRange: string | null;
}

/** Which package, and the configuration file that names it. */
export interface PluginPackageChoice {
  readonly name: string;
  /** Absolute path. */
  readonly configFile: string;
}

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Finds a package as an `import` in the configuration file's folder would: in its `node_modules`, then in those of the
 * folders above. Runs nothing of it. Throws NotFoundError `ERR_PLUGIN_NOT_INSTALLED`, InvalidInputError
 * `ERR_PLUGIN_PACKAGE`.
 */
export function findPluginPackage(choice: PluginPackageChoice): PluginPackage {
  const { folder, text } = findManifest(choice);
  const where = `The plugin package "${choice.name}", which ${choice.configFile} names and ${folder} holds,`;
  const unusable = (why: string, cause: unknown) =>
    new InvalidInputError(`${where} ${why}. Install a whole version of it, or take it out of \`plugins\`.`, {
      code: 'ERR_PLUGIN_PACKAGE',
      cause,
    });
  try {
    const manifest = manifestSchema.parse(JSON.parse(text));
    const file = realpathSync(join(folder, entryOf(manifest)));
    const coreRange = manifest.peerDependencies['@vmrkit/core'] ?? null;
    return { name: choice.name, version: manifest.version, file, coreRange };
  } catch (cause) {
    const reason = systemReasonOf(cause);
    throw unusable(
      reason === null ? 'has a package.json that cannot be used' : `lacks its entry file (${reason})`,
      cause,
    );
  }
}

function findManifest({ name, configFile }: PluginPackageChoice) {
  const start = dirname(configFile);
  for (let above = start; ; above = dirname(above)) {
    const folder = join(above, 'node_modules', name);
    try {
      return { folder, text: readFileSync(join(folder, 'package.json'), 'utf8') };
    } catch (cause) {
      const code = Reflect.get(Object(cause), 'code');
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw cannotRead(folder, { name, configFile, cause });
    }
    if (dirname(above) === above) break;
  }
  throw new NotFoundError(
    `The plugin package "${name}", which ${configFile} names, is not installed there. Run \`npm install ${name}\` in ${start}, or take it out of \`plugins\`.`,
    { code: 'ERR_PLUGIN_NOT_INSTALLED' },
  );
}

function cannotRead(
  folder: string,
  { name, configFile, cause }: PluginPackageChoice & { readonly cause: unknown },
): InvalidInputError {
  const why = systemReasonOf(cause) ?? 'unknown reason';
  return new InvalidInputError(
    `The plugin package "${name}", which ${configFile} names, cannot be read in ${folder}: ${why}. Give the server's user the right to read it.`,
    { code: 'ERR_PLUGIN_PACKAGE', cause },
  );
}

/** What an `import` of the package loads. */
function entryOf(manifest: z.output<typeof manifestSchema>): string {
  const [exported] = exportsOf(manifest, '.') ?? [];
  if (exported !== undefined) return exported;
  const main = legacy(manifest, { browser: false, fields: ['main'] });
  return typeof main === 'string' ? main : 'index.js';
}
