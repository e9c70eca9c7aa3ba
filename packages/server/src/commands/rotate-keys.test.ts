import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVmrKit } from '@vmrkit/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { runProgram } from './run-program.ts';

const [one, two] = [1, 2].map((byte) => `k${byte}:${Buffer.alloc(32, byte).toString('base64')}`);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-keys-'));
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
  await writeFile(path, JSON.stringify(content));
  return path;
}

/** Runs a command with these master keys and reads its lines. */
async function run(keys: readonly (string | undefined)[], ...args: string[]) {
  vi.stubEnv('VMRKIT_MASTER_KEYS', keys.join(','));
  let [out, err] = ['', ''];
  const code = await runProgram(args, { out: (text) => (out += text), err: (text) => (err += text) });
  const lines = out.split('\n').filter(Boolean);
  return { code, err, lines: lines.map((line) => JSON.parse(line)) };
}

const record = {
  general: { name: 'Sales' },
  mailbox: {
    provider: 'ews',
    settings: {
      ews_url: 'http://127.0.0.1:1/EWS/Exchange.asmx',
      service_account_username: 'svc@example.com',
      service_account_password: 'correct horse',
    },
    mailboxes: [{ name: 'VMR booking', email: 'vmr@example.com' }],
  },
  single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
  add_in: { server_fqdn: 'vmr.example.com' },
  callers: [{ provider: 'exchange', settings: { metadata_urls: ['mail.example.com'] } }],
};

describe('vmrkit keys rotate', () => {
  it('seals the store anew, tells how far it is, and then the old key may go', async () => {
    const imported = await run([one], 'integration', 'import', '--json', await write('record.json', record));
    const { id } = imported.lines[0];
    const nothing = { looked: 0, re_encrypted: 0, left: 0, unreadable: 0 };
    const report = (tally: object, needed: boolean) => ({
      kind: 'finished',
      documents: {
        integrations: { ...nothing, looked: 1, ...tally },
        plugin_secrets: nothing,
        number_spaces: nothing,
        reservations: nothing,
        meetings: nothing,
        rooms: nothing,
        webhooks: nothing,
      },
      retired_tags: { awaited: 0, bound: 0 },
      retired_keys_needed: needed,
    });
    const dry = await run([two, one], 'keys', 'rotate', '--json', '--dry-run');
    expect(dry.lines.at(-1)).toEqual({ dry_run: true, ...report({ left: 1 }, true) });
    const done = await run([two, one], 'keys', 'rotate', '--json');
    expect(done.lines[0]).toEqual({
      kind: 'progress',
      collection: 'integrations',
      ...nothing,
      looked: 1,
      re_encrypted: 1,
    });
    expect(done.lines.at(-1)).toEqual({ dry_run: false, ...report({ re_encrypted: 1 }, false) });

    const masked = structuredClone({ ...record, id });
    masked.mailbox.settings.service_account_password = '********';
    const saved = await run([two], 'integration', 'import', '--json', await write('masked.json', masked));
    expect(saved.lines[0]).toMatchObject({ id, action: 'replaced' });
  });

  it('names a manager that runs with another key in front', async () => {
    await run([one], 'integration', 'import', '--json', await write('record.json', record));
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    const key = { id: 'k1', key: Buffer.alloc(32, 1) };
    const kit = createVmrKit({ plugins: shippedPlugins, config, masterKeys: [key] });
    const manager = await kit.get('manager');
    await manager.start();
    const operations = await kit.get('operations');
    await vi.waitFor(async () => expect(await operations.livingManagers()).toHaveLength(1), 5_000);
    const { code, lines, err } = await run([two, one], 'keys', 'rotate', '--json');
    expect(code).toBe(3);
    expect(lines.at(-2)).toMatchObject({
      kind: 'manager_with_old_key',
      process_id: process.pid,
      key_ids: ['k1'],
    });
    expect(lines.at(-1)).toMatchObject({ kind: 'finished' });
    expect(err).toMatch(/The manager on .* \(process \d+\) runs with k1 in front/);
    await manager.stop();
    await kit.close();
  });

  it('refuses a store of other keys and keys that are none', async () => {
    await run([one], 'integration', 'import', '--json', await write('record.json', record));
    expect(await run([two], 'keys', 'rotate', '--json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('ERR_KIT_KEY_MISMATCH'),
    });
  });
});
