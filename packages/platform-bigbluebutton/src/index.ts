export {
  type BigBlueButtonJoinAdapterOptions,
  createBigBlueButtonJoinAdapter,
} from './bigbluebutton-join-adapter.ts';
export { bigBlueButtonPlatformPlugin } from './bigbluebutton-platform-plugin.ts';
export { type BigBlueButtonSettings, bigBlueButtonSettingsSchema } from './bigbluebutton-settings.ts';
