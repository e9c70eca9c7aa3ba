import { z } from 'zod';
import type { ManagerCall } from './manager-call.ts';

const id = z.string().max(64);
const token = z.string().max(16_384);
const secret = z.string().max(128);
const time = z.int().describe('Unix milliseconds.');
const tie = z.enum(['none', 'first', 'second']);

/** Failures are answers: an identity provider that is away must not look like a manager that is. */
const failureSchema = z.object({
  code: z.string(),
  account: z.string().nullable(),
  expected: z.string().nullable(),
});

const refusedSchema = z.object({ kind: z.literal('refused'), failure: failureSchema });

const viewSchema = z.object({
  view: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('wait') }),
    z.object({
      kind: z.literal('confirm'),
      account: z.string(),
      tie,
      code: z.string().nullable(),
      wrong_digits: z.boolean(),
    }),
    z.object({ kind: z.literal('done'), account: z.string() }),
    refusedSchema,
  ]),
});

/** What edges ask of managers so that a person signs in: they hold no client secret and keep nothing. */
export const signInCalls = {
  /** For a pane that shows its sign-in button. */
  beginSignIn: {
    id: 'beginSignInAtManager',
    summary: 'Begins a sign-in for a pane.',
    resource: 'sign_ins',
    request: z.strictObject({
      integration_id: id,
      token: token.nullable().describe('The pane’s own add-in token; null: its client gives none.'),
      login_hint: z.string().max(320).nullable(),
      correlation_id: id,
    }),
    answer: z.object({ sign_in_id: z.string(), secret: z.string(), digits: z.string(), expires_at: time }),
  },
  /** For a browser that opens a pane's link. */
  openSignIn: {
    id: 'openSignInAtManager',
    summary: 'Sends a browser to the identity provider.',
    resource: 'sign_in_openings',
    request: z.strictObject({ integration_id: id, sign_in_id: id, correlation_id: id }),
    answer: z.object({
      opening: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('go'), url: z.string(), state: z.string(), browser: z.string() }),
        refusedSchema,
      ]),
    }),
  },
  /** For a browser that comes back. */
  completeSignIn: {
    id: 'completeSignInAtManager',
    summary: 'Takes the callback of the identity provider.',
    resource: 'sign_in_callbacks',
    request: z.strictObject({
      state: z.string().max(256),
      browser: secret.nullable().describe('The cookie that goes with the state; null: there is none.'),
      query: z.string().max(8_192).describe('Query of the callback; hostile.'),
      correlation_id: id,
    }),
    answer: viewSchema,
  },
  /** For a person who types the pane's digits. */
  releaseSignIn: {
    id: 'releaseSignInAtManager',
    summary: 'Releases the result by the digits that the pane shows.',
    resource: 'sign_in_releases',
    request: z.strictObject({
      state: z.string().max(256),
      browser: secret.nullable(),
      digits: z.string().max(16),
      correlation_id: id,
    }),
    answer: viewSchema,
  },
  /** For the pane that began it. */
  takeSignIn: {
    id: 'takeSignInAtManager',
    summary: 'Gives a pane the result of its sign-in, once.',
    resource: 'sign_in_results',
    request: z.strictObject({
      integration_id: id,
      sign_in_id: id,
      secret,
      code: secret.nullable().describe('What the dialog handed over; null: the digits were typed.'),
      correlation_id: id,
    }),
    answer: z.object({
      result: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('waiting') }),
        z.object({ kind: z.literal('confirming') }),
        z.object({
          kind: z.literal('signed-in'),
          bearer: z.string(),
          expires_at: time,
          account: z.string(),
          is_user: z.boolean(),
          tie,
        }),
        refusedSchema,
      ]),
    }),
  },
} as const satisfies Readonly<Record<string, ManagerCall>>;
