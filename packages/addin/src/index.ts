export { type PaneAssets, readPaneAssets } from './page/pane-assets.ts';
export { assetHeaders, type PaneHeadersOptions, paneHeaders } from './page/pane-headers.ts';
export { type PaneFiles, type PanePageOptions, renderPanePage } from './page/pane-page.ts';
export type { PaneSources } from './page/pane-sources.ts';
export { PANE_PROTOCOL, type PaneConfig } from './pane/pane-config.ts';
