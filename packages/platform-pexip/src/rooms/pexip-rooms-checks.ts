import { codeOf, type DoctorCheck, type RoomSource } from '@vmrkit/core';
import type { PexipRoomsSettings } from './pexip-rooms-settings.ts';

/** The top-level domain is reserved: nobody has this address (RFC 2606). */
const NOBODY = 'doctor@vmrkit.invalid';

/** What can be wrong with the management API. */
export const pexipRoomsChecks: readonly DoctorCheck<PexipRoomsSettings, RoomSource>[] = [
  {
    id: 'management-api',
    title: 'The management API answers this account',
    remedy: 'Correct management_url, username and password, and open the way to the Management Node.',
    run: async ({ owner_domains: [domain] }, { product, signal }) => {
      try {
        await product.roomsOf(domain === undefined ? NOBODY : `doctor@${domain}`, { signal });
        return { kind: 'ok', evidence: 'It lists the rooms of an owner.' };
      } catch (error) {
        return { kind: 'problem', evidence: codeOf(error) };
      }
    },
  },
];
