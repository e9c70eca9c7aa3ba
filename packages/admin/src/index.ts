export { type AdminAssets, readAdminAssets } from './page/admin-assets.ts';
export { adminAssetHeaders, adminPageHeaders } from './page/admin-headers.ts';
export { type AdminFiles, renderAdminPage } from './page/admin-page.ts';
