import { readFile } from 'node:fs/promises';
import { definePlugin, InvalidInputError } from '@vmrkit/core';
import { createBigBlueButtonJoinAdapter } from './bigbluebutton-join-adapter.ts';
import { bigBlueButtonSettingsSchema } from './bigbluebutton-settings.ts';

/** BigBlueButton as a plugin, named `bigbluebutton`. */
export const bigBlueButtonPlatformPlugin = definePlugin({
  kind: 'join-adapter',
  name: 'bigbluebutton',
  settingsSchema: bigBlueButtonSettingsSchema,
  description: {
    title: 'BigBlueButton',
    documentation: 'docs/guides/platforms.md',
    fields: {
      path: { title: 'Path', help: 'Where the path begins on which a portal asks.' },
      server_url: {
        title: 'Address',
        help: 'Where the API is, without `/api`.',
        placeholder: 'https://bbb.example.com/bigbluebutton/',
      },
      secret_file: { title: 'Secret', help: 'File with the shared secret of the server.' },
      checksum: { title: 'Checksum', help: 'Hash of the checksums that the server takes.' },
      guest_policy: { title: 'Lobby', help: 'What becomes of guests who come before the scheduled start.' },
      max_participants: { title: 'Participants', help: 'The most participants of a meeting.' },
      record: { title: 'Recording', help: 'Whether meetings may be recorded.' },
      welcome: { title: 'Welcome', help: 'Text that participants find in the chat.' },
      logout_url: { title: 'Afterwards', help: 'Where participants go when they leave.' },
      end_when_no_moderator: {
        title: 'End with the host',
        help: 'Ends a meeting a minute after the last moderator has left.',
      },
    },
  },
  errors: {
    ERR_BIGBLUEBUTTON_CREATE: {
      status: 503,
      remedy:
        'Check its address, secret and checksum; for `checksumError` the secret or the hash is another.',
    },
    ERR_BIGBLUEBUTTON_EVENT: {
      status: 400,
      remedy: 'Give the webhooks of the server this address, and no other program.',
    },
    ERR_BIGBLUEBUTTON_QUESTION: {
      status: 400,
      remedy: 'Send the fields that docs/guides/platforms.md lists.',
    },
    ERR_BIGBLUEBUTTON_SECRET: { status: 400, remedy: 'Name a file that can be read and is not empty.' },
  },
  create: async (settings, { http }) =>
    createBigBlueButtonJoinAdapter({ settings, http, secret: await secretIn(settings.secret_file) }),
});

async function secretIn(file: string): Promise<string> {
  const secret = await readFile(file, 'utf8').catch(() => '');
  if (secret.trim() !== '') return secret.trim();
  throw new InvalidInputError(`The secret of BigBlueButton, ${file}, cannot be read or is empty.`, {
    code: 'ERR_BIGBLUEBUTTON_SECRET',
  });
}
