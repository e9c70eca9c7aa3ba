import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverConfigSchema } from '../config/server-config.ts';
import { VERSION } from '../version.ts';
import { loadPlugins, logPackages } from './load-plugins.ts';
import { shippedPlugins } from './shipped-plugins.ts';

let folder: string;
let configFile: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'vmrkit-plugins-')));
  configFile = join(folder, 'vmrkit.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const peer = { peerDependencies: { '@vmrkit/core': `^${VERSION}` } };
const description = "description: { title: 'T', documentation: '', fields: {} }";
const schema = '{ _zod: {}, safeParse: () => ({ success: true, data: {} }) }';
const plugin = (name: string, kind = 'join-adapter') =>
  `{ kind: '${kind}', name: '${name}', settingsSchema: ${schema}, ${description}, create: () => ({}) }`;

interface Installed {
  readonly code?: string;
  readonly manifest?: object;
  /** Folder that gets the package in its node_modules; else the configuration's. */
  readonly at?: string;
}

async function install(
  name: string,
  { code = `export default ${plugin('acme')};`, manifest = {}, at = folder }: Installed = {},
) {
  const root = join(at, 'node_modules', name);
  await mkdir(root, { recursive: true });
  const full = { name, version: '1.2.3', type: 'module', exports: './index.js', ...peer, ...manifest };
  await writeFile(join(root, 'package.json'), JSON.stringify(full));
  await writeFile(join(root, 'index.js'), code);
  return root;
}

const load = (...packages: string[]) => loadPlugins({ packages, configFile });
const keysOf = (plugins: readonly { readonly kind: string; readonly name: string }[]) =>
  plugins.map(({ kind, name }) => `${kind}/${name}`);

describe('packages of plugins', () => {
  it('bring one plugin or several, besides the shipped ones, each package on a line of the log', async () => {
    const root = await install('acme-vmrkit');
    await install('@acme/rooms', { code: `export default [${plugin('a')}, ${plugin('a', 'store')}];` });
    const { plugins, packages } = await load('acme-vmrkit', '@acme/rooms');
    expect(plugins.slice(0, shippedPlugins.length)).toEqual(shippedPlugins);
    expect(keysOf(plugins.slice(shippedPlugins.length))).toEqual([
      'join-adapter/acme',
      'join-adapter/a',
      'store/a',
    ]);
    const logger = recordingLogger();
    logPackages(packages, logger);
    expect(logger.lines[0]?.fields).toEqual({
      package: 'acme-vmrkit',
      version: '1.2.3',
      file: join(root, 'index.js'),
      plugins: 'join-adapter/acme',
    });
    expect(logger.lines[1]?.fields.plugins).toBe('join-adapter/a, store/a');
  });

  it('are found in a folder above the configuration file, and through links', async () => {
    const elsewhere = await install('linked', { at: join(folder, 'elsewhere') });
    const nested = join(folder, 'deployment', 'one');
    await mkdir(join(nested, 'node_modules'), { recursive: true });
    await symlink(elsewhere, join(nested, 'node_modules', 'linked'));
    await install('above', { code: `export default ${plugin('above')};` });
    configFile = join(nested, 'vmrkit.json');
    const { packages } = await load('linked', 'above');
    expect(packages.map(({ file }) => dirname(file))).toEqual([
      elsewhere,
      join(folder, 'node_modules', 'above'),
    ]);
  });

  it.each([
    ['by conditions', { exports: { '.': { require: './no.cjs', import: { node: './index.js' } } } }],
    ['by `main`', { exports: undefined, main: './index.js' }],
    ['by nothing', { exports: undefined }],
  ])('are entered as an import enters them: %s', async (_, manifest) => {
    await install('acme', { manifest });
    expect((await load('acme')).packages[0]?.plugins).toHaveLength(1);
  });

  const marked = 'globalThis.vmrkitPluginRan = true; ';
  const ran = () => Reflect.get(globalThis, 'vmrkitPluginRan');

  it.each<[string, { code: string; says: string; installed: Installed | null }]>([
    ['is not installed', { code: 'ERR_PLUGIN_NOT_INSTALLED', says: 'npm install acme', installed: null }],
    [
      'lacks its entry',
      { code: 'ERR_PLUGIN_PACKAGE', says: 'ENOENT', installed: { manifest: { exports: './none.js' } } },
    ],
    [
      'has no version',
      { code: 'ERR_PLUGIN_PACKAGE', says: 'package.json', installed: { manifest: { version: 7 } } },
    ],
    [
      'exports no entry',
      {
        code: 'ERR_PLUGIN_PACKAGE',
        says: 'package.json',
        installed: { manifest: { exports: { './x': './x.js' } } },
      },
    ],
    [
      'is for another core',
      {
        code: 'ERR_PLUGIN_CORE_VERSION',
        says: `^99.0.0; this is ${VERSION}`,
        installed: { manifest: { peerDependencies: { '@vmrkit/core': '^99.0.0' } }, code: marked },
      },
    ],
    [
      'names no core',
      {
        code: 'ERR_PLUGIN_CORE_VERSION',
        says: 'peerDependencies',
        installed: { manifest: { peerDependencies: {} }, code: marked },
      },
    ],
    [
      'throws',
      { code: 'ERR_PLUGIN_LOAD', says: 'throws', installed: { code: 'throw new Error("broken");' } },
    ],
    [
      'exports nothing',
      { code: 'ERR_PLUGIN_SHAPE', says: 'default export', installed: { code: 'export const x = 1;' } },
    ],
    [
      'exports an empty array',
      { code: 'ERR_PLUGIN_SHAPE', says: 'default export', installed: { code: 'export default [];' } },
    ],
    [
      'exports an unknown kind',
      {
        code: 'ERR_PLUGIN_SHAPE',
        says: 'default export',
        installed: { code: `export default ${plugin('a', 'root')};` },
      },
    ],
    [
      'has a name that nothing could ask for',
      {
        code: 'ERR_PLUGIN_SHAPE',
        says: 'default export',
        installed: { code: `export default ${plugin('A/b')};` },
      },
    ],
    [
      'has secrets in another form',
      {
        code: 'ERR_PLUGIN_SHAPE',
        says: 'default export',
        installed: { code: `export default { ...${plugin('a')}, secrets: ['password'] };` },
      },
    ],
    [
      'has the kind and name of a shipped one',
      {
        code: 'ERR_PLUGIN_DUPLICATE',
        says: 'join-adapter/json',
        installed: { code: `export default ${plugin('json')};` },
      },
    ],
  ])('end the start where one %s, with package, place and remedy', async (_, { code, says, installed }) => {
    Reflect.deleteProperty(globalThis, 'vmrkitPluginRan');
    if (installed !== null) await install('acme', installed);
    const failure: unknown = await load('acme').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(says) });
    const { message } = failure as Error;
    expect(message).toContain('"acme"');
    if (code !== 'ERR_PLUGIN_DUPLICATE') expect(message).toContain(configFile);
    expect(message).toContain('`plugins`');
    // What is refused by its package.json alone never ran.
    expect(ran()).toBeUndefined();
  });

  it('are refused where two bring the same kind and name', async () => {
    await install('one');
    await install('two');
    await expect(load('one', 'two')).rejects.toMatchObject({
      code: 'ERR_PLUGIN_DUPLICATE',
      message: expect.stringMatching(/"two".*the package "one"/),
    });
  });

  it('are told what is wrong with each plugin', async () => {
    await install('acme', { code: `export default [${plugin('a')}, { kind: 'store', name: 'b' }];` });
    await expect(load('acme')).rejects.toMatchObject({
      issues: [{ path: [1, 'settingsSchema'] }, { path: [1, 'description'] }, { path: [1, 'create'] }],
    });
  });
});

describe('`plugins` of the configuration', () => {
  const isName = (name: unknown) => serverConfigSchema.safeParse({ plugins: [name] }).success;

  it.each(['acme', 'acme-vmrkit', '@acme/vmrkit', 'a.b_c~d'])('names a package: %s', (name) => {
    expect(isName(name)).toBe(true);
  });

  it.each([
    './acme',
    '../acme',
    '/opt/acme',
    '..',
    '.',
    'acme/sub',
    '@acme/rooms/sub',
    '@acme',
    '@acme/',
    '@acme/..',
    'acme@1.0.0',
    'node:fs',
    'file:///x.js',
    'https://x.example/y.js',
    'data:text/javascript,1',
    'npm:acme',
    '',
    ' acme',
    'Acme',
    'acme\\sub',
    'acme\n',
    '#acme',
    'a'.repeat(215),
    null,
    7,
  ])('names nothing else: %j', (name) => {
    expect(isName(name)).toBe(false);
  });

  it('names each once', () => {
    expect(serverConfigSchema.safeParse({ plugins: ['acme', 'acme'] }).success).toBe(false);
  });
});
