import { definePlugin } from '@vmrkit/core';
import { createJitsiJoinAdapter } from './jitsi-join-adapter.ts';
import { jitsiSettingsSchema } from './jitsi-settings.ts';
import { openJitsiSigner } from './jitsi-signer.ts';

/** Jitsi Meet as a plugin, named `jitsi`. */
export const jitsiPlatformPlugin = definePlugin({
  kind: 'join-adapter',
  name: 'jitsi',
  settingsSchema: jitsiSettingsSchema,
  description: {
    title: 'Jitsi Meet',
    documentation: 'docs/guides/platforms.md',
    fields: {
      path: { title: 'Path', help: 'Where the paths begin on which it asks.' },
      server_url: {
        title: 'Address',
        help: 'Where participants are sent.',
        placeholder: 'https://meet.example.com',
      },
      app_id: { title: 'App id', help: 'Issuer of tokens; without it there are no tokens.' },
      audience: { title: 'Audience', help: 'Audience of tokens.' },
      subject: { title: 'Subject', help: 'Tenant or domain that tokens are for.' },
      secret_file: { title: 'Secret', help: 'File with the secret that signs tokens by HS256.' },
      key_file: { title: 'Private key', help: 'File with the key (PKCS #8) that signs tokens by RS256.' },
      key_id: { title: 'Key id', help: 'Name under which the public key is found.' },
      overrun_minutes: {
        title: 'Overrun',
        help: 'How long after its window a conference may go on before Jitsi ends it.',
      },
      personal_room_hours: {
        title: 'Personal rooms',
        help: 'How long a personal room stays open at a time.',
      },
      max_occupants: { title: 'Participants', help: 'The most participants of a room.' },
    },
  },
  errors: {
    ERR_JITSI_QUESTION: { status: 400, remedy: 'Send the fields that docs/guides/platforms.md lists.' },
    ERR_JITSI_ALIAS: {
      status: 404,
      remedy: 'Give the integration aliases of letters, digits, dots, hyphens and underscores.',
    },
    ERR_JITSI_EVENT: {
      status: 400,
      remedy: 'Give `api_prefix` of the module `event_sync` this address, and no other program.',
    },
    ERR_JITSI_KEY: {
      status: 400,
      remedy: 'Name a file that can be read: a secret of 32 characters or more, or a private key in PKCS #8.',
    },
  },
  create: async (settings, { clock }) =>
    createJitsiJoinAdapter({ settings, sign: await openJitsiSigner(settings), clock }),
});
