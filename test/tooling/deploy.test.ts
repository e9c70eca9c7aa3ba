import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const deploy = (file: string) => readFile(join(root, 'deploy', file), 'utf8');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile; comments are left out and continued lines joined. */
function instructionsOf(text: string): readonly Instruction[] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
}

/** The values of each key of a unit file, by section. */
function unitOf(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  let section = '';
  for (const line of text.split('\n')) {
    const [, header] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (header !== undefined) section = header;
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined)
      values.set(`${section}.${key}`, [...(values.get(`${section}.${key}`) ?? []), value]);
  }
  return values;
}

let folder: string;
let ports: readonly [number, number];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-deploy-'));
  for (const each of ['var/lib/vmrkit', 'etc/vmrkit', 'run/secrets'])
    await mkdir(join(folder, each), { recursive: true });
  ports = [await freePort(), await freePort()];
  const config = (await deploy('vmrkit.json')).replaceAll('/var/lib/', join(folder, 'var/lib/'));
  await writeFile(join(folder, 'etc/vmrkit/vmrkit.json'), onFreePorts(config));
  const keys = `k1:${randomBytes(32).toString('base64')}\n`;
  for (const file of ['etc/vmrkit/master-keys', 'run/secrets/master_keys'])
    await writeFile(join(folder, file), keys);
});
afterEach(() => rm(folder, { recursive: true }));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function onFreePorts(text: string): string {
  return text.replaceAll('8443', String(ports[0])).replaceAll('8444', String(ports[1]));
}

/** A path of the machine or container as it is in the test's folder. */
function placed(text: string): string {
  return onFreePorts(text)
    .replaceAll('/opt/vmrkit', root)
    .replaceAll(/(^|=|:)\/(etc\/vmrkit|var\/lib\/vmrkit|run\/secrets)/g, `$1${folder}/$2`)
    .replace('/usr/bin/node', process.execPath)
    .replace(/^node$/, process.execPath);
}

/** Runs the server until the health check is content, then stops it by SIGTERM. */
async function serves(words: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const health = instructionsOf(await deploy('Dockerfile')).find(({ name }) => name === 'HEALTHCHECK');
  const [, ...check] = JSON.parse(/CMD (\[.*\])$/.exec(health?.rest ?? '')?.[1] ?? '[]') as string[];
  const [program = '', ...args] = words.map(placed);
  const options = { cwd: join(folder, 'var/lib/vmrkit'), env: { ...clean(), ...env } };
  const server = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (output += text));
  const isHealthy = () => spawnSync(process.execPath, check.map(onFreePorts)).status === 0;
  const deadline = Date.now() + 30_000;
  try {
    while (!isHealthy()) {
      if (Date.now() > deadline || server.exitCode !== null) expect.fail(output);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    expect(await stopped(server)).toBe(0);
  }
  expect(existsSync(join(folder, 'var/lib/vmrkit/vmrkit.sqlite'))).toBe(true);
}

function stopped(server: ChildProcess): Promise<number | null> {
  if (server.exitCode !== null) return Promise.resolve(server.exitCode);
  return new Promise((resolve) => {
    server.once('exit', resolve);
    server.kill('SIGTERM');
  });
}

function clean(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: folder };
}

