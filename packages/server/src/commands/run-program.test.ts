import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configJsonSchema } from './config-json-schema.ts';
import { runProgram } from './run-program.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-cli-'));
  vi.stubEnv('VMRKIT_MASTER_KEYS', `k1:${Buffer.alloc(32, 1).toString('base64')}`);
  const config = {
    store: { settings: { file: join(folder, 'db.sqlite') } },
    egress: { allow_loopback: true },
  };
  vi.stubEnv('VMRKIT_CONFIG', await write('config.json', config));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const code = await runProgram(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

/** Each save tries the connection; here it is refused at once. */
const nobodyThere = 'http://127.0.0.1:1/EWS/Exchange.asmx';

const record = {
  general: { name: 'Sales' },
  mailbox: {
    provider: 'ews',
    settings: {
      ews_url: nobodyThere,
      service_account_username: 'svc@example.com',
      service_account_password: 'correct horse',
    },
    mailboxes: [{ name: 'VMR booking', email: 'vmr@example.com' }],
  },
  single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
  add_in: { server_fqdn: 'vmr.example.com' },
  callers: [{ provider: 'exchange', settings: { metadata_urls: ['mail.example.com'] } }],
};

describe('vmrkit', () => {
  it.each([
    ['--help'],
    ['serve', '--help'],
    ['integration', 'import', '--help'],
    ['config', '--help'],
    ['--version'],
  ])('explains itself: %s %s %s', async (...args) => {
    const { code, out } = await run(...args.filter(Boolean));
    expect(code).toBe(0);
    expect(out).not.toBe('');
  });

  it.each([[['bogus']], [['serve', '--role', 'king']], [['integration', 'import']]])(
    'exits with 2 on wrong usage: %j',
    async (args) => {
      const { code, err } = await run(...args);
      expect(code).toBe(2);
      expect(err).toContain('error:');
    },
  );

  it('imports a record once, replaces it by its id, and lists it; the password lies sealed', async () => {
    const file = await write('record.json', record);
    expect((await run('integration', 'import', file, '--dry-run')).code).toBe(0);
    const { id } = JSON.parse((await run('integration', 'import', file, '--json')).out);
    const again = await run('integration', 'import', file);
    expect(again.code).toBe(2);
    expect(again.err).toContain('general.name');
    const changed = structuredClone({ ...record, id });
    changed.mailbox.settings.service_account_password = '********';
    const replaced = await run('integration', 'import', await write('changed.json', changed), '--json');
    expect(JSON.parse(replaced.out)).toMatchObject({ id, action: 'replaced' });
    expect(JSON.parse((await run('integration', 'list', '--json')).out)).toEqual({
      id,
      tenant_id: 'default',
      name: 'Sales',
      enabled: true,
      mailboxes: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          name: 'VMR booking',
          email: 'vmr@example.com',
          state: 'active',
        },
      ],
    });
    const bytes = await readFile(join(folder, 'db.sqlite'), 'latin1');
    const log = await readFile(join(folder, 'db.sqlite-wal'), 'latin1').catch(() => '');
    expect(bytes + log).not.toContain('correct horse');
  });

  it('writes the manifest of an integration, under a version that rises with its content', async () => {
    const { id } = JSON.parse(
      (await run('integration', 'import', await write('r.json', record), '--json')).out,
    );
    const manifest = (...args: string[]) => run('integration', 'manifest', ...args);
    const versionOf = (xml: string) => /<Version>([\d.]+)<\/Version>/.exec(xml)?.[1];
    const first = await manifest(id, '--flavour', 'on-premises');
    expect(first.code).toBe(0);
    expect(first.out).toContain(`<Id>${id}</Id>`);
    expect(first.err).toContain(`Version ${versionOf(first.out)}: install it`);
    const file = join(folder, 'manifest.xml');
    const again = await manifest(id, '--flavour', 'on-premises', '--out', file);
    expect(again).toMatchObject({ code: 0, out: '' });
    expect(again.err).toContain('nothing is to be done');
    expect(await readFile(file, 'utf8')).toBe(first.out);
    const changed = { ...record, id, add_in: { ...record.add_in, button_label: 'Other' } };
    const saved = await run('integration', 'import', await write('changed.json', changed), '--json');
    expect(saved.err).toContain('add_in.button_label');
    expect(JSON.parse(saved.out).new_manifest).toEqual(['add_in.button_label']);
    const other = await manifest(id, '--flavour', 'on-premises');
    expect(versionOf(other.out)).not.toBe(versionOf(first.out));
  });

  it('writes no manifest of a flavour that is off, of an icon without pixels, or of nobody', async () => {
    const hollow = 'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAACUlEQVRubyBwaXhlbHOMNP2GAAAAAElFTkSuQmCC';
    const add_in = { ...record.add_in, icon: hollow, manifest: { cloud: false } };
    const file = await write('r.json', { ...record, add_in });
    const { id } = JSON.parse((await run('integration', 'import', file, '--json')).out);
    const manifest = (...args: string[]) => run('integration', 'manifest', ...args);
    const off = await manifest(id, '--flavour', 'microsoft-365');
    expect(off.code).toBe(2);
    expect(off.err).toContain('add_in.manifest.cloud');
    const unseen = await manifest(id, '--flavour', 'on-premises');
    expect(unseen.code).toBe(2);
    expect(unseen.err).toContain('ERR_ADDIN_ICON');
    const nobody = await manifest('00000000-0000-4000-8000-000000000000', '--flavour', 'on-premises');
    expect(nobody.err).toContain('ERR_INTEGRATION_NOT_FOUND');
    const nowhere = await manifest(id, '--flavour', 'on-premises', '--out', join(folder, 'no', 'where'));
    expect(nowhere.code).toBe(2);
  });

  it('refuses a mailbox that another integration reads', async () => {
    await run('integration', 'import', await write('one.json', record));
    const other = { ...record, general: { name: 'Support' } };
    const { code, err } = await run('integration', 'import', await write('two.json', other));
    expect(code).toBe(2);
    expect(err).toContain('mailbox.mailboxes.0.email');
  });

  it('shows all faults of a record with their paths', async () => {
    const wrong = structuredClone({ ...record, single_use: { join_before_buffer: 500 } });
    wrong.mailbox.settings.ews_url = 'nowhere';
    const { code, err } = await run('integration', 'import', await write('wrong.json', wrong));
    expect(code).toBe(2);
    for (const path of [
      'single_use.join_before_buffer',
      'mailbox.settings.ews_url',
      'single_use.scheduled_alias_prefix',
    ]) {
      expect(err).toContain(path);
    }
    expect(err).not.toContain('correct horse');
  });

  it('takes flat names', async () => {
    const flat = {
      name: 'Flat',
      mailbox_name: 'VMR',
      mailbox_email: 'flat@example.com',
      ews_url: nobodyThere,
      service_account_username: 'svc@example.com',
      service_account_password: 'p',
      scheduled_alias_prefix: '56',
      scheduled_alias_domain: 'example.com',
      addin_server_fqdn: 'vmr.example.com',
      exchange_metadata_urls: 'mail.example.com',
    };
    const { code, err } = await run('integration', 'import', await write('flat.json', flat));
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('ERR_EWS_UNREACHABLE') });
  });

  it('checks the configuration and shows all its faults together', async () => {
    expect((await run('config', 'check')).code).toBe(0);
    const file = await write('wrong.json', { public: { listen: 'x' }, log: { level: 'loud' }, wrong: 1 });
    const { code, err } = await run('config', 'check', '--config', file);
    expect(code).toBe(2);
    for (const path of ['public.listen', 'log.level', 'wrong']) expect(err).toContain(`  ${path}: `);
    expect((await run('config', 'check', '--config', join(folder, 'none'))).err).toContain('ERR_CONFIG_FILE');
    const store = await write('store.json', { store: { name: 'paper' } });
    expect((await run('config', 'check', '--config', store)).err).toContain('known: mongodb, sqlite');
  });

  const token = { bearer_sha256: 'a'.repeat(64) };
  it.each<[string, object, string]>([
    ['of a store', { store: { settings: { fil: 'x' } } }, 'ERR_PLUGIN_SETTINGS'],
    [
      'of a platform',
      { platforms: [{ name: 'p', adapter: 'json', settings: { x: 1 }, credentials: token, tenants: 'all' }] },
      '  platforms.0.settings.x: There is no such field.',
    ],
    [
      'that is no network',
      { egress: { private_ranges: ['10.20.0.0'] } },
      'Write a network such as 10.20.0.0/16',
    ],
    [
      'that is no port, told once',
      { public: { listen: '127.0.0.1:https' } },
      'has 1 fault(s).\n  public.listen: Write address:port',
    ],
    [
      'called http elsewhere',
      { edge: { manager_url: 'http://localhost:x@example.com' } },
      'edge.manager_url',
    ],
    ['with a path', { edge: { manager_url: 'https://example.com/managers' } }, 'edge.manager_url'],
    ['that is none', { edge: { manager_url: 'example' } }, 'edge.manager_url'],
  ])('finds a setting %s wrong before anything is started: %j', async (_, config, fault) => {
    const { code, err } = await run('config', 'check', '--config', await write('settings.json', config));
    expect(code).toBe(2);
    expect(err).toContain(fault);
  });

  it('finds all defaults sound, and master keys that are not', async () => {
    const defaults = await write('defaults.json', {});
    expect((await run('config', 'check', '--config', defaults)).code).toBe(0);
    const key = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
    vi.stubEnv('VMRKIT_MASTER_KEYS', `${key},${key}`);
    expect((await run('config', 'check', '--config', defaults)).err).toContain('ERR_SECRET_KEY_INVALID');
  });

  const listeners = { public: { listen: '127.0.0.1:0' }, admin: { listen: '127.0.0.1:0' } };
  it.each<[string, readonly string[], object]>([
    ['an edge without any secret', ['--role', 'edge'], {}],
    ['a manager without any secret', ['--role', 'manager'], {}],
  ])('serves nothing as %s, and says what is missing', async (_, args, config) => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', '');
    const file = await write('serve.json', { ...listeners, ...config });
    expect(await run('serve', ...args, '--config', file)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/ERR_CONFIG_INCOMPLETE: .*MANAGER_SECRET|ERR_SECRET_KEY_INVALID/),
    });
  });

  const commands: readonly (readonly string[])[] = [['serve'], ['config', 'check']];
  const json = { adapter: 'json', credentials: token, tenants: 'all' };
  const unserved: readonly (readonly [string, object, string])[] = [
    ['an unknown adapter', { ...json, adapter: 'paper' }, 'platforms.1.adapter: There is no adapter'],
    ['the path and the token of another', json, 'platforms.1.credentials: POST /api/admission/v1/decisions'],
  ];
  it.each(
    unserved.flatMap(([what, platform, fault]) =>
      commands.map((command) => ({ what, platform, fault, command, words: command.join(' ') })),
    ),
  )('refuses a platform with $what: $words', async ({ platform, fault, command }) => {
    const platforms = [
      { ...json, name: 'p' },
      { ...platform, name: 'q' },
    ];
    const store = { settings: { file: join(folder, 'refused.sqlite') } };
    const file = await write('platforms.json', { ...listeners, platforms, store });
    const { code, err } = await run(...command, '--config', file);
    expect(code).toBe(2);
    expect(err).toContain('ERR_CONFIG_PLATFORM');
    expect(err).toContain(fault);
    expect(existsSync(store.settings.file)).toBe(false);
  });

  it('leaves the first administrator’s code in a file, and stops gracefully when it is told to while it starts', async () => {
    const file = await write('serve.json', {
      ...listeners,
      store: { settings: { file: join(folder, 'db.sqlite') } },
      log: { level: 'silent' },
      edge: { snapshot_file: join(folder, 'snapshot') },
    });
    const before = process.listeners('SIGTERM');
    const served = run('serve', '--config', file);
    const told = process.listeners('SIGTERM').filter((listener) => !before.includes(listener));
    for (const listener of told) listener('SIGTERM');
    expect(told).toHaveLength(1);
    expect((await served).code).toBe(0);
    const code = join(folder, 'vmrkit-first-administrator');
    expect([statSync(code).mode & 0o777, readFileSync(code, 'utf8').trim()]).toEqual([
      0o600,
      expect.stringMatching(/^[\w-]{32}$/),
    ]);
  });

  it('serves nothing with certificates that are none', async () => {
    vi.stubEnv('VMRKIT_MANAGER_SECRET', 'edges-and-managers-share-this-secret');
    const text = await write('text.pem', 'no certificate');
    const tls = { cert_file: text, key_file: text };
    const edge = { manager_url: 'https://127.0.0.1:1', snapshot_file: join(folder, 'snapshot') };
    for (const config of [
      { ...listeners, public: { ...listeners.public, tls }, edge },
      { ...listeners, edge: { ...edge, manager_ca_file: text } },
      { ...listeners, edge: { ...edge, manager_ca_file: join(folder, 'none.pem') } },
    ]) {
      const file = await write('tls.json', { ...config, log: { level: 'silent' } });
      expect(await run('serve', '--role', 'edge', '--config', file)).toMatchObject({
        code: 2,
        err: expect.stringContaining('ERR_CONFIG_TLS'),
      });
    }
  });

  it.each([
    ['serve', '--role', 'edge'],
    ['config', 'check'],
  ])('names the setting, the path and the fault of TLS files: %s %s', async (...args) => {
    vi.stubEnv('VMRKIT_MANAGER_SECRET', 'edges-and-managers-share-this-secret');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = await write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    const locked = await write(
      'locked.pem',
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
    );
    const cert = await write('cert.pem', rootCertificates[0] ?? '');
    const text = await write('text.pem', 'no certificate');
    const faults: readonly [string, string, string, string][] = [
      [
        join(folder, 'none.pem'),
        key,
        'public.tls.cert_file',
        'none.pem cannot be read: there is no such file (ENOENT)',
      ],
      [cert, folder, 'public.tls.key_file', `${folder} cannot be read: it is a folder (EISDIR)`],
      [text, key, 'public.tls.cert_file', 'text.pem holds no certificate'],
      [cert, text, 'public.tls.key_file', 'text.pem holds no private key'],
      [cert, locked, 'public.tls.key_file', 'locked.pem holds a key that a password protects'],
      [cert, key, 'public.tls.key_file', `key.pem is not the key of the certificate in ${cert}`],
    ];
    for (const [cert_file, key_file, setting, why] of faults) {
      const config = {
        public: { ...listeners.public, tls: { cert_file, key_file } },
        edge: { manager_url: 'https://127.0.0.1:1', snapshot_file: join(folder, 'snapshot') },
        log: { level: 'silent' },
      };
      const { code, err } = await run(...args, '--config', await write('tls.json', config));
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(why) });
      expect(err).toMatch(new RegExp(`^ERR_CONFIG_TLS: ${setting}: the file /`));
    }
  });

  it.each<[string, object, string]>([
    ['an address that is not of this machine', { public: { listen: '192.0.2.1:8443' } }, 'EADDRNOTAVAIL'],
    ['a snapshot without a place', { edge: { snapshot_file: '/dev/null/x' } }, 'ERR_EDGE_SNAPSHOT_FILE'],
    [
      'a store without a place',
      { store: { settings: { file: '/dev/null/x' } } },
      '/dev/null/x cannot be opened',
    ],
    ['authorities that are missing', { edge: { manager_ca_file: '/nowhere.pem' } }, 'edge.manager_ca_file'],
  ])('finds %s before a start would', async (_, config, why) => {
    const file = await write('start.json', { ...listeners, ...config });
    const { code, err } = await run('config', 'check', '--config', file);
    expect(code).not.toBe(0);
    expect(err).toContain(why);
  });

  it('checks what a role needs, and notes a port in use without a fault', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const listen = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = await write('role.json', { ...listeners, public: { listen } });
    expect(await run('config', 'check', '--config', file)).toMatchObject({
      code: 0,
      err: expect.stringContaining(`${listen} is in use`),
    });
    server.close();
    expect((await run('config', 'check', '--role', 'edge', '--config', file)).err).toContain(
      'MANAGER_SECRET',
    );
    vi.stubEnv('VMRKIT_MASTER_KEYS', '');
    expect((await run('config', 'check', '--role', 'edge', '--config', file)).err).not.toContain('MASTER');
    const manager = await run('config', 'check', '--role', 'manager', '--config', file);
    expect(manager.err).toContain('ERR_SECRET_KEY_INVALID');
  });

  it('makes no store for who forgot the configuration, and says so', async () => {
    vi.stubEnv('VMRKIT_CONFIG', '');
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    const file = await write('record.json', record);
    // The default path is read relative to where the process runs.
    const before = await readdir('.');
    for (const args of [
      ['integration', 'list'],
      ['integration', 'import', file],
      ['keys', 'rotate'],
    ]) {
      const { code, err } = await run(...args);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringMatching(/ERR_CONFIG_NO_STORE: .*--config/),
      });
    }
    expect(await readdir('.')).toEqual(before);
    vi.restoreAllMocks();
  });

  it('makes no store for a command that only reads', async () => {
    const store = { settings: { file: join(folder, 'typo', 'db.sqlite') } };
    const file = await write('typo.json', { store });
    expect((await run('integration', 'list', '--config', file)).err).toContain('ERR_CONFIG_NO_STORE');
    expect(await readdir(folder)).not.toContain('typo');
  });

  it.each([
    ['config', 'check', '--config'],
    ['integration', 'import'],
  ])('gives line and column of a fault in a file, and quotes nothing of it: %s %s %s', async (...args) => {
    const file = await write('bad.json', '{\n  "password": "correct horse"\n  "x": 1\n}');
    const { code, err } = await run(...args, file);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('bad.json is no JSON at line 3, column 3.'),
    });
    expect(err).not.toContain('horse');
  });

  it('says on an import which mailbox does not answer and why, and exits with 3', async () => {
    const args = ['integration', 'import', await write('record.json', record)];
    const { code, out, err } = await run(...args, '--json');
    expect(code).toBe(3);
    expect(JSON.parse(out).connection).toMatchObject([
      { mailbox: 'vmr@example.com', error: { code: 'ERR_EWS_UNREACHABLE' } },
    ]);
    expect(err).toMatch(
      /vmr@example.com .*ERR_EWS_UNREACHABLE.*because: .*ECONNREFUSED.*The record is saved/s,
    );
    const changed = structuredClone({ ...record, id: JSON.parse(out).id });
    changed.mailbox.settings.ews_url = 'https://10.1.2.3/EWS/Exchange.asmx';
    const refused = await run('integration', 'import', await write('private.json', changed));
    expect(refused.code).toBe(3);
    expect(refused.err).toContain(
      '10.1.2.3 is not called: this is a private address that egress.private_ranges',
    );
  });

  it('publishes the schema of the configuration as the code has it', async () => {
    const published = await readFile(new URL('../../config.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(configJsonSchema()));
  });

  it('has a program that is there before anything is built, so that npm links it', async () => {
    const folder = new URL('../../', import.meta.url);
    const { bin } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
    expect(bin.vmrkit).not.toContain('dist/');
    expect(await readFile(new URL(bin.vmrkit, folder), 'utf8')).toContain("import '../dist/cli.js';");
  });

  it('makes secrets with their hash', async () => {
    const { secret, sha256 } = JSON.parse((await run('secret', '--json')).out);
    expect(Buffer.from(secret, 'base64')).toHaveLength(32);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
