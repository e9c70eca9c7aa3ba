// Brings a clone into a state in which it can run: packages installed, sources built. Needs Node and npm only.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Installs the packages of the lock file unless they are those installed last, and builds what changed. Says each step
 * on standard error, and how long it took.
 * @returns {void} Ends the process with the failing command's exit code when one fails.
 */
export function prepare() {
  if (!isInstalled(root)) {
    const hint = 'the first time a minute or two';
    step(`Installing the packages of package-lock.json (${hint})`, {
      command: 'npm',
      args: ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    });
  }
  const hint = existsSync(join(root, 'packages/server/dist')) ? '' : ' (the first time about a minute)';
  step(`Building what changed${hint}`, {
    command: process.execPath,
    args: [join(root, 'node_modules/typescript/bin/tsc'), '-b'],
  });
  step('Bundling the pane of the add-in', {
    command: process.execPath,
    args: [join(root, 'packages/addin/bundle.mjs')],
  });
  step('Bundling the admin page', {
    command: process.execPath,
    args: [join(root, 'packages/admin/bundle.mjs')],
  });
}

/**
 * Whether node_modules holds what the lock file asks for, by the record that npm writes at the end of an
 * installation. Optional packages may be absent: they belong to other platforms.
 * @param {string} folder Root of the repository.
 * @returns {boolean}
 */
export function isInstalled(folder) {
  const record = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const present = packagesOf(record);
  return Object.entries(packagesOf(join(folder, 'package-lock.json'))).every(
    ([path, { version, optional, peer }]) =>
      path === '' || optional || peer || present[path]?.version === version,
  );
}

/** @param {string} path @returns {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}

/**
 * @param {string} name What is done, for people.
 * @param {{ command: string, args: string[] }} what
 */
function step(name, { command, args }) {
  const began = performance.now();
  const say = (/** @type {string} */ text) => process.stderr.write(`vmrkit: ${text}\n`);
  say(`${name} …`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  const took = `${((performance.now() - began) / 1_000).toFixed(1)} s`;
  if (status === 0) {
    say(`done in ${took}.`);
    return;
  }
  const line = [command === process.execPath ? 'node' : command, ...args].join(' ');
  say(`failed after ${took}: ${error?.message ?? 'its own lines above say why'}. By hand it is: ${line}`);
  process.exit(status ?? 1);
}
