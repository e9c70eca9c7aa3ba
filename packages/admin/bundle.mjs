// Bundles the page's scripts and style into dist/browser, each file with a hash of its content in its name, and writes
// which file is which, and which the first view needs, into dist/browser/files.json. Run after `tsc -b`; says the sizes
// with `--sizes`.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { webDarkTheme, webLightTheme } from '@fluentui/tokens';
import { build } from 'esbuild';

const source = join(import.meta.dirname, 'src');
const target = join(import.meta.dirname, 'dist/browser');

/** @type {import('esbuild').BuildOptions & { metafile: true, write: false }} */
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

const scripts = await build({
  ...common,
  entryPoints: [join(source, 'app/main.ts')],
  format: 'esm',
  splitting: true,
});
const ownStyle = await readFile(join(source, 'styles/admin.css'), 'utf8');
const bundled = await build({
  ...common,
  stdin: { contents: ownStyle, loader: 'css', resolveDir: join(source, 'styles') },
});
const used = usedTokens([...scripts.outputFiles, ...bundled.outputFiles].map(({ text }) => text));
const styles = await build({
  ...common,
  entryNames: 'admin-[hash]',
  stdin: {
    contents: `${ownStyle}\n${tokenStyle(used)}`,
    loader: 'css',
    resolveDir: join(source, 'styles'),
    sourcefile: 'admin.css',
  },
});

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const { path, contents } of [...scripts.outputFiles, ...styles.outputFiles])
  await writeFile(path, contents);
const outputs = new Map(
  Object.entries(scripts.metafile.outputs).map(([path, output]) => [basename(path), output]),
);
const main = [...outputs].find(([, { entryPoint }]) => entryPoint?.endsWith('app/main.ts'))?.[0] ?? '';
const style = basename(styles.outputFiles[0]?.path ?? '');
await writeFile(
  join(target, 'files.json'),
  `${JSON.stringify({ main, style, first: [...reached(main)] }, null, 2)}\n`,
);
if (process.argv.includes('--sizes')) {
  for (const name of [...outputs.keys(), style]) {
    const content = await readFile(join(target, name));
    const mark = reached(main).has(name) ? ' (first view)' : '';
    process.stdout.write(`${name} ${content.length} bytes, ${gzipSync(content).length} gzip${mark}\n`);
  }
}

/**
 * The files that load with this one: its static imports, and theirs.
 * @param {string} name @returns {Set<string>}
 */
function reached(name, found = new Set([name])) {
  for (const { path, kind } of outputs.get(name)?.imports ?? []) {
    const next = basename(path);
    if (kind === 'import-statement' && !found.has(next)) reached(next, found.add(next));
  }
  return found;
}

/** @param {readonly string[]} texts @returns {Set<string>} */
function usedTokens(texts) {
  return new Set(texts.flatMap((text) => [...text.matchAll(/--(\w+)/g)].map(([, token]) => token ?? '')));
}

/**
 * Both themes of Fluent as rules of the style, so that the first paint has its colours without a script.
 * @param {Set<string>} tokens @returns {string}
 */
function tokenStyle(tokens) {
  /** @param {object} theme */
  const rules = (theme) =>
    Object.entries(theme)
      .filter(([token]) => tokens.has(token))
      .map(([token, value]) => `--${token}:${value};`)
      .join('');
  return `:root{${rules(webLightTheme)}}@media (prefers-color-scheme: dark){:root{${rules(webDarkTheme)}}}`;
}
