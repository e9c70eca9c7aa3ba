import { readFileSync } from 'node:fs';

/** The version of this package. */
export const VERSION: string = versionOf(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

function versionOf(json: string): string {
  const { version }: { readonly version: string } = JSON.parse(json);
  return version;
}
