import { expect, it } from 'vitest';
import { linesOf, ProgramFolder, run } from './program-folder.fixture.ts';

const folder = new ProgramFolder();

async function admin(...args: string[]) {
  const ran = await run('admin', ...args);
  return { ...ran, lines: args.includes('--json') ? linesOf(ran.out) : [] };
}

it('makes accounts in a new store, lists, resets and deletes them, and keeps the last operator', async () => {
  const made = await admin('create', 'olga', '--json');
  expect(made).toMatchObject({ code: 0, lines: [{ name: 'olga', role: 'operator', tenants: 'all' }] });
  expect(made.lines[0].password).toMatch(/^[\w-]{24}$/);
  const file = await folder.write('password', 'correct horse battery\n');
  const anna = await admin('create', 'anna', '--tenant', 'acme, beta', '--password-file', file);
  expect(anna.out).toContain('anna  tenant-administrator of acme, beta');
  expect(anna.out).not.toContain('correct horse');
  const again = await admin('create', 'anna');
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('ERR_ACCOUNT_TAKEN')]);
  expect((await admin('reset-password', 'anna')).out).toMatch(/\nPassword: [\w-]{24}\n/);
  expect((await admin('list', '--json')).lines.map(({ name }) => name)).toEqual(['anna', 'olga']);
  expect((await admin('delete', 'olga')).err).toContain('ERR_ACCOUNT_LAST_OPERATOR');
  expect((await admin('delete', 'anna')).code).toBe(0);
  expect((await admin('delete', 'anna')).err).toContain('ERR_ACCOUNT_NOT_FOUND');
  const missing = await admin('create', 'emil', '--password-file', folder.at('none'));
  expect(missing.err).toContain('ERR_ADMIN_PASSWORD_FILE');
});
