import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin } from '@vmrkit/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { VERSION } from '../version.ts';
import { type RunProgramOptions, runProgram } from './run-program.ts';

let folder: string;
let configFile: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'vmrkit-plugins-')));
  configFile = join(folder, 'vmrkit.json');
  vi.stubEnv('VMRKIT_MASTER_KEYS', `k1:${Buffer.alloc(32, 1).toString('base64')}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(args: readonly string[], options: Pick<RunProgramOptions, 'plugins'> = {}) {
  let out = '';
  let err = '';
  const code = await runProgram(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    ...options,
  });
  return { code, out, err };
}

async function configure(config: object) {
  const listen = '127.0.0.1:0';
  const full = {
    store: { settings: { file: join(folder, 'db.sqlite') } },
    public: { listen },
    admin: { listen },
    edge: { snapshot_file: join(folder, 'snapshot') },
  };
  await writeFile(configFile, JSON.stringify({ ...full, ...config }));
}

async function installAcme(code: string) {
  const root = join(folder, 'node_modules', 'acme');
  await mkdir(root, { recursive: true });
  const peerDependencies = { '@vmrkit/core': `^${VERSION}` };
  const manifest = { name: 'acme', version: '1.0.0', exports: './index.mjs', peerDependencies };
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(root, 'index.mjs'), code);
}

/** A store of another's that is nowhere. */
const store = `export default {
  kind: 'store',
  name: 'acme-store',
  settingsSchema: { _zod: {}, safeParse: (data) => ({ success: true, data }) },
  probe: async () => { throw new Error('the acme store was asked'); },
  description: { title: 'S', documentation: '', fields: {} }, create: () => { throw new Error('none'); },
};`;

describe('vmrkit with packages of plugins', () => {
  it('serves every command with the plugins that the configuration names', async () => {
    await installAcme(store);
    await configure({ plugins: ['acme'], store: { name: 'acme-store' } });
    for (const command of [['integration', 'list'], ['keys', 'rotate'], ['recover'], ['config', 'check']]) {
      const { err } = await run([...command, '--config', configFile]);
      expect(err).toContain('the acme store was asked');
    }
  });

  it('says in `config check` what each brings', async () => {
    await installAcme(store);
    await configure({ plugins: ['acme'] });
    const { code, err } = await run(['config', 'check', '--config', configFile]);
    expect(code).toBe(0);
    expect(err).toContain(
      `The package acme 1.0.0 (${join(folder, 'node_modules/acme/index.mjs')}) brings store/acme-store.`,
    );
  });

  it.each([[['config', 'check']], [['serve']], [['integration', 'list']]])(
    'ends with package, file, configuration and cause where one throws: %j',
    async (command) => {
      await installAcme('throw new Error("it needs a newer Node.js");');
      await configure({ plugins: ['acme'], store: { name: 'sqlite', settings: { file: 7 } } });
      const { code, err } = await run([...command, '--config', configFile]);
      expect(code).toBe(2);
      expect(err).toMatch(/^ERR_PLUGIN_LOAD: The plugin package "acme" 1\.0\.0 \(/);
      for (const said of ['index.mjs', configFile, 'because: it needs a newer Node.js']) {
        expect(err).toContain(said);
      }
    },
  );

  it('knows what a program brings instead of the shipped ones', async () => {
    const other = definePlugin({
      kind: 'store',
      name: 'other',
      settingsSchema: z.strictObject({}),
      description: { title: 'Other', documentation: '', fields: {} },
      create: () => Promise.reject(new Error('none')),
    });
    await configure({ store: { name: 'nowhere' } });
    const said = async (options: Pick<RunProgramOptions, 'plugins'>) =>
      (await run(['integration', 'list', '--config', configFile], options)).err;
    expect(await said({})).toContain('known: mongodb, sqlite');
    expect(await said({ plugins: [...shippedPlugins, other] })).toContain('known: mongodb, other, sqlite');
  });
});
