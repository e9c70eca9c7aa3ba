import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { listeners, ProgramFolder, run } from './program-folder.fixture.ts';

const folder = new ProgramFolder();

describe('vmrkit serve', () => {
  it.each<[string, readonly string[], object]>([
    ['an edge without any secret', ['--role', 'edge'], {}],
    ['a manager without any secret', ['--role', 'manager'], {}],
  ])('serves nothing as %s, and says what is missing', async (_, args, config) => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', '');
    const file = await folder.write('serve.json', { ...listeners, ...config });
    expect(await run('serve', ...args, '--config', file)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/ERR_CONFIG_INCOMPLETE: .*MANAGER_SECRET|ERR_SECRET_KEY_INVALID/),
    });
  });

  it('leaves the first administrator’s code in a file, and stops gracefully when it is told to while it starts', async () => {
    const file = await folder.write('serve.json', {
      ...listeners,
      store: { settings: { file: folder.at('db.sqlite') } },
      log: { level: 'silent' },
      edge: { snapshot_file: folder.at('snapshot') },
    });
    const before = process.listeners('SIGTERM');
    const served = run('serve', '--config', file);
    const told = process.listeners('SIGTERM').filter((listener) => !before.includes(listener));
    for (const listener of told) listener('SIGTERM');
    expect(told).toHaveLength(1);
    expect((await served).code).toBe(0);
    const code = folder.at('vmrkit-first-administrator');
    expect([statSync(code).mode & 0o777, readFileSync(code, 'utf8').trim()]).toEqual([
      0o600,
      expect.stringMatching(/^[\w-]{32}$/),
    ]);
  });

  it('serves nothing with certificates that are none', async () => {
    vi.stubEnv('VMRKIT_MANAGER_SECRET', 'edges-and-managers-share-this-secret');
    const text = await folder.write('text.pem', 'no certificate');
    const tls = { cert_file: text, key_file: text };
    const edge = { manager_url: 'https://127.0.0.1:1', snapshot_file: folder.at('snapshot') };
    for (const config of [
      { ...listeners, public: { ...listeners.public, tls }, edge },
      { ...listeners, edge: { ...edge, manager_ca_file: text } },
      { ...listeners, edge: { ...edge, manager_ca_file: folder.at('none.pem') } },
    ]) {
      const file = await folder.write('tls.json', { ...config, log: { level: 'silent' } });
      expect(await run('serve', '--role', 'edge', '--config', file)).toMatchObject({
        code: 2,
        err: expect.stringContaining('ERR_CONFIG_TLS'),
      });
    }
  });
});
