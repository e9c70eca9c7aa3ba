import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { ProgramFolder, record, run } from './program-folder.fixture.ts';

const folder = new ProgramFolder();

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

  it('makes no store for who forgot the configuration, and says so', async () => {
    vi.stubEnv('VMRKIT_CONFIG', '');
    vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
    const file = await folder.write('record.json', record);
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
    const store = { settings: { file: folder.at('typo/db.sqlite') } };
    const file = await folder.write('typo.json', { store });
    expect((await run('integration', 'list', '--config', file)).err).toContain('ERR_CONFIG_NO_STORE');
    expect(await readdir(folder.path)).not.toContain('typo');
  });

  it.each([
    ['config', 'check', '--config'],
    ['integration', 'import'],
  ])('gives line and column of a fault in a file, and quotes nothing of it: %s %s %s', async (...args) => {
    const file = await folder.write('bad.json', '{\n  "password": "correct horse"\n  "x": 1\n}');
    const { code, err } = await run(...args, file);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('bad.json is no JSON at line 3, column 3.'),
    });
    expect(err).not.toContain('horse');
  });

  it('has a program that is there before anything is built, so that npm links it', async () => {
    const home = new URL('../../', import.meta.url);
    const { bin } = JSON.parse(await readFile(new URL('package.json', home), 'utf8'));
    expect(bin.vmrkit).not.toContain('dist/');
    expect(await readFile(new URL(bin.vmrkit, home), 'utf8')).toContain("import '../dist/cli.js';");
  });

  it('makes secrets with their hash', async () => {
    const { secret, sha256 } = JSON.parse((await run('secret', '--json')).out);
    expect(Buffer.from(secret, 'base64')).toHaveLength(32);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
