import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Where and on what a long run was made, in words that name no machine. */
export function circumstances(): {
  readonly commit: string;
  readonly machine: string;
  readonly node: string;
} {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const names: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
  return {
    commit:
      git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--', 'packages') === '' ? '' : ' and more'),
    machine: `${cpus().length} cores, ${names[platform()] ?? platform()}`,
    node: process.version,
  };
}

/** Writes a result to docs/evidence. */
export function writeEvidence(name: string, result: object): void {
  const file = fileURLToPath(new URL(`../../docs/evidence/${name}.json`, import.meta.url));
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}
