export { createPexipJoinAdapter } from './pexip-join-adapter.ts';
export { pexipPlatformPlugin } from './pexip-platform-plugin.ts';
export { type PexipSettings, pexipSettingsSchema } from './pexip-settings.ts';
export { PexipRoomSource, type PexipRoomSourceOptions } from './rooms/pexip-room-source.ts';
export { pexipRoomsPlugin } from './rooms/pexip-rooms-plugin.ts';
export { type PexipRoomsSettings, pexipRoomsSettingsSchema } from './rooms/pexip-rooms-settings.ts';
