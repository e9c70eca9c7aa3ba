import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

// Fails unless each package's tarball has its entry points and holds no test and no build record.
const root = join(import.meta.dirname, '..');
const packSchema = z.object({ name: z.string(), files: z.array(z.object({ path: z.string() })) });
const manifestSchema = z.object({
  exports: z.record(
    z.string(),
    z.union([z.string(), z.looseObject({ types: z.string(), default: z.string() })]),
  ),
  bin: z.record(z.string(), z.string()).default({}),
});

const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--workspaces'], {
  cwd: root,
  encoding: 'utf8',
});
const faults = z
  .array(packSchema)
  .parse(Object.values(JSON.parse(listed)))
  .filter(({ name }) => name !== '@vmrkit/test' && !name.startsWith('@vmrkit/example-'))
  .flatMap(({ name, files }) => faultsOf(name, new Set(files.map(({ path }) => path))));
for (const fault of faults) console.error(fault);
console.log(`faults in what the packages ship: ${faults.length}`);
process.exitCode = faults.length === 0 ? 0 : 1;

function faultsOf(name: string, shipped: ReadonlySet<string>): string[] {
  const path = join(root, 'packages', name.replace('@vmrkit/', ''), 'package.json');
  const { exports, bin } = manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const entries = [
    ...Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    ),
    ...Object.values(bin),
  ];
  return [
    ...entries
      .filter((entry) => !shipped.has(entry.replace(/^\.\//, '')))
      .map((entry) => `${name} lacks ${entry}`),
    ...[...shipped]
      .filter((file) => /\.test\.|tsbuildinfo/.test(file))
      .map((file) => `${name} ships ${file}`),
  ];
}
