import { readdir, readFile } from 'node:fs/promises';
import type { AdminFiles } from './admin-page.ts';

/** The page's scripts and styles as they were bundled. */
export interface AdminAssets {
  readonly files: AdminFiles;
  /** Content by name; names hold a hash of the content. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

const folder = new URL('../../dist/browser/', import.meta.url);

/** Reads the bundled files once. Rejects where nobody has bundled them. */
export async function readAdminAssets(): Promise<AdminAssets> {
  const files: unknown = JSON.parse(await readFile(new URL('files.json', folder), 'utf8'));
  if (!isFiles(files)) throw new TypeError('dist/browser/files.json names no files');
  const names = (await readdir(folder)).filter((name) => /\.(?:js|css)$/.test(name));
  const contents = await Promise.all(
    names.map(async (name) => [name, await readFile(new URL(name, folder))] as const),
  );
  return { files: { main: files.main, style: files.style }, contents: new Map(contents) };
}

function isFiles(value: unknown): value is AdminFiles {
  if (typeof value !== 'object' || value === null) return false;
  const isName = (name: unknown) => typeof name === 'string' && /^[\w.-]+$/.test(name);
  return isName(Reflect.get(value, 'main')) && isName(Reflect.get(value, 'style'));
}
