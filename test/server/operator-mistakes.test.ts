import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtFile, Child } from '@vmrkit/example-demo';
import { bundledDriver } from '@vmrkit/store-sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../packages/server/src/commands/run-program.ts';
import { withKit } from '../../packages/server/src/runtime/with-kit.ts';
import { key, mistakes, record } from './operator-mistakes.ts';

const program = builtFile('@vmrkit/server', 'cli.js');

let template: string;
let folder: string;

/** A deployment with one integration, made once and copied for each mistake. */
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'vmrkit-mistakes-'));
  folder = template;
  stub();
  write('record.json', record);
  write('config.json', { store: { settings: { file: 'db.sqlite' } }, egress: { allow_loopback: true } });
  const config = {
    store: { settings: { file: join(template, 'db.sqlite') } },
    egress: { allow_loopback: true },
  };
  write('template.json', config);
  await run('integration', 'import', 'record.json', '--config', 'template.json');
  await run('backup', 'backup.sqlite', '--config', 'template.json');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmrkit-mistake-'));
  stub();
  for (const name of ['db.sqlite', 'backup.sqlite', 'record.json'])
    copyFileSync(join(template, name), join(folder, name));
  configure({});
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

function stub() {
  vi.stubEnv('VMRKIT_MASTER_KEYS', key(1));
  vi.stubEnv('VMRKIT_CONFIG', '');
}

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function configure(more: object): void {
  const listener = { listen: '127.0.0.1:0' };
  write('config.json', {
    store: { settings: { file: join(folder, 'db.sqlite') } },
    egress: { allow_loopback: true },
    public: listener,
    admin: listener,
    edge: { snapshot_file: join(folder, 'snapshot') },
    ...more,
  });
}

/** Runs a command; words that are files of the folder become their paths, and `-` stands for the configuration. */
async function run(...words: readonly string[]) {
  let output = '';
  const take = (text: string) => {
    output += text;
  };
  const args = words.flatMap((word) => {
    if (word === '-') return ['--config', join(folder, 'config.json')];
    return /^[\w.-]+\.(json|sqlite)$/.test(word) ? [join(folder, word)] : [word];
  });
  return { code: await runProgram(args, { out: take, err: take }), output };
}

const sql = async (file: string, text: string) => {
  const connection = await bundledDriver.open(join(folder, file));
  connection.exec(text);
  connection.close();
};

