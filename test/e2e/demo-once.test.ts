import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { allSteps } from '@vmrkit/example-demo';
import { expect, it } from 'vitest';

const demo = fileURLToPath(new URL('../../tools/demo.mjs', import.meta.url));

it('[S11.4a, S11.4c] the demo plays its whole story on loopback, every step holds', () => {
  const { status, stdout } = spawnSync(process.execPath, [demo, '--once'], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const results = lines.map((line) => JSON.parse(line));
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.map(({ step }) => step)).toEqual(allSteps.map(({ step }) => step));
  expect(status).toBe(0);
}, 300_000);
