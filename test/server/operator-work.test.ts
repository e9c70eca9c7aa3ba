import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../packages/server/src/commands/run-program.ts';
import { key, record } from './operator-mistakes.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmrkit-work-'));
  writeFileSync(join(folder, 'record.json'), JSON.stringify(record));
  configure('db.sqlite');
});
beforeEach(() => {
  vi.stubEnv('VMRKIT_MASTER_KEYS', key(1));
  vi.stubEnv('VMRKIT_CONFIG', join(folder, 'config.json'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

function configure(file: string): void {
  const config = { store: { settings: { file: join(folder, file) } }, egress: { allow_loopback: true } };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
}

async function run(...args: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runProgram(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

/** The lines of JSON that a command prints. */
async function linesOf(...args: readonly string[]) {
  const { out } = await run(...args, '--json');
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('a day of an operator', () => {
  it('[S8.3c] sees an alarm with cause, mailbox, since when and remedy, and clears it', async () => {
    expect((await run('integration', 'import', join(folder, 'record.json'))).code).toBe(3);
    const [alarm] = await linesOf('alarms');
    expect(alarm).toMatchObject({
      kind: 'exchange-unreachable',
      mailbox: expect.stringMatching(/^VMR booking <vmr@example\.com> \([0-9a-f-]{36}\)$/),
      detail: 'ERR_EWS_UNREACHABLE',
      cause: expect.stringContaining('cannot be followed'),
      remedy: expect.stringContaining('Check the address'),
      raised_at: expect.stringMatching(/^2\d{3}-.*Z$/),
      count: 1,
    });
    expect((await run('alarms')).code).toBe(3);
    expect((await run('alarms', 'clear', alarm.kind, alarm.subject)).code).toBe(0);
    expect(await run('alarms')).toMatchObject({ code: 0, out: 'No alarm stands.\n' });
  });

  it('switches an integration off and on, and looks at it', async () => {
    expect(await run('integration', 'disable', 'Sales')).toMatchObject({
      code: 0,
      out: expect.stringContaining('is disabled'),
    });
    expect(await linesOf('integration', 'list')).toMatchObject([{ name: 'Sales', enabled: false }]);
    expect((await run('integration', 'enable', 'Sales')).code).toBe(3);
    const shown = await run('integration', 'show', 'Sales');
    expect(shown.out).toMatch(/Sales {2}[0-9a-f-]{36} {2}enabled.*VMR booking <vmr@example.com>/s);
    expect(shown.out).toContain('"service_account_password": "********"');
  });

  it('exports a record for itself alone, which the same store takes again', async () => {
    const file = join(folder, 'exported.json');
    expect((await run('integration', 'export', 'Sales', '--out', file)).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain('correct horse');
    expect(await linesOf('integration', 'import', file)).toMatchObject([
      { name: 'Sales', action: 'replaced' },
    ]);
  });

  it('backs the store up, loses an integration by mistake, and has it back', async () => {
    const backup = join(folder, 'backup.sqlite');
    expect(await run('backup', backup)).toMatchObject({
      code: 0,
      err: expect.stringContaining('master key is not inside'),
    });
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(backup, 'latin1');
    for (const secret of ['correct horse', Buffer.alloc(32, 1).toString('base64')])
      expect(bytes).not.toContain(secret);
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return asked.length === 1 ? 'sales' : 'Sales';
    };
    const terminal = { stream: process.stderr, ask };
    const silent = { out: () => undefined, err: () => undefined, terminal };
    expect(await runProgram(['integration', 'delete', 'Sales'], silent)).toBe(2);
    expect(await linesOf('integration', 'list')).toHaveLength(1);
    expect(await runProgram(['integration', 'delete', 'Sales'], silent)).toBe(0);
    expect(asked).toEqual(Array(2).fill(expect.stringContaining('(Sales)')));
    expect(await linesOf('integration', 'list')).toEqual([]);
    // In this process the driver lets go of files late, so the store goes on under another name.
    copyFileSync(join(folder, 'db.sqlite'), join(folder, 'later.sqlite'));
    chmodSync(join(folder, 'later.sqlite'), 0o600);
    configure('later.sqlite');
    const [restored] = await linesOf('restore', backup, '--replace');
    expect(restored).toMatchObject({
      integrations: 1,
      kept: expect.stringContaining('later.sqlite.before-'),
    });
    expect(await linesOf('integration', 'list')).toMatchObject([{ name: 'Sales' }]);
  });

  it('[S2.9b] is told which managers run and what the old key is still needed for', async () => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', `${key(2)},${key(1)}`);
    const dry = await run('keys', 'rotate', '--dry-run');
    expect(dry.out).toMatch(/integrations: 1 looked at, 1 to be re-encrypted.*old keys are still needed/s);
    const done = await run('keys', 'rotate');
    expect(done.out).toMatch(/1 re-encrypted, 0 left.*Nothing in the store needs an old key/s);
  });

  it('is told of an error as JSON where it asked for JSON', async () => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', key(2));
    const { code, err } = await run('integration', 'show', 'Marketing', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(err.split('\n').at(-2) ?? '')).toMatchObject({
      error: {
        code: 'ERR_INTEGRATION_NOT_FOUND',
        remedy: expect.stringMatching(/\w/),
        causes: [],
        errors: [],
      },
    });
  });
});
