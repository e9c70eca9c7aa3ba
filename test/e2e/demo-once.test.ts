import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { allSteps, personalSteps } from '@vmrkit/example-demo';
import { expect, it } from 'vitest';

/** `npm run demo`, which prepares the clone first; and what it starts then. */
const whole = fileURLToPath(new URL('../../tools/demo.mjs', import.meta.url));
const demo = fileURLToPath(new URL('../../examples/demo/dist/main.js', import.meta.url));

it.each([
  ['its whole story on loopback over ews', [whole, '--provider', 'ews'], allSteps],
  ['its whole story on loopback over graph', [demo, '--provider', 'graph'], allSteps],
  ['the main ways of personal rooms', [demo, '--personal'], personalSteps],
])(
  '[S11.4a, S11.4c] the demo plays %s',
  (_, words, steps) => {
    const { status, stdout } = spawnSync(process.execPath, [...words, '--once'], {
      encoding: 'utf8',
    });
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    const results = lines.map((line) => JSON.parse(line));
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(results.map(({ step }) => step)).toEqual(steps.map(({ step }) => step));
    expect(status).toBe(0);
  },
  300_000,
);

it.each([
  ['personal rooms without --once', ['--personal'], '--personal goes with --once'],
  ['a port that is taken', ['--no-open', '--port', 'TAKEN'], 'EADDRINUSE'],
])(
  'the demo tells of %s',
  async (_, options, told) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const given = options.map((option) => option.replace('TAKEN', String(port)));
    const { status, stderr } = spawnSync(process.execPath, [demo, ...given], { encoding: 'utf8' });
    other.close();
    expect(stderr).toContain(told);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  },
  120_000,
);
