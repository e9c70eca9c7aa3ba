import type { PaneConfig } from '../pane/pane-config.ts';
import { type PaneSources, scriptSources } from './pane-sources.ts';

/** Names of the files that a page loads, as {@link PaneAssets} has them. */
export interface PaneFiles {
  readonly main: string;
  readonly watchDog: string;
  readonly style: string;
  /** The functions that manifests name. */
  readonly functions: string;
  /** What they need of a page. */
  readonly pageFunctions: string;
}

/** What a page is made from. */
export interface PanePageOptions {
  readonly config: PaneConfig;
  readonly sources: PaneSources;
  readonly files: PaneFiles;
}

/**
 * The page of the pane. Its own files stand at addresses relative to `…/pane`, so that it works behind proxies that show
 * another host; there is no script or style in it.
 */
export function renderPanePage({ config, sources, files }: PanePageOptions): string {
  const title = plainText(config.texts.title?.default ?? '');
  const scripts = scriptSources(sources).map((url) => `<script defer src="${escaped(url)}"></script>`);
  const styles = sources.styleUrls.map((url) => `<link rel="stylesheet" href="${escaped(url)}">`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
${styles.join('\n')}
<link rel="stylesheet" href="pane/assets/${files.style}">
<script src="pane/assets/${files.watchDog}"></script>
${scripts.join('\n')}
<script type="module" src="pane/assets/${files.main}"></script>
</head>
<body>
<main id="pane" data-config="${escaped(JSON.stringify(config))}"><h1>${escaped(title)}</h1></main>
</body>
</html>
`;
}

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Text as it stands in HTML, attributes included. */
export function escaped(text: string): string {
  const references: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => references[character] ?? character);
}
