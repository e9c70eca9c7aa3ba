import { definePlugin } from '@vmrkit/core';
import { PexipRoomSource } from './pexip-room-source.ts';
import { pexipRoomsChecks } from './pexip-rooms-checks.ts';
import { pexipRoomsSettingsSchema } from './pexip-rooms-settings.ts';

const DEADLINE_MS = 4_000;
const MAX_BYTES = 4_000_000;
/** Rooms of Pexip Infinity as a plugin, named `pexip` in a record's `room_source`. */
export const pexipRoomsPlugin = definePlugin({
  kind: 'room-source',
  name: 'pexip',
  settingsSchema: pexipRoomsSettingsSchema,
  secrets: [{ name: 'password', sentTo: ['management_url', 'username'] }],
  description: {
    title: 'Pexip Infinity',
    documentation: 'docs/guides/platforms.md',
    fields: {
      management_url: {
        title: 'Management URL',
        help: 'Address of the Management Node.',
        placeholder: 'https://management.example.com',
        flatName: 'room_source_url',
      },
      username: {
        title: 'User name',
        help: 'Account of the management API that may read the configuration.',
        flatName: 'room_source_username',
      },
      password: { title: 'Password', help: 'Of that account.', flatName: 'room_source_password' },
      owner_domains: {
        title: 'Domains of owners',
        help: 'Rooms of owners in these domains alone are offered; needed where several tenants share the platform.',
      },
      ca_certificates: {
        title: 'Certificate authorities',
        help: 'Certificates (PEM) of authorities that are trusted at the Management Node besides the usual ones.',
      },
      bypass_web_proxy: {
        title: 'Bypass of the web proxy',
        help: 'Calls the Management Node directly where the deployment has a web proxy.',
      },
    },
  },
  errors: {
    ERR_PEXIP_ROOMS_ANSWER: {
      status: 503,
      remedy: 'Check that `management_url` is the Management Node, and look at its own log.',
    },
    ERR_PEXIP_ROOMS_REFUSED: {
      status: 503,
      remedy: 'Correct user name and password; the account needs the right to read the configuration.',
    },
  },
  checks: pexipRoomsChecks,
  create(settings, { http, clock }) {
    const { ca_certificates: caCertificates, bypass_web_proxy: bypassWebProxy } = settings;
    const limits = { deadlineMs: DEADLINE_MS, maxBytes: MAX_BYTES };
    return new PexipRoomSource({
      settings,
      clock,
      client: http.client({ caCertificates, bypassWebProxy, ...limits }),
    });
  },
});
