import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ownFiles } from './copy-workspace.ts';

/** A test title, or the title of a table's row, that cites clauses. */
export interface CitedTitle {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly title: string;
  readonly clauses: readonly string[];
}

const citation = /\[(S\d+\.\d+[a-z]*(?:, ?S\d+\.\d+[a-z]*)*)\]/g;

/**
 * Finds titles without running tests: every string of a test file or contract suite that begins with a
 * citation, `[S4.3c] …`, `[S4.3c, S4.5a] …` or `[S4.3c] [S4.5a] …`, whether it is given to `test` or stands in
 * a table of cases.
 */
export function citedTitles(root: string): CitedTitle[] {
  return ownFiles(root)
    .filter((file) => /\.test\.ts$/.test(file) || /^packages\/testing\/src\/.*\.ts$/.test(file))
    .filter((file) => file !== 'test/tooling/requirements.test.ts')
    .flatMap((file) => titlesIn(file, readFileSync(join(root, file), 'utf8')));
}

/** The same for one file's text. */
export function titlesIn(file: string, text: string): CitedTitle[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found: CitedTitle[] = [];
  const visit = (node: ts.Node): void => {
    const title = textOf(node);
    if (title !== undefined && /^\[S\d/.test(title)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ file, line: line + 1, title, clauses: clausesOf(title) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The clauses that a title cites at its beginning, in order. */
export function clausesOf(title: string): string[] {
  const head = /^(?:\[S[^\]]*\]\s*)+/.exec(title)?.[0] ?? '';
  return [...head.matchAll(citation)].flatMap(([, ids]) => (ids ?? '').split(/, ?/));
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  }
  return undefined;
}
