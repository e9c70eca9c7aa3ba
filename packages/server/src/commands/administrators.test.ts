import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runProgram } from './run-program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-admins-'));
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify({ store: { settings: { file: join(folder, 'db.sqlite') } } }));
  vi.stubEnv('VMRKIT_CONFIG', config);
  vi.stubEnv('VMRKIT_MASTER_KEYS', `k1:${Buffer.alloc(32, 1).toString('base64')}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await runProgram(['admin', ...args], {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  const lines =
    args.includes('--json') && out !== ''
      ? out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
  return { code, out, err, lines };
}

it('makes accounts in a new store, lists, resets and deletes them, and keeps the last operator', async () => {
  const made = await run('create', 'olga', '--json');
  expect(made).toMatchObject({ code: 0, lines: [{ name: 'olga', role: 'operator', tenants: 'all' }] });
  expect(made.lines[0].password).toMatch(/^[\w-]{24}$/);
  const file = join(folder, 'password');
  await writeFile(file, 'correct horse battery\n');
  const anna = await run('create', 'anna', '--tenant', 'acme, beta', '--password-file', file);
  expect(anna.out).toContain('anna  tenant-administrator of acme, beta');
  expect(anna.out).not.toContain('correct horse');
  const again = await run('create', 'anna');
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('ERR_ACCOUNT_TAKEN')]);
  expect((await run('reset-password', 'anna')).out).toMatch(/\nPassword: [\w-]{24}\n/);
  expect((await run('list', '--json')).lines.map(({ name }) => name)).toEqual(['anna', 'olga']);
  expect((await run('delete', 'olga')).err).toContain('ERR_ACCOUNT_LAST_OPERATOR');
  expect((await run('delete', 'anna')).code).toBe(0);
  expect((await run('delete', 'anna')).err).toContain('ERR_ACCOUNT_NOT_FOUND');
  const missing = await run('create', 'emil', '--password-file', join(folder, 'none'));
  expect(missing.err).toContain('ERR_ADMIN_PASSWORD_FILE');
});