describe('what an operator does wrong', () => {
  it.each(mistakes.map(([what, words, ...rest]) => ({ what, words, rest })))(
    '$what: vmrkit $words',
    async ({ words, rest }) => {
      const [code, says, prepare] = rest;
      await prepare?.({ folder, write, configure, run, sql });
      const before = readdirSync('.');
      const saved = readFileSync(join(folder, 'backup.sqlite'));
      const { code: exit, output } = await run(...words.split(' '));
      for (const said of says) {
        if (typeof said === 'string') expect(output).toContain(said);
        else expect(output).toMatch(said);
      }
      expect(exit).toBe(code);
      expect(output).not.toMatch(/correct horse|hush|\n\s+at /);
      expect(readdirSync('.')).toEqual(before);
      expect(readFileSync(join(folder, 'backup.sqlite')).equals(saved)).toBe(true);
    },
  );

  it('a record that is half wrong leaves nothing behind', async () => {
    write('half.json', {
      ...record,
      general: { name: 'Support' },
      callers: [{ provider: 'exchange', settings: {} }],
    });
    await run('integration', 'import', 'half.json', '-');
    expect((await run('integration', 'list', '-')).output).not.toContain('Support');
  });

  it('a restore and a backup beside a running server: the one is refused, the other is made', async () => {
    const env = { VMRKIT_MASTER_KEYS: key(1) };
    const args = [program, 'serve', '--config', join(folder, 'config.json')];
    const server = Child.start({ name: 'vmrkit serve', args, env });
    try {
      await server.firstLine((line) => (line.includes('VMRKit serves.') ? line : null));
      const refused = await run('restore', 'backup.sqlite', '--replace', '-');
      expect(refused).toMatchObject({ code: 2, output: expect.stringContaining('ERR_STORE_IN_USE') });
      expect(refused.output).toContain('Stop the server');
      expect((await run('backup', 'second.sqlite', '-')).code).toBe(0);
    } finally {
      await server.stop();
    }
    const rows = await withKit({ config: join(folder, 'config.json') }, async (kit) =>
      (await kit.get('integrationRecords')).stored(),
    );
    expect(rows).toHaveLength(1);
  });

  it('results onto a full disk, and to a reader that went away', async () => {
    const shell = (line: string) =>
      promisify(execFile)('sh', ['-c', `${process.execPath} ${program} ${line}`]);
    await expect(shell('config schema > /dev/full')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the disk is full (ENOSPC)'),
    });
    expect((await shell('config schema | head -c 1')).stderr).toBe('');
  });

  it.each([
    ['backup', 34, 'backup second.sqlite', 'ERR_STORE_BACKUP'],
    ['restore', 4, 'restore backup.sqlite --replace', 'ERR_STORE_'],
    ['import', 4, 'integration import record.json', 'ERR_STORE_UNAVAILABLE'],
  ])(
    '%s where no file grows past %d KB, as on a full disk: says so, and the store is as it was',
    async (_, most, words, code) => {
      const args = words.replace(/\b(?=\w+\.(?:json|sqlite))/g, `${folder}/`);
      const config = `--config ${join(folder, 'config.json')}`;
      const before = readdirSync(folder);
      const line = `ulimit -f ${most * 2}; exec ${process.execPath} ${program} ${args} ${config}`;
      const failed = await promisify(execFile)('sh', ['-c', line]).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: expect.any(Number), stderr: expect.stringContaining(code) });
      expect(readdirSync(folder).filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual(before);
      expect((await run('integration', 'list', '-')).output).toContain(record.general.name);
    },
  );

  /** Presses Ctrl-C as soon as somebody listens; `when` holds it back. */
  async function interrupt(running: Promise<unknown>, when: Promise<unknown>) {
    await when;
    const own = () => process.listeners('SIGINT').filter((each) => !others.includes(each));
    let ended = false;
    void running.finally(() => {
      ended = true;
    });
    while (own().length === 0 && !ended) await new Promise((resolve) => setImmediate(resolve));
    for (const each of own()) each('SIGINT');
  }
  const others = process.listeners('SIGINT');

  it.each(['maintain', 'recover'])(
    'Ctrl-C while a mail system says nothing to %s: it stops, and says that it may be run again',
    async (command) => {
      const silent = createServer();
      const listen = (port: number) => once(silent.listen(port, '127.0.0.1'), 'listening');
      await listen(0);
      const { port } = silent.address() as AddressInfo;
      await new Promise((resolve) => silent.close(resolve));
      const settings = {
        ...record.mailbox.settings,
        ews_url: `http://127.0.0.1:${port}/EWS/Exchange.asmx`,
      };
      const id = /[0-9a-f-]{36}/.exec((await run('integration', 'list', '-')).output)?.[0];
      write('silent.json', { ...record, id, mailbox: { ...record.mailbox, settings } });
      expect((await run('integration', 'import', 'silent.json', '-')).code).toBe(3);
      await listen(port);
      const sockets: Socket[] = [];
      silent.on('connection', (socket) => sockets.push(socket));
      const asked = once(silent, 'connection');
      const stopped = run(command, '-');
      await interrupt(stopped, asked);
      const { code, output } = await stopped;
      expect(code).toBe(130);
      expect(output).toMatch(/once more stops at once.*ERR_COMMAND_INTERRUPTED.*what to do: Run it again/s);
      expect(process.listeners('SIGINT')).toEqual(others);
      for (const socket of sockets) socket.destroy();
      silent.close();
    },
  );

  it.each([
    ['backup', ['backup', 'cut.sqlite']],
    ['restore', ['restore', 'backup.sqlite', '--replace']],
  ])('Ctrl-C during a %s: it is done whole or not at all', async (_, words) => {
    const running = run(...words, '-');
    await interrupt(running, Promise.resolve());
    expect([0, 130]).toContain((await running).code);
    // A copy that was not finished has no name that an operator could take for one.
    const copies = readdirSync(folder).filter((name) => name === 'cut.sqlite' || /partial|tmp/.test(name));
    for (const copy of copies) {
      expect(copy).toBe('cut.sqlite');
      // What is under way ends first, and gives the store back.
      await vi.waitFor(
        async () => expect((await run('restore', copy, '--replace', '-')).code).toBe(0),
        5_000,
      );
    }
    expect((await run('integration', 'list', '-')).output).toContain(record.general.name);
    expect(process.listeners('SIGINT')).toEqual(others);
  });
});
