import { EVENTS_CONFIG, type EventsConfig } from '../events/events-config.ts';
import { escaped, type PaneFiles } from './pane-page.ts';
import { type PaneSources, scriptSources } from './pane-sources.ts';

/**
 * The page of the functions that manifests name, at `…/pane/functions`. It shows nothing. The script with the functions
 * comes last: once they are known, the client calls them.
 */
export function renderFunctionsPage({
  sources,
  files,
}: {
  readonly sources: PaneSources;
  readonly files: Pick<PaneFiles, 'pageFunctions'>;
}): string {
  const scripts = scriptSources(sources).map((url) => `<script defer src="${escaped(url)}"></script>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Functions</title>
${scripts.join('\n')}
<script type="module" src="assets/${files.pageFunctions}"></script>
<script defer src="functions.js"></script>
</head>
<body></body>
</html>
`;
}

/** The functions as one script, at `…/pane/functions.js`, with what it has to know of its integration in front. */
export function renderFunctionsScript(config: EventsConfig, script: string): string {
  return `var ${EVENTS_CONFIG}=${JSON.stringify(config)};\n${script}`;
}
