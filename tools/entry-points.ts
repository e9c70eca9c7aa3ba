import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A module that a published package offers for import. */
export interface EntryPoint {
  /** Folder of the package under packages/. */
  readonly folder: string;
  /** How it is imported, such as `@vmrkit/core/composition`. */
  readonly specifier: string;
  /** Absolute path of the source file. */
  readonly source: string;
  /** Absolute path of the built declarations. */
  readonly types: string;
}

const manifestSchema = z.object({
  name: z.string(),
  exports: z.record(
    z.string(),
    z.union([z.string(), z.object({ '@vmrkit/source': z.string(), types: z.string() })]),
  ),
});

/** Every entry point of every package under packages/, as their `exports` list them; files such as schemas left out. */
export function entryPoints(root: string): EntryPoint[] {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const at = (...path: string[]) => join(root, 'packages', folder, ...path);
    const { name, exports } = manifestSchema.parse(JSON.parse(readFileSync(at('package.json'), 'utf8')));
    return Object.entries(exports).flatMap(([subPath, target]) =>
      typeof target === 'string'
        ? []
        : [
            {
              folder,
              specifier: subPath.replace('.', name),
              source: at(target['@vmrkit/source']),
              types: at(target.types),
            },
          ],
    );
  });
}
