export { type EventsConfig, manifestFunctions } from './events/events-config.ts';
export { iconHash, resizeIcon } from './manifest/addin-icon.ts';
export {
  type ManifestOptions,
  type ManifestRecord,
  manifestContent,
  renderManifest,
} from './manifest/render-manifest.ts';
export { iconSizes } from './manifest/version-overrides.ts';
export { renderFunctionsPage, renderFunctionsScript } from './page/functions-page.ts';
export { type PaneAssets, readPaneAssets } from './page/pane-assets.ts';
export {
  assetHeaders,
  functionsScriptHeaders,
  type PaneHeadersOptions,
  paneHeaders,
} from './page/pane-headers.ts';
export { type PaneFiles, type PanePageOptions, renderPanePage } from './page/pane-page.ts';
export { type PaneSources, policySources, scriptSources } from './page/pane-sources.ts';
export { PANE_PROTOCOL, type PaneConfig } from './pane/pane-config.ts';
