import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Where and on what this process was started, in words that name no machine: sources may move on under a long run. */
export const circumstances = {
  commit:
    git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--', 'packages') === '' ? '' : ' and more'),
  machine: `${cpus().length} cores, ${platformInWords()}`,
  node: process.version,
};

/** Writes a result to docs/evidence. */
export function writeEvidence(name: string, result: object): void {
  const file = fileURLToPath(new URL(`../../docs/evidence/${name}.json`, import.meta.url));
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

function platformInWords(): string {
  const names: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
  return names[platform()] ?? platform();
}
