import { readFile } from 'node:fs/promises';
import { createVmrKit } from '@vmrkit/sdk';
import { describe, expect, it, vi } from 'vitest';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { linesOf, masterKey, ProgramFolder, record, run } from './program-folder.fixture.ts';

const [one, two] = [masterKey(1), masterKey(2)];
const folder = new ProgramFolder();

async function runWith(keys: readonly string[], ...args: string[]) {
  vi.stubEnv('VMRKIT_MASTER_KEYS', keys.join(','));
  const { code, out, err } = await run(...args);
  return { code, err, lines: linesOf(out) };
}

describe('vmrkit keys rotate', () => {
  it('seals the store anew, tells how far it is, and then the old key may go', async () => {
    const imported = await runWith(
      [one],
      'integration',
      'import',
      '--json',
      await folder.write('record.json', record),
    );
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
    const dry = await runWith([two, one], 'keys', 'rotate', '--json', '--dry-run');
    expect(dry.lines.at(-1)).toEqual({ dry_run: true, ...report({ left: 1 }, true) });
    const done = await runWith([two, one], 'keys', 'rotate', '--json');
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
    const saved = await runWith(
      [two],
      'integration',
      'import',
      '--json',
      await folder.write('masked.json', masked),
    );
    expect(saved.lines[0]).toMatchObject({ id, action: 'replaced' });
  });

  it('names a manager that runs with another key in front', async () => {
    await runWith([one], 'integration', 'import', '--json', await folder.write('record.json', record));
    const config = JSON.parse(await readFile(folder.at('config.json'), 'utf8'));
    const key = { id: 'k1', key: Buffer.alloc(32, 1) };
    const kit = createVmrKit({ plugins: shippedPlugins, config, masterKeys: [key] });
    const manager = await kit.get('manager');
    await manager.start();
    const operations = await kit.get('operations');
    await vi.waitFor(async () => expect(await operations.livingManagers()).toHaveLength(1), 5_000);
    const { code, lines, err } = await runWith([two, one], 'keys', 'rotate', '--json');
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
    await runWith([one], 'integration', 'import', '--json', await folder.write('record.json', record));
    expect(await runWith([two], 'keys', 'rotate', '--json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('ERR_KIT_KEY_MISMATCH'),
    });
  });
});
