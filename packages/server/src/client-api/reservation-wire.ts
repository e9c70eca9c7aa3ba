import { z } from 'zod';

/** What a pane asks with. */
export const reservationRequestSchema = z.strictObject({
  draft_key: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,128}$/, '8 to 128 letters, digits, hyphens or underscores.')
    .nullable()
    .default(null)
    .describe(
      'Random key of the draft: the same one gives the same reservation for 24 hours. One that copies of the draft take along begins with copied_.',
    ),
  body_tags: z
    .array(z.strictObject({ text: z.string().max(16_384), quoted: z.boolean().default(false) }))
    .max(20)
    .default([])
    .describe(
      'Tags that stand in the draft’s body already, in their order: with a live one nothing new is given.',
    ),
  start: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .describe('Start that the draft shows; tells a copied appointment from its original.'),
  replace: z.boolean().default(false).describe('The answer to `ask`: a new room is wanted.'),
  language: z
    .string()
    .regex(/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,6}$/, 'A language tag such as "de" or "pt-BR".')
    .nullable()
    .default(null)
    .describe('The user’s language; null for the integration’s default.'),
});

/** What a pane gets. */
export const reservationAnswerSchema = z.strictObject({
  kind: z
    .enum(['reserved', 'deferred', 'already', 'ask'])
    .describe(
      '`deferred`: no manager could be asked; the invitation is completed later. `already`: the draft has a room. `ask`: it may be another meeting’s; ask again with `replace` if the organizer wants a new one.',
    ),
  html: z.string().describe('For the top of the invitation, the tag within; empty for `already` and `ask`.'),
  replaces: z.boolean().describe('Whether it takes the place of the instructions in the draft.'),
  location: z.string().describe('Line to be added to the location; empty: none.'),
  mailbox: z.strictObject({ name: z.string(), email: z.string() }).describe('To be invited.'),
  texts: z.record(z.string(), z.string()).describe('The pane’s texts by their record name.'),
  correlation_id: z.string(),
});
