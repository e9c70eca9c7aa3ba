import { z } from 'zod';
import type { CamelCased } from '../integration/record-case.ts';
import { MOST_KEY_LENGTH, MOST_PAYLOAD_LENGTH } from '../mailbox/inbound-notifications.ts';
import { instant } from '../time/instant.ts';
import { edgeSnapshotSchema, invitedMailboxSchema } from './edge-snapshot.ts';
import { joinLinkCalls } from './join-link-calls.ts';
import type { ManagerCall } from './manager-call.ts';
import { personalVmrCalls } from './personal-vmr-calls.ts';
import { signInCalls } from './sign-in-calls.ts';

/** An add-in's wish for a single-use VMR. */
const reserveRequestSchema = z.strictObject({
  integration_id: z.string().max(64),
  token: z.string().max(16_384).describe('The caller’s add-in token, as it came.'),
  draft_key: z
    .string()
    .max(128)
    .nullable()
    .describe('The same one gives the same reservation for 24 hours; null: none is kept.'),
  body_tags: z
    .array(z.strictObject({ text: z.string().max(16_384), quoted: z.boolean() }))
    .max(20)
    .default([])
    .describe('Tags that stand in the draft’s body already, in their order; hostile.'),
  start: z
    .int()
    .min(-8.64e15)
    .max(8.64e15)
    .transform(instant)
    .nullable()
    .optional()
    .describe('Start that the draft shows, in Unix milliseconds; a hint.'),
  replace: z
    .boolean()
    .optional()
    .describe('The organizer wants a new room in place of one that may be another meeting’s.'),
  language: z
    .string()
    .max(64)
    .nullable()
    .describe('BCP 47 tag of the caller’s language; null: the integration’s default.'),
  correlation_id: z.string().max(64),
});

/** What the add-in gets. */
const reserveAnswerSchema = z.object({
  kind: z
    .enum(['reserved', 'deferred', 'already', 'ask'])
    .describe(
      '`deferred`: no manager could be asked; the text holds a token tag instead of an alias. `already`: the draft carries a live tag, so it is to stay as it is. `ask`: its tag may be another meeting’s, so that only its author knows.',
    ),
  html: z.string().describe('For the top of the invitation, the tag within; empty for `already` and `ask`.'),
  replaces: z
    .boolean()
    .default(false)
    .describe('Whether the text takes the place of the instructions that stand in the draft.'),
  location: z.string().default('').describe('Line for the location; empty: none.'),
  mailbox: invitedMailboxSchema,
  correlation_id: z.string(),
});

/** What mail systems told; managers pass it on to the mailbox providers of these names. */
const deliverRequestSchema = z.strictObject({
  providers: z.array(z.string().max(64)).min(1).max(20).describe('Names of mailbox providers.'),
  notifications: z
    .array(
      z.strictObject({
        key: z.string().max(MOST_KEY_LENGTH).describe('As it stood in the path; hostile.'),
        payload: z.string().max(MOST_PAYLOAD_LENGTH).describe('As the provider’s plugin wrote it; hostile.'),
      }),
    )
    .max(200),
});

/** All calls of edges to managers: the port, the client over HTTPS and the manager API follow from these. */
export const managerCalls = {
  /** Verifies the caller and reserves two aliases. */
  reserve: {
    id: 'reserveAtManager',
    summary: 'What an edge forwards.',
    resource: 'reservations',
    request: reserveRequestSchema,
    answer: reserveAnswerSchema,
  },
  /** What an edge needs while no manager can be asked. */
  snapshot: {
    id: 'takeSnapshot',
    summary: 'What an edge keeps to answer from while no manager can be asked.',
    resource: 'snapshot',
    request: null,
    answer: edgeSnapshotSchema,
  },
  /** Notifications of mail systems for all managers; one that is lost is made good by the next sync. */
  deliver: {
    id: 'deliverToManagers',
    summary: 'What mail systems notify an edge of.',
    resource: 'notifications',
    request: deliverRequestSchema,
    answer: z.object({}),
  },
  ...signInCalls,
  ...personalVmrCalls,
  ...joinLinkCalls,
} as const satisfies Readonly<Record<string, ManagerCall>>;

/** Name of a call. */
export type ManagerCallName = keyof typeof managerCalls;

/** What is asked with. */
export type ManagerRequest<Name extends ManagerCallName> =
  (typeof managerCalls)[Name]['request'] extends infer Schema extends z.ZodObject
    ? CamelCased<z.output<Schema>>
    : null;

/** What is answered. */
export type ManagerAnswer<Name extends ManagerCallName> = CamelCased<
  z.output<(typeof managerCalls)[Name]['answer']>
>;

/** See {@link reserveRequestSchema}. */
export type ReserveRequest = ManagerRequest<'reserve'>;

/** See {@link reserveAnswerSchema}. */
export type ReserveAnswer = ManagerAnswer<'reserve'>;

/** See {@link deliverRequestSchema}. */
export type NotificationDelivery = ManagerRequest<'deliver'>;

/**
 * The managers as an edge knows them: in the same process, or over HTTPS. Rejections: the kit's own errors;
 * UnavailableError when no manager answers.
 */
export type ManagerClient = {
  readonly [Name in ManagerCallName]: (
    request: ManagerRequest<Name>,
    options: { readonly signal: AbortSignal },
  ) => Promise<ManagerAnswer<Name>>;
};

/** The port over one function that carries every call. */
export function createManagerClient(
  carry: (
    call: ManagerCall,
    options: { readonly request: object | null; readonly signal: AbortSignal },
  ) => Promise<unknown>,
): ManagerClient {
  const calls = Object.entries(managerCalls).map(([name, call]) => [
    name,
    (request: object | null, { signal }: { readonly signal: AbortSignal }) =>
      carry(call, { request, signal }),
  ]);
  return Object.fromEntries(calls) as ManagerClient;
}
