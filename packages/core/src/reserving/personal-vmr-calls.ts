import { z } from 'zod';
import type { ManagerCall } from './manager-call.ts';

const asker = {
  integration_id: z.string().max(64),
  token: z.string().max(16_384).describe('The pane’s bearer, or the caller’s add-in token.'),
  language: z.string().max(64).nullable().describe('BCP 47 tag; null: the integration’s default.'),
  correlation_id: z.string().max(64),
};

const roomSchema = z.object({ id: z.string(), name: z.string(), description: z.string() });

/** What edges ask of managers about a person's own rooms. */
export const personalVmrCalls = {
  /** By the person's address, within the tenant. */
  listPersonalVmrs: {
    id: 'listPersonalVmrsAtManager',
    summary: 'The personal VMRs of who asks.',
    resource: 'personal_vmrs',
    request: z.strictObject(asker),
    answer: z.object({
      account: z.string().describe('Name of the user whose rooms they are.'),
      email: z.string().nullable().default(null).describe('The address that rooms were looked up by.'),
      rooms: z.array(roomSchema),
    }),
  },
  /** For the one that was chosen. */
  renderPersonalVmr: {
    id: 'renderPersonalVmrAtManager',
    summary: 'What goes into a meeting for a personal VMR.',
    resource: 'personal_vmr_texts',
    request: z.strictObject({ ...asker, room_id: z.string().max(128) }),
    answer: z.object({ room: roomSchema, html: z.string(), location: z.string() }),
  },
} as const satisfies Readonly<Record<string, ManagerCall>>;
