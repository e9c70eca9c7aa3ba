export { createJitsiJoinAdapter, type JitsiJoinAdapterOptions } from './jitsi-join-adapter.ts';
export { jitsiPlatformPlugin } from './jitsi-platform-plugin.ts';
export { type JitsiSettings, jitsiSettingsSchema } from './jitsi-settings.ts';
export { type JitsiSigner, openJitsiSigner } from './jitsi-signer.ts';
