// Bundles the pane's scripts and style into dist/browser, each file with a hash of its content in its name, and writes
// which file is which into dist/browser/files.json. Run after `tsc -b`; says the sizes with `--sizes`.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const source = join(import.meta.dirname, 'src/pane');
const events = join(import.meta.dirname, 'src/events');
const target = join(import.meta.dirname, 'dist/browser');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: true,
  legalComments: 'none',
  platform: 'browser',
  target: 'es2022',
  conditions: ['@vmrkit/source'],
  metafile: true,
  outdir: target,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  write: false,
  logLevel: 'warning',
};

const results = [
  await build({
    ...common,
    entryPoints: [join(source, 'main.ts'), join(events, 'page-functions.ts')],
    format: 'esm',
    splitting: true,
  }),
  await build({ ...common, entryPoints: [join(source, 'watch-dog.ts')], format: 'iife' }),
  // Classic Outlook on Windows runs it in an engine of its own.
  await build({ ...common, entryPoints: [join(events, 'functions.ts')], format: 'iife', target: 'es2017' }),
  await build({ ...common, entryPoints: [join(source, 'pane.css')] }),
];

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
/** @type {Record<string, string>} */
const files = {};
for (const { outputFiles, metafile } of results) {
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
  for (const [path, { entryPoint, bytes }] of Object.entries(metafile.outputs)) {
    const name = basename(path);
    if (
      entryPoint !== undefined &&
      /(main|watch-dog|pane|functions|page-functions)\.(ts|css)$/.test(entryPoint)
    ) {
      files[basename(entryPoint).replace(/\.\w+$/, '')] = name;
    }
    if (process.argv.includes('--sizes')) {
      const zipped = gzipSync(await readFile(join(target, name))).length;
      process.stdout.write(`${name} ${bytes} bytes, ${zipped} gzip\n`);
    }
  }
}
const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12);
await writeFile(join(target, 'files.json'), `${JSON.stringify({ version, ...files }, null, 2)}\n`);
