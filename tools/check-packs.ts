import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { z } from 'zod';
import { tryInstallation } from './try-installation.ts';

// Packs each package and judges the tarballs as users get them: what they hold, how their entry points resolve, and
// whether they install and compile in an empty strict project. Needs built files: run `tsc -b` first.
const run = promisify(execFile);
const { resolve: resolveModule } = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..');
const folders = readdirSync(join(root, 'packages'));
const packSchema = z.object({
  name: z.string(),
  filename: z.string(),
  files: z.array(z.object({ path: z.string() })),
});
type Pack = z.output<typeof packSchema>;

const scratch = mkdtempSync(join(tmpdir(), 'vmrkit-packs-'));
try {
  const packs = await packAll();
  const found = await Promise.all(
    packs.map(async (pack) => [
      ...faultsOfContent(pack),
      ...(await faultsOfManifest(pack)),
      ...(await faultsOfTypes(pack)),
    ]),
  );
  const tarballs = new Map(packs.map(({ name, filename }) => [name, join(scratch, filename)]));
  const faults = [...found.flat(), ...(await tryInstallation(root, { scratch, tarballs }))];
  for (const fault of faults) console.error(fault);
  console.log(`packages: ${packs.length}, faults in what they ship: ${faults.length}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function packAll(): Promise<Pack[]> {
  const workspaces = folders.map((folder) => `--workspace=packages/${folder}`);
  const { stdout } = await run('npm', ['pack', '--json', `--pack-destination=${scratch}`, ...workspaces], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  // A record by package name or a list, depending on npm's version.
  return z.array(packSchema).parse(Object.values(JSON.parse(stdout)));
}

/** Files that are missing, or that nobody should get. */
function faultsOfContent({ name, files }: Pack): string[] {
  const shipped = new Set(files.map(({ path }) => path));
  const needed = ['LICENSE', 'README.md', 'src/index.ts'];
  const unwanted = [...shipped].filter((path) =>
    /\.(?:test|fixture|test-process)\.|tsbuildinfo|test-support/.test(path),
  );
  // Left by an earlier build: its source was deleted or renamed since. Bundles are made of many sources.
  const orphans = [...shipped].filter(
    (path) =>
      /^dist\/(?!browser\/).*\.js$/.test(path) && !shipped.has(path.replace(/^dist(.*)\.js$/, 'src$1.ts')),
  );
  return [
    ...needed.filter((path) => !shipped.has(path)).map((path) => `${name} lacks ${path}`),
    ...unwanted.map((path) => `${name} ships ${path}`),
    ...(orphans.length > 0
      ? [
          `${name} ships ${orphans[0]} and ${orphans.length - 1} more that have no source: delete dist and build again`,
        ]
      : []),
  ];
}

/** What publint says: entry points that are missing, in the wrong format or order. */
async function faultsOfManifest({ name, filename }: Pack): Promise<string[]> {
  const { buffer, byteOffset, byteLength } = readFileSync(join(scratch, filename));
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const { messages, pkg } = await publint({ pack: { tarball }, level: 'warning', strict: true });
  return messages.map((message) => `${name}: ${formatMessage(message, pkg, { color: false })}`);
}

/** What arethetypeswrong says: imports whose types and code do not agree. The packages are ESM only (ADR 1). */
async function faultsOfTypes({ name, filename }: Pack): Promise<string[]> {
  const bin = join(dirname(resolveModule('@arethetypeswrong/cli/package.json')), 'dist/index.js');
  const options = ['--profile', 'esm-only', '--exclude-entrypoints', 'config.schema.json', '--quiet'];
  try {
    await run(process.execPath, [
      bin,
      join(scratch, filename),
      ...options,
      '--format',
      'ascii',
      '--no-emoji',
    ]);
    return [];
  } catch (error) {
    return [`${name}: ${z.object({ stdout: z.string() }).parse(error).stdout}`];
  }
}
