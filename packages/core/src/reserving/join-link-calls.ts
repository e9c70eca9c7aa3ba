import { z } from 'zod';
import { MAX_JOIN_TOKEN_LENGTH } from '../tags/join-token.ts';
import type { ManagerCall } from './manager-call.ts';

/** What becomes of somebody who follows a link. */
const answer = z.object({
  link: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('unknown') }),
    z.object({ kind: z.literal('away').describe('The platform cannot let anybody in now.') }),
    z.object({
      kind: z.literal('closed'),
      reason: z.enum(['not-yet', 'over', 'cancelled']),
      opens_at: z.int().nullable().describe('Unix milliseconds; null: not known.'),
    }),
    z.object({
      kind: z.literal('form'),
      pin: z.enum(['none', 'optional', 'required']),
      origin: z.string().describe('The only place to which the form leads.'),
      fault: z.enum(['pin', 'limited']).nullable(),
    }),
    z.object({ kind: z.literal('open'), target: z.string().describe('A URL that a browser may open.') }),
  ]),
});
const token = z.string().max(MAX_JOIN_TOKEN_LENGTH).describe('As it stood in the path; hostile.');
const correlationId = z.string().max(64);

/** What edges ask of managers for people who follow a join link. */
export const joinLinkCalls = {
  /** Changes nothing: mail scanners follow links too. */
  followJoinLink: {
    id: 'followJoinLinkAtManager',
    summary: 'Tells what becomes of somebody who follows a join link.',
    resource: 'join_links',
    request: z.strictObject({ token, correlation_id: correlationId }),
    answer,
  },
  /** May create the room on the platform. The address in its answer is as secret as a token. */
  enterByJoinLink: {
    id: 'enterByJoinLinkAtManager',
    summary: 'Lets somebody in who filled in the form behind a join link.',
    resource: 'join_link_entries',
    request: z.strictObject({
      token,
      name: z.string().max(100).describe('Hostile; may be empty.'),
      pin: z.string().max(20).describe('Hostile; may be empty.'),
      correlation_id: correlationId,
    }),
    answer,
  },
} as const satisfies Readonly<Record<string, ManagerCall>>;
