export { admissionAnswerSchema, admissionQuestionSchema, jsonJoinAdapter } from './json-join-adapter.ts';
export { jsonPlatformPlugin, jsonPlatformSettingsSchema } from './json-platform-plugin.ts';
