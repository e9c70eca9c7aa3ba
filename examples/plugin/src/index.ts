import { loggedEwsPlugin } from './logged-ews-plugin.ts';
import { roomsPlatformPlugin } from './rooms-platform-plugin.ts';

/** What `vmrkit` loads when its configuration names this package. */
// biome-ignore lint/style/noDefaultExport: a package of plugins is loaded by its default export.
export default [loggedEwsPlugin, roomsPlatformPlugin];
