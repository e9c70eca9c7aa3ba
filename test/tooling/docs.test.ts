import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownFiles } from '../../tools/copy-workspace.ts';

const repository = join(import.meta.dirname, '../..');
const pages = ownFiles(repository).filter((file) => file.endsWith('.md'));

describe('pages', () => {
  test.each(pages)('%s links to files that exist', (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(
      ([, target]) => target ?? '',
    );
    expect(targets.filter((target) => !existsSync(join(repository, dirname(page), target)))).toEqual([]);
  });

  test.each(pages.filter((page) => page.startsWith('docs/guides/')))(
    '%s shows TypeScript as it stands in the file that is linked above it',
    (page) => {
      const fences = read(page).match(/^```ts$/gm) ?? [];
      const snippets = [...read(page).matchAll(/\]\(([^)]+\.ts)\):\n\n```ts\n(.*?)\n```$/gms)];
      expect(snippets).toHaveLength(fences.length);
      for (const [, file = '', snippet = ''] of snippets) {
        const source = unindented(readFileSync(join(repository, dirname(page), file), 'utf8'));
        for (const piece of snippet.split(/^ *\/\/ …$/m)) expect(source).toContain(unindented(piece).trim());
      }
    },
  );

  test('the README names every package', () => {
    const folders = readdirSync(join(repository, 'packages'));
    expect(folders.filter((folder) => !read('README.md').includes(`](packages/${folder})`))).toEqual([]);
  });

  test('the README and CONTRIBUTING name no command that is not there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...(read('README.md') + read('CONTRIBUTING.md')).matchAll(/npm run ([\w:-]+)/g)];
    expect(named.map(([, script]) => script ?? '').filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe('decisions', () => {
  const records = pages.filter((page) => page.startsWith('docs/adr/'));

  test('are numbered from 1 without a gap', () => {
    const numbers = records.map((page) => Number(/\/(\d{4})-/.exec(page)?.[1]));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
  });

  test.each(records)('%s ends with what enforces it', (page) => {
    const headings = [...read(page).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Enforced by']);
  });
});

/** Text whose lines begin at the margin: a snippet may stand deeper in its file. */
function unindented(text: string): string {
  return text.replace(/^ +/gm, '');
}

function read(page: string): string {
  return readFileSync(join(repository, page), 'utf8');
}