describe('deploy/Dockerfile', () => {
  test('is built by commands that are there, from files that are there, and runs as nobody special', async () => {
    const instructions = instructionsOf(await deploy('Dockerfile'));
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const runs = instructions.filter(({ name }) => name === 'RUN').map(({ rest }) => rest);
    for (const [, script] of runs.flatMap((line) => [...line.matchAll(/npm run ([\w:-]+)/g)])) {
      expect(scripts).toHaveProperty(script ?? '');
    }
    for (const { rest } of instructions.filter(
      ({ name, rest: all }) => name === 'COPY' && all.startsWith('--from'),
    )) {
      const source = /\/opt\/vmrkit\/(\S+)/.exec(rest)?.[1] ?? expect.fail(rest);
      expect(existsSync(join(root, source)), source).toBe(true);
    }
    // Each workspace that npm links must be there, or its link leads nowhere.
    const { workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    for (const workspace of workspaces as string[]) {
      const [folderOf = ''] = workspace.split('/');
      expect(
        instructions.some(({ name, rest }) => name === 'COPY' && rest.includes(`/${folderOf}`)),
        workspace,
      ).toBe(true);
    }
    const users = instructions.filter(({ name }) => name === 'USER').map(({ rest }) => rest);
    expect(users.at(-1)).toBe('node');
    const bases = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => rest);
    expect(bases.every((base) => /^node:\d+/.test(base) && !base.includes('latest'))).toBe(true);
    expect(await deploy('Dockerfile.dockerignore')).toContain('deploy/secrets');
  });

  test('its entry point serves with the environment of the compose file, and its health check is content', async () => {
    const instructions = instructionsOf(await deploy('Dockerfile'));
    const listOf = (wanted: string) =>
      JSON.parse(instructions.find(({ name }) => name === wanted)?.rest ?? '[]') as string[];
    const { services } = parse(await deploy('compose.yaml'));
    const { environment, command } = services.vmrkit as {
      environment: Record<string, string>;
      command: string[];
    };
    expect(listOf('CMD')).toEqual(command);
    const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, placed(value)]));
    await serves([...listOf('ENTRYPOINT'), ...command], env);
  }, 60_000);
});

describe('deploy/compose.yaml', () => {
  test('mounts what the configuration names, publishes no admin listener, and keeps secrets in files', async () => {
    const compose = parse(await deploy('compose.yaml'));
    const { vmrkit } = compose.services;
    const mounted = (vmrkit.volumes as string[]).map((each) => each.split(':')[1] ?? '');
    const config = JSON.parse(await deploy('vmrkit.json'));
    for (const file of [
      config.store.settings.file,
      config.edge.snapshot_file,
      vmrkit.environment.VMRKIT_CONFIG,
    ]) {
      expect(
        mounted.some((each) => String(file).startsWith(each)),
        String(file),
      ).toBe(true);
    }
    expect((vmrkit.ports as string[]).join()).not.toContain('8444');
    expect(Object.keys(compose.secrets)).toEqual(vmrkit.secrets);
    expect(JSON.stringify(vmrkit.environment)).not.toMatch(/k1:|VMRKIT_MASTER_KEYS"/);
    expect(existsSync(join(root, 'deploy', vmrkit.build.context, vmrkit.build.dockerfile))).toBe(true);
  });
});

describe('deploy/vmrkit.service', () => {
  test('starts by its own commands: the check, then the server', async () => {
    const unit = unitOf(await deploy('vmrkit.service'));
    const environment = (unit.get('Service.Environment') ?? []).map((each) =>
      placed(each.replace('%d', '/etc/vmrkit')).split(/=(.*)/s, 2),
    );
    const env = Object.fromEntries(environment) as Record<string, string>;
    const [credential] = unit.get('Service.LoadCredential') ?? [];
    expect(credential).toBe('master-keys:/etc/vmrkit/master-keys');
    const [before = '', start = ''] = [
      unit.get('Service.ExecStartPre')?.[0],
      unit.get('Service.ExecStart')?.[0],
    ];
    const [program = '', ...args] = before.split(' ').map(placed);
    const checked = spawnSync(program, args, { cwd: folder, env: { ...clean(), ...env }, encoding: 'utf8' });
    expect(checked).toMatchObject({ status: 0, stdout: 'The configuration is sound.\n' });
    await serves(start.split(' '), env);
  }, 60_000);

  test('names no key that systemd does not know, where systemd is there to say so', async ({ skip }) => {
    const known = spawnSync('systemd-analyze', ['--version']);
    if (known.error !== undefined) skip('There is no systemd-analyze on this machine.');
    const text = (await deploy('vmrkit.service')).replaceAll('/usr/bin/node', process.execPath);
    await writeFile(join(folder, 'vmrkit.service'), text);
    const { stderr } = spawnSync('systemd-analyze', ['verify', join(folder, 'vmrkit.service')], {
      encoding: 'utf8',
    });
    expect(stderr).not.toMatch(/Unknown (key|section)|Failed to parse|Missing '='/i);
  });
});
