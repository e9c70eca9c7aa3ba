import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from '@vmrkit/example-demo';
import { cpuSeconds, median } from '../measures.ts';
import { atLeast, type Subject } from './subject.ts';

const LEAST = 0.8;
const FLAT = 0.9;
const CONFERENCES = {
  quick: [1_000, 20_000],
  usual: [1_000, 100_000, 1_000_000],
  full: [1_000, 100_000, 1_000_000],
} as const;
const REQUESTS = 3_000;
/** Turns of both, one after the other, of which the medians count: others may work on the machine. */
const TURNS = 5;
const AT_ONCE = 8;

/** (d): admission with authentication and a log line a request, against a bare Express handler with one read. */
export const admission: Subject = {
  id: 'd',
  title: 'Admission',
  async measure({ size }) {
    const rows = [];
    for (const conferences of CONFERENCES[size]) {
      rows.push(await measureStore(conferences));
    }
    const first = rows[0]?.oursMs ?? 0;
    return {
      figures: { rows },
      marks: rows.flatMap(({ conferences, oursMs, ratio }, place) => [
        atLeast(`speed with ${conferences} conferences, in times bare Express`, LEAST, ratio),
        ...(place === 0
          ? []
          : [atLeast(`speed with ${conferences}, in times that with 1,000 (flat)`, FLAT, first / oursMs)]),
      ]),
    };
  },
};

async function measureStore(conferences: number) {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-bench-'));
  const token = randomBytes(32).toString('base64url');
  const program = fileURLToPath(new URL('../admission-server.fixture.ts', import.meta.url));
  const options = [`--file=${join(folder, 'vmrkit.db')}`, `--conferences=${conferences}`, `--token=${token}`];
  // The packages as they are built: a compiler that works while they run wraps each function that is made.
  const node = ['--import', 'tsx'];
  const child = Child.start({ name: 'the admission server', args: [...node, program, ...options] });
  try {
    const { bare, ours } = await child.firstLine(
      (line) => (line.startsWith('{"bare"') ? JSON.parse(line) : null),
      600_000,
    );
    const timed = async (port: number, path: string) => {
      const before = cpuSeconds(child.pid);
      await load(port, path, { token, conferences, count: REQUESTS });
      return ((cpuSeconds(child.pid) - before) * 1_000) / REQUESTS;
    };
    const turns = [];
    for (let turn = 0; turn <= TURNS; turn += 1) {
      const bareMs = await timed(bare, '/');
      turns.push({ bareMs, oursMs: await timed(ours, '/api/admission/v1/decisions') });
    }
    // The first one warms up.
    turns.shift();
    return {
      conferences,
      bareMs: median(turns.map(({ bareMs }) => bareMs)),
      oursMs: median(turns.map(({ oursMs }) => oursMs)),
      ratio: median(turns.map(({ bareMs, oursMs }) => bareMs / oursMs)),
    };
  } finally {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Load {
  readonly token: string;
  readonly conferences: number;
  readonly count: number;
}

async function load(port: number, path: string, { token, conferences, count }: Load): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const ask = (alias: string) =>
    new Promise<void>((resolve, reject) => {
      const sent = request({ port, path, method: 'POST', agent, headers }, (answer) => {
        answer.resume();
        answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error('Not answered.'))));
      });
      sent.on('error', reject);
      sent.end(JSON.stringify({ alias }));
    });
  let left = count;
  const lane = async () => {
    for (; left > 0; ) {
      left -= 1;
      await ask(`${(left * 7_919) % conferences}@vmr.example`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  agent.destroy();
}
