import { escaped } from './page-file.ts';

/** What a page that people see outside of Outlook consists of. Texts are escaped here, but for `body`. */
export interface PageFrame {
  /** BCP 47 tag. */
  readonly language: string;
  readonly title: string;
  /** URL of its style sheet. */
  readonly style: string;
  /** HTML. */
  readonly body: string;
  /** `data-` attributes of the body, without that prefix. */
  readonly data?: Readonly<Record<string, string>>;
  /** URLs, in order. */
  readonly scripts?: readonly string[];
  /** After how many seconds the page comes again by itself; null: never. */
  readonly refreshSeconds?: number | null;
}

/** The whole page. */
export function framePage(page: PageFrame): string {
  const { language, title, style, body, data = {}, scripts = [], refreshSeconds = null } = page;
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshSeconds === null ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">\n`}<title>${escaped(title)}</title>
<link rel="stylesheet" href="${style}">
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
