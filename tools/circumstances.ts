import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The commit that the sources stand at, in short; `-dirty` where some differ from it. Evidence does not count. */
export function commitOfSources(root: string): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd: root, encoding: 'utf8' }).trim();
  const isDirty = git('status', '--porcelain', '--', 'packages', 'test', 'tools', 'examples') !== '';
  return `${git('rev-parse', '--short', 'HEAD')}${isDirty ? '-dirty' : ''}`;
}

/** What a run was made on, in words that name no machine. */
export function machineInWords(): string {
  return `${availableParallelism()} cores, Node ${process.versions.node}, ${process.platform}`;
}
