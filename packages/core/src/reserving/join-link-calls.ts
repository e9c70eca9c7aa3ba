import { z } from 'zod';
import { MAX_JOIN_TOKEN_LENGTH } from '../tags/join-token.ts';
import type { ManagerCall } from './manager-call.ts';

/** What edges ask of managers for people who follow a join link. */
export const joinLinkCalls = {
  /** Changes nothing: mail scanners follow links too. */
  followJoinLink: {
    id: 'followJoinLinkAtManager',
    summary: 'Tells what becomes of somebody who follows a join link.',
    resource: 'join_links',
    request: z.strictObject({
      token: z.string().max(MAX_JOIN_TOKEN_LENGTH).describe('As it stood in the path; hostile.'),
      correlation_id: z.string().max(64),
    }),
    answer: z.object({
      link: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('unknown') }),
        z.object({
          kind: z.literal('closed'),
          reason: z.enum(['not-yet', 'over', 'cancelled']),
          opens_at: z.int().nullable().describe('Unix milliseconds; null: not known.'),
        }),
        z.object({ kind: z.literal('open'), target: z.string().describe('A URL that a browser may open.') }),
      ]),
    }),
  },
} as const satisfies Readonly<Record<string, ManagerCall>>;
