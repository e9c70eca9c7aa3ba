export { iconHash, resizeIcon } from './manifest/addin-icon.ts';
export { manifestFunctions } from './manifest/addin-urls.ts';
export {
  type ManifestOptions,
  type ManifestRecord,
  manifestContent,
  renderManifest,
} from './manifest/render-manifest.ts';
export { iconSizes } from './manifest/version-overrides.ts';
