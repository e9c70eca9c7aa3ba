export { iconHash, resizeIcon } from './manifest/addin-icon.ts';
export { manifestFunctions } from './manifest/addin-urls.ts';
export {
  type ManifestOptions,
  type ManifestRecord,
  manifestContent,
  renderManifest,
} from './manifest/render-manifest.ts';
export { iconSizes } from './manifest/version-overrides.ts';
export { type PaneAssets, readPaneAssets } from './page/pane-assets.ts';
export { assetHeaders, type PaneHeadersOptions, paneHeaders } from './page/pane-headers.ts';
export { type PaneFiles, type PanePageOptions, renderPanePage } from './page/pane-page.ts';
export { type PaneSources, policySources, scriptSources } from './page/pane-sources.ts';
export { PANE_PROTOCOL, type PaneConfig } from './pane/pane-config.ts';
