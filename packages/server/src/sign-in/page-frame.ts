import { pageFiles } from './page-files.ts';
import type { PageLanguage } from './page-texts.ts';

/** What a page of the sign-in consists of. Texts are escaped here, but for `body`. */
export interface PageFrame {
  readonly language: PageLanguage;
  readonly title: string;
  /** Path under which the pages' files lie. */
  readonly filesPath: string;
  /** HTML. */
  readonly body: string;
  /** `data-` attributes of the body, without that prefix. */
  readonly data?: Readonly<Record<string, string>>;
  /** URLs, in order. */
  readonly scripts?: readonly string[];
  /** Whether the page comes again by itself. */
  readonly refreshes?: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that stands for itself in HTML, in attributes too. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** The whole page. */
export function framePage(page: PageFrame): string {
  const { language, title, filesPath, body, data = {}, scripts = [], refreshes = false } = page;
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshes ? '<meta http-equiv="refresh" content="1">\n' : ''}<title>${escaped(title)}</title>
<link rel="stylesheet" href="${filesPath}/${pageFiles.style.name}">
${scripts.map((url) => `<script defer src="${escaped(url)}"></script>`).join('\n')}
</head>
<body${attributes.join('')}>
<main>
${body}
</main>
</body>
</html>
`;
}
