import { definePlugin } from '@vmrkit/core';
import { z } from 'zod';
import { createRoomsJoinAdapter } from './rooms-join-adapter.ts';

/** The platform as a plugin, named `acme-rooms` in `platforms`: `{"greeting": "…"}`. */
export const roomsPlatformPlugin = definePlugin({
  kind: 'join-adapter',
  name: 'acme-rooms',
  settingsSchema: z.strictObject({ greeting: z.string().min(1).max(200).default('Welcome.') }),
  description: {
    title: 'Acme rooms',
    documentation: 'docs/guides/writing-a-plugin.md',
    fields: { greeting: { title: 'Greeting', help: 'What participants hear when they are let in.' } },
  },
  create: ({ greeting }) => createRoomsJoinAdapter({ greeting }),
});
