import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'vmrkit-clone-'));
  for (const folder of ['tools', 'bin', 'node_modules/typescript/bin', 'packages/addin', 'packages/admin'])
    mkdirSync(join(clone, folder), { recursive: true });
  copyFileSync(join(import.meta.dirname, '../../tools/prepare.mjs'), join(clone, 'tools/prepare.mjs'));
  writeFileSync(join(clone, 'package-lock.json'), '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
  writeFileSync(join(clone, 'node_modules/typescript/bin/tsc'), '');
  for (const page of ['addin', 'admin']) writeFileSync(join(clone, `packages/${page}/bundle.mjs`), '');
});
afterEach(() => rmSync(clone, { recursive: true }));

/** Prepares the clone with an npm that ends as told. */
function prepare(npmStatus: number) {
  writeFileSync(join(clone, 'bin/npm'), `#!/bin/sh\nexit ${npmStatus}\n`, { mode: 0o755 });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { prepare } from '${join(clone, 'tools/prepare.mjs')}'; prepare();`,
    ],
    { encoding: 'utf8', env: { PATH: `${join(clone, 'bin')}:/usr/bin:/bin` } },
  );
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
}

test('each step of a first start is named and timed, on standard error alone', () => {
  const { status, stdout, lines } = prepare(0);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(lines).toEqual([
    expect.stringMatching(/^vmrkit: Installing .*first time/),
    expect.stringMatching(/^vmrkit: done in \d+\.\d s\.$/),
    expect.stringMatching(/^vmrkit: Building .*first time/),
    expect.stringMatching(/^vmrkit: done in \d+\.\d s\.$/),
    expect.stringMatching(/^vmrkit: Bundling the pane/),
    expect.stringMatching(/^vmrkit: done in \d+\.\d s\.$/),
    expect.stringMatching(/^vmrkit: Bundling the admin page/),
    expect.stringMatching(/^vmrkit: done in \d+\.\d s\.$/),
  ]);
});

test('a step that fails says so with its command, and ends the rest', () => {
  const { status, lines } = prepare(7);
  expect(status).toBe(7);
  expect(lines.at(-1)).toMatch(/^vmrkit: failed after .* By hand it is: npm ci/);
  expect(lines.join()).not.toContain('Building');
});
