import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { otherFaults, pressFaults } from '../browser/client-faults.ts';

const root = join(import.meta.dirname, '../..');
const rows = [...pressFaults.map(({ what, fault, pane }) => [what, fault, pane] as const), ...otherFaults];

const head = `# What clients do wrong

What Outlook clients are known to do, and what the pane does about it. The simulated Outlook plays each of them by the name in the last column, and a browser test looks at what is left in the meeting: never half a meeting, never a second text, never a blank pane. What administrators do about it, [troubleshooting.md](troubleshooting.md) says.

| the client | the pane | played by |
| --- | --- | --- |
`;

it('the guide tells of each fault of a client that browser tests play', async () => {
  const table = rows.map(([what, fault, pane]) => `| ${what} | ${pane} | \`${fault}\` |`);
  await expect(`${head}${table.join('\n')}\n`).toMatchFileSnapshot(
    join(root, 'docs/guides/client-faults.md'),
  );
});

it('each fault that the simulated Outlook knows is in the table', () => {
  const folder = join(root, 'packages/sandbox/public/outlook');
  const script = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const known = new Set(
    [...script.matchAll(/faults\.(?:has|of|ms)\('([a-z-]+)'\)/g)].map(([, name]) => name),
  );
  expect(known.size).toBeGreaterThan(20);
  const told = new Set(rows.map(([, fault]) => fault.split(':')[0]));
  // A slow line is no fault of a client.
  expect([...known].filter((name) => name !== 'send-late' && !told.has(name ?? ''))).toEqual([]);
});
