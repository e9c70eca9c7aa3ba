import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A throw-away copy of the repository in which faults may be planted. */
export interface WorkspaceCopy {
  /** Absolute path of the copy's root. */
  readonly root: string;
  /** Deletes the copy. */
  remove(): void;
}

/**
 * Copies the repository's own files (as they are now, committed or not) and links its installed packages, so
 * that the copy's packages resolve to the copy and all others to the installed ones.
 */
export function copyWorkspace(root: string): WorkspaceCopy {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'vmrkit-copy-')));
  for (const file of ownFiles(root)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  // A repository of its own, so that the copy can be asked for its own files too.
  execFileSync('git', ['init', '--quiet'], { cwd: copy });
  linkPackages(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const folder of readdirSync(join(root, 'packages'))) {
    const nested = join('packages', folder, 'node_modules');
    if (existsSync(join(root, nested))) linkPackages(join(root, nested), join(copy, nested));
  }
  return { root: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Files that git tracks or would track, relative to `root`, deleted ones left out. */
export function ownFiles(root: string): string[] {
  // The clone may belong to another user than the one who runs the checks, which git refuses unless told.
  const git = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', git, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(join(root, file)));
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    if (name.startsWith('@')) linkPackages(source, join(to, name));
    else if (isCache(name)) continue;
    else if (lstatSync(source).isSymbolicLink() && !readlinkSync(source).includes('node_modules')) {
      // A workspace link is relative, so the same text leads to the copy's own package.
      symlinkSync(readlinkSync(source), join(to, name));
    } else symlinkSync(resolve(source), join(to, name));
  }
}

function isCache(name: string): boolean {
  return name === '.cache' || name.startsWith('.vite');
}
