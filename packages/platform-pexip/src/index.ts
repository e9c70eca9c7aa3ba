export { createPexipJoinAdapter } from './pexip-join-adapter.ts';
export { pexipPlatformPlugin } from './pexip-platform-plugin.ts';
export { type PexipSettings, pexipSettingsSchema } from './pexip-settings.ts';
