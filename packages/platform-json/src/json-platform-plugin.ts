import { definePlugin } from '@vmrkit/core';
import { z } from 'zod';
import { jsonJoinAdapter } from './json-join-adapter.ts';

/** Settings of {@link jsonPlatformPlugin}: none. */
export const jsonPlatformSettingsSchema = z.strictObject({});

/** The plain JSON platform as a plugin, named `json`. */
export const jsonPlatformPlugin = definePlugin({
  kind: 'join-adapter',
  name: 'json',
  settingsSchema: jsonPlatformSettingsSchema,
  description: { title: 'Plain JSON', documentation: 'docs/guides/server.md', fields: {} },
  errors: {
    ERR_PLATFORM_QUESTION: { status: 400, remedy: 'Send `{"alias": "…"}`.' },
  },
  create: () => jsonJoinAdapter,
});
