import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const program = fileURLToPath(new URL('../../packages/server/bin/vmrkit.js', import.meta.url));

let folder: string;
let server: ChildProcess | null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-log-'));
  server = null;
});
afterEach(async () => {
  server?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

it.each<[string, () => 'pipe' | number, number]>([
  ['a pipe whose reader has stopped', () => 'pipe', 100],
  ['a file on a full disk', () => openSync('/dev/full', 'w'), 1],
])(
  '[S8.8e] goes on with its log on %s, tells of it, and ends when it is told to',
  async (_, output, rounds) => {
    const [main, admin] = [await freePort(), await freePort()];
    const config = join(folder, 'config.json');
    await writeFile(
      config,
      JSON.stringify({
        store: { settings: { file: join(folder, 'store.db') } },
        edge: { snapshot_file: join(folder, 'edge.snapshot') },
        public: { listen: `127.0.0.1:${main}` },
        admin: { listen: `127.0.0.1:${admin}` },
        log: { level: 'debug' },
      }),
    );
    server = spawn(process.execPath, [program, 'serve', '--config', config], {
      // Nobody reads what comes through the pipe.
      stdio: ['ignore', output(), 'ignore'],
      env: { ...process.env, VMRKIT_MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}` },
    });
    const ended = once(server, 'exit');
    const get = (path: string) =>
      fetch(`http://127.0.0.1:${admin}${path}`, { signal: AbortSignal.timeout(5_000) });
    await vi.waitFor(async () => expect((await get('/readyz')).status).toBe(200), {
      timeout: 30_000,
      interval: 200,
    });
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(Array.from({ length: 50 }, async () => (await get('/nowhere')).arrayBuffer()));
    }
    expect((await get('/readyz')).status).toBe(200);
    const dropped = /^vmrkit_log_lines_dropped_total (\d+)$/m.exec(await (await get('/metrics')).text());
    expect(Number(dropped?.[1])).toBeGreaterThan(0);
    await vi.waitFor(
      async () => expect(await (await get('/metrics')).text()).toContain('{kind="log-lines-dropped"} 1'),
      { timeout: 15_000, interval: 500 },
    );
    server.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  },
  90_000,
);
