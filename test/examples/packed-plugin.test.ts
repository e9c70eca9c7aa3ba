import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../..');
const plugin = '@vmrkit/example-plugin';
const token = 'the-platform-proves-itself-by-this';

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** Our packages that these need, themselves included, each with its folder in the repository. */
function neededPackages(...wanted: readonly string[]): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  const visit = (name: string) => {
    if (!name.startsWith('@vmrkit/') || needed.has(name)) return;
    const folder = folderOf(name);
    needed.set(name, folder);
    const json: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    Object.keys(manifestSchema.parse(json).dependencies).forEach(visit);
  };
  wanted.forEach(visit);
  return needed;
}

function folderOf(name: string): string {
  const [, example] = /^@vmrkit\/example-(.+)$/.exec(name) ?? [];
  return example === undefined
    ? join(repository, 'packages', name.replace('@vmrkit/', ''))
    : join(repository, 'examples', example);
}

/** Installs tarballs of ours as a package manager would; what others wrote is linked to where this repository has it. */
function installPacked(folder: string): void {
  const packages = neededPackages('@vmrkit/server', plugin);
  const workspaces = [...packages.keys()].flatMap((name) => ['--workspace', name]);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, ...workspaces], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const tarballs = readdirSync(folder);
  linkOthers(repository, folder);
  for (const [name, source] of packages) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(target, { recursive: true });
    const tarball = tarballs.find((file) => file.startsWith(`${name.slice(1).replace('/', '-')}-`)) ?? '';
    execFileSync('tar', ['-xzf', join(folder, tarball), '-C', target, '--strip-components=1']);
    linkOthers(source, target);
  }
}

function linkOthers(from: string, to: string): void {
  const [source, target] = [join(from, 'node_modules'), join(to, 'node_modules')];
  if (!existsSync(source)) return;
  mkdirSync(target, { recursive: true });
  for (const each of readdirSync(source)) {
    if (!each.startsWith('.') && each !== '@vmrkit') symlinkSync(join(source, each), join(target, each));
  }
}

describe('examples/plugin, packed and installed in an empty folder', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmrkit-packed-'));
    installPacked(folder);
    env = {
      PATH: process.env.PATH,
      VMRKIT_CONFIG: join(folder, 'vmrkit.json'),
      VMRKIT_MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    };
    const listen = '127.0.0.1:0';
    write('vmrkit.json', {
      plugins: [plugin],
      platforms: [
        {
          name: 'rooms',
          adapter: 'acme-rooms',
          settings: { greeting: 'Hello.' },
          tenants: 'all',
          credentials: { bearer_sha256: createHash('sha256').update(token).digest('hex') },
        },
      ],
      store: { settings: { file: join(folder, 'vmrkit.sqlite') } },
      egress: { allow_loopback: true },
      edge: { snapshot_file: join(folder, 'edge.snapshot') },
      public: { listen },
      admin: { listen },
    });
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));

  function vmrkit(...args: string[]) {
    const program = join(folder, 'node_modules/@vmrkit/server/bin/vmrkit.js');
    return spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function run(...args: string[]) {
    const child = vmrkit(...args);
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const [code] = await once(child, 'close');
    return { code, out, err };
  }

  async function dial(url: unknown, bearer: string) {
    const response = await fetch(`${url}/acme-rooms/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ dialled: 'sip:55123456@example.com' }),
    });
    return [response.status, await response.json()];
  }

  const entry = () => join(folder, 'node_modules', plugin, 'dist/index.js');

  it('[S11.1c] is told of by `config check`, which knows its settings', async () => {
    const { code, err } = await run('config', 'check');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`(${entry()}) brings`) });
    expect(err).toContain('mailbox-provider/acme-ews, join-adapter/acme-rooms');
  });

  it('judges a record by its mailbox provider, seals its secret and tries its connection', async () => {
    const settings = {
      ews_url: 'http://127.0.0.1:1/EWS/Exchange.asmx',
      service_account_username: 'svc@example.com',
      service_account_password: 'correct horse',
    };
    write('sales.json', {
      general: { name: 'Sales' },
      mailbox: { provider: 'acme-ews', settings, mailboxes: [{ name: 'VMR', email: 'vmr@example.com' }] },
      single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
      add_in: { server_fqdn: 'vmr.example.com' },
      callers: [{ provider: 'exchange', settings: { metadata_urls: ['mail.example.com'] } }],
    });
    const { code, out, err } = await run('integration', 'import', '--json', 'sales.json');
    expect({ code, out }).toEqual({ code: 3, out: expect.stringContaining('"created"') });
    expect(err).toContain('vmr@example.com does not answer');
    expect(readFileSync(join(folder, 'vmrkit.sqlite'), 'latin1')).not.toContain('correct horse');
  });

  it('[S11.1d, S11.3b] is served, with a line of the log that names it, and its platform is answered', async () => {
    const child = vmrkit('serve');
    const closed = once(child, 'close');
    const answers: unknown[] = [];
    const lines: { readonly msg: string; readonly [field: string]: unknown }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line));
      if (lines.at(-1)?.msg !== 'VMRKit serves.') continue;
      answers.push(await dial(lines.at(-1)?.public, 'wrong'), await dial(lines.at(-1)?.public, token));
      child.kill('SIGTERM');
    }
    expect(answers).toEqual([
      [401, expect.anything()],
      [200, { action: 'reject', say: 'There is no such meeting now.' }],
    ]);
    const { version } = JSON.parse(
      readFileSync(join(folder, 'node_modules', plugin, 'package.json'), 'utf8'),
    );
    expect(lines.find(({ msg }) => msg === 'A package of plugins is loaded.')).toMatchObject({
      package: plugin,
      version,
      file: entry(),
      plugins: 'mailbox-provider/acme-ews, join-adapter/acme-rooms',
    });
    expect(await closed).toEqual([0, null]);
  });
});
