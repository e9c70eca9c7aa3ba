import { z } from 'zod';
import { textFor } from '../integration/localized-text.ts';
import type { CamelCased } from '../integration/record-case.ts';
import { instant } from '../time/instant.ts';

const byLanguage = z.record(z.string(), z.string());

/** Name and address of the mailbox that the add-in invites. */
export const invitedMailboxSchema = z.object({ name: z.string(), email: z.string() });

/** What the pane's page is made from besides its texts. */
const edgePaneSchema = z.object({
  single_use: z.boolean().default(true),
  personal: z.boolean().default(false),
  owa_origins: z.array(z.string()).default([]).describe('Origins that may frame the pane besides Outlook’s.'),
  office_js_url: z.string().nullable().default(null).describe('Null: Microsoft’s.'),
  style_urls: z.array(z.string()).default([]),
  script_urls: z.array(z.string()).default([]),
  debug_log: z.boolean().default(false),
  join_before_minutes: z.int().default(30),
  join_after_minutes: z.int().default(60),
  exchange_tokens: z.boolean().default(true).describe('Whether callers may bring Exchange identity tokens.'),
  entra: z
    .object({ client_id: z.string(), authority: z.string(), scope: z.string() })
    .nullable()
    .default(null)
    .describe('What nested app authentication asks with; null: it is not set up.'),
  new_appointment: z
    .enum(['off', 'offer', 'add'])
    .default('off')
    .describe('What happens by itself in a new appointment.'),
  rooms_without_tag: z
    .boolean()
    .default(false)
    .describe('Whether a meeting without a tag may get a room: then the lack of one is no fault.'),
});

/** One integration as an edge keeps it: texts and names, no user, room, PIN or password. */
const edgeIntegrationSchema = z.object({
  tenant_id: z.string(),
  integration_id: z.string(),
  name: z.string(),
  placeholder: byLanguage.describe('HTML of the placeholder by language; `default` is always there.'),
  pane_texts: z
    .record(z.string(), byLanguage)
    .describe('Texts of the pane by their record name, each by language.'),
  pane: edgePaneSchema.prefault({}),
  icon: z.string().nullable().default(null).describe('PNG in base64, as in the record; null: the default.'),
  mailboxes: z.array(invitedMailboxSchema).describe('Active mailboxes of the pool.'),
});

/**
 * What an edge keeps so that it serves while no manager can be asked, also after its own restart: on disk and
 * between manager and edge alike. Managers may be newer than their edges: fields that an edge does not know are ignored,
 * and fields that are added get a default.
 */
export const edgeSnapshotSchema = z.object({
  version: z.int().default(1),
  taken_at: z.int().min(-8.64e15).max(8.64e15).transform(instant).describe('Unix milliseconds.'),
  token_public_key: z.string().describe('X25519, SPKI in base64; token tags are sealed to it.'),
  bearer_keys: z
    .array(z.object({ id: z.string(), public_key: z.string() }))
    .default([])
    .describe('Ed25519, SPKI in base64; panes’ bearers are signed with their private halves.'),
  integrations: z.array(edgeIntegrationSchema),
});

/** See {@link invitedMailboxSchema}. */
export type InvitedMailbox = CamelCased<z.output<typeof invitedMailboxSchema>>;

/** See {@link edgeIntegrationSchema}. */
export type EdgeIntegration = CamelCased<z.output<typeof edgeIntegrationSchema>>;

/** See {@link edgePaneSchema}. */
export type EdgePane = EdgeIntegration['pane'];

/** See {@link edgeSnapshotSchema}. */
export type EdgeSnapshot = CamelCased<z.output<typeof edgeSnapshotSchema>>;

/** The version of a snapshot's text for a reader of `language`; see `textFor`. */
export function edgeTextFor(versions: EdgeIntegration['placeholder'], language: string | null): string {
  return textFor({ default: versions.default ?? '', byLanguage: versions }, language);
}
