import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { rootCertificates } from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { configJsonSchema } from './config-json-schema.ts';
import { listeners, masterKey, ProgramFolder, run } from './program-folder.fixture.ts';

const folder = new ProgramFolder();

describe('vmrkit config check', () => {
  it('checks the configuration and shows all its faults together', async () => {
    expect((await run('config', 'check')).code).toBe(0);
    const file = await folder.write('wrong.json', {
      public: { listen: 'x' },
      log: { level: 'loud' },
      wrong: 1,
    });
    const { code, err } = await run('config', 'check', '--config', file);
    expect(code).toBe(2);
    for (const path of ['public.listen', 'log.level', 'wrong']) expect(err).toContain(`  ${path}: `);
    expect((await run('config', 'check', '--config', folder.at('none'))).err).toContain('ERR_CONFIG_FILE');
    const store = await folder.write('store.json', { store: { name: 'paper' } });
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
    const { code, err } = await run(
      'config',
      'check',
      '--config',
      await folder.write('settings.json', config),
    );
    expect(code).toBe(2);
    expect(err).toContain(fault);
  });

  it('finds all defaults sound, and master keys that are not', async () => {
    const defaults = await folder.write('defaults.json', {});
    expect((await run('config', 'check', '--config', defaults)).code).toBe(0);
    const key = masterKey(1);
    vi.stubEnv('VMRKIT_MASTER_KEYS', `${key},${key}`);
    expect((await run('config', 'check', '--config', defaults)).err).toContain('ERR_SECRET_KEY_INVALID');
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
    const store = { settings: { file: folder.at('refused.sqlite') } };
    const file = await folder.write('platforms.json', { ...listeners, platforms, store });
    const { code, err } = await run(...command, '--config', file);
    expect(code).toBe(2);
    expect(err).toContain('ERR_CONFIG_PLATFORM');
    expect(err).toContain(fault);
    expect(existsSync(store.settings.file)).toBe(false);
  });

  it.each([
    ['serve', '--role', 'edge'],
    ['config', 'check'],
  ])('names the setting, the path and the fault of TLS files: %s %s', async (...args) => {
    vi.stubEnv('VMRKIT_MANAGER_SECRET', 'edges-and-managers-share-this-secret');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = await folder.write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    const locked = await folder.write(
      'locked.pem',
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
    );
    const cert = await folder.write('cert.pem', rootCertificates[0] ?? '');
    const text = await folder.write('text.pem', 'no certificate');
    const faults: readonly [string, string, string, string][] = [
      [
        folder.at('none.pem'),
        key,
        'public.tls.cert_file',
        'none.pem cannot be read: there is no such file (ENOENT)',
      ],
      [cert, folder.path, 'public.tls.key_file', `${folder.path} cannot be read: it is a folder (EISDIR)`],
      [text, key, 'public.tls.cert_file', 'text.pem holds no certificate'],
      [cert, text, 'public.tls.key_file', 'text.pem holds no private key'],
      [cert, locked, 'public.tls.key_file', 'locked.pem holds a key that a password protects'],
      [cert, key, 'public.tls.key_file', `key.pem is not the key of the certificate in ${cert}`],
    ];
    for (const [cert_file, key_file, setting, why] of faults) {
      const config = {
        public: { ...listeners.public, tls: { cert_file, key_file } },
        edge: { manager_url: 'https://127.0.0.1:1', snapshot_file: folder.at('snapshot') },
        log: { level: 'silent' },
      };
      const { code, err } = await run(...args, '--config', await folder.write('tls.json', config));
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
    const file = await folder.write('start.json', { ...listeners, ...config });
    const { code, err } = await run('config', 'check', '--config', file);
    expect(code).not.toBe(0);
    expect(err).toContain(why);
  });

  it('checks what a role needs, and notes a port in use without a fault', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const listen = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = await folder.write('role.json', { ...listeners, public: { listen } });
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

  it('publishes the schema of the configuration as the code has it', async () => {
    const published = await readFile(new URL('../../config.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(configJsonSchema()));
  });
});
