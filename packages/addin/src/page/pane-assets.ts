import { readdir, readFile } from 'node:fs/promises';
import { UnavailableError } from '@vmrkit/core';
import { z } from 'zod';
import type { PaneFiles } from './pane-page.ts';

/** The pane's scripts and styles as they were bundled. */
export interface PaneAssets {
  readonly files: PaneFiles;
  /** Content by name; names hold a hash of the content. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

const folder = new URL('../../dist/browser/', import.meta.url);
const fileName = z.string().regex(/^[\w.-]+$/);
const filesSchema = z.object({
  main: fileName,
  'watch-dog': fileName,
  pane: fileName,
  functions: fileName,
  'page-functions': fileName,
});

/** Reads the bundled files once. Rejects with UnavailableError `ERR_PANE_NOT_BUILT` where nobody has bundled them. */
export async function readPaneAssets(): Promise<PaneAssets> {
  try {
    const json = JSON.parse(await readFile(new URL('files.json', folder), 'utf8'));
    const { main, pane: style, functions, ...named } = filesSchema.parse(json);
    const { 'watch-dog': watchDog, 'page-functions': pageFunctions } = named;
    const names = (await readdir(folder)).filter((name) => /\.(?:js|css)$/.test(name));
    const contents = await Promise.all(
      names.map(async (name) => [name, await readFile(new URL(name, folder))] as const),
    );
    return { files: { main, watchDog, style, functions, pageFunctions }, contents: new Map(contents) };
  } catch (cause) {
    throw new UnavailableError('The pane of the add-in was not bundled: run `npm run build`.', {
      code: 'ERR_PANE_NOT_BUILT',
      cause,
    });
  }
}
