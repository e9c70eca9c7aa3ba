/** Names of the files that the page loads, as {@link AdminAssets} has them. */
export interface AdminFiles {
  readonly main: string;
  readonly style: string;
}

/** The page: the same for everybody, without script or style of its own, its files at addresses relative to it. */
export function renderAdminPage({ main, style }: AdminFiles): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>VMRKit administration</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="assets/${style}">
<link rel="modulepreload" href="assets/${main}">
<script type="module" src="assets/${main}"></script>
</head>
<body>
<vmr-admin><header class="top"><p class="product">VMRKit</p></header></vmr-admin>
<noscript><p>This page needs JavaScript. Everything it does can be done with the command line, vmrkit, too.</p></noscript>
</body>
</html>
`;
}
