import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownFiles } from './copy-workspace.ts';

/** One row of docs/errors.md. */
export interface ErrorRow {
  readonly code: string;
  readonly errorClass: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** Error codes by name, each with the source files that write them (tests left out). */
export function codesInSource(root: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const sources = ownFiles(root).filter((file) => /^packages\/[^/]+\/src\/.*(?<!\.test)\.ts$/.test(file));
  for (const file of sources) {
    for (const code of new Set(
      readFileSync(join(root, file), 'utf8').match(/\bERR_[A-Z0-9]+(?:_[A-Z0-9]+)*\b/g),
    )) {
      found.set(code, [...(found.get(code) ?? []), file]);
    }
  }
  return found;
}

/** The rows of the table of codes: lines of four cells that begin with a code in backquotes. */
export function rowsOfTable(markdown: string): ErrorRow[] {
  return markdown.split('\n').flatMap((line) => {
    const [, code, errorClass, meaning, remedy, ...rest] =
      /^\| `(ERR_\w+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$/.exec(line)?.map((cell) => cell.trim()) ?? [];
    if (code === undefined || rest.length > 0) return [];
    return [{ code, errorClass: errorClass ?? '', meaning: meaning ?? '', remedy: remedy ?? '' }];
  });
}

/** Codes of other libraries that the source recognises: list items that begin with a code in backquotes. */
function foreignCodes(markdown: string): string[] {
  return [...markdown.matchAll(/^- `(ERR_\w+)`/gm)].map(([, code]) => code ?? '');
}

/** What differs between source and table, one sentence each; empty when they agree. */
export function differences(root: string): string[] {
  const markdown = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const inSource = codesInSource(root);
  const listed = [...rowsOfTable(markdown).map(({ code }) => code), ...foreignCodes(markdown)];
  const missing = [...inSource].filter(([code]) => !listed.includes(code));
  const unused = listed.filter((code) => !inSource.has(code));
  const twice = listed.filter((code, at) => listed.indexOf(code) !== at);
  return missing
    .map(([code, files]) => `${code} (${files[0]}) is not in docs/errors.md`)
    .concat(
      unused.map((code) => `${code} is in docs/errors.md only`),
      twice.map((code) => `${code} is listed twice`),
    );
}
