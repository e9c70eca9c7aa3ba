import { z } from 'zod';
import { textFor } from '../integration/localized-text.ts';
import type { CamelCased } from '../integration/record-case.ts';
import { instant } from '../time/instant.ts';

const byLanguage = z.record(z.string(), z.string());

/** Name and address of the mailbox that the add-in invites. */
export const invitedMailboxSchema = z.object({ name: z.string(), email: z.string() });

/** One integration as an edge keeps it: texts and names, no user, room, PIN or password. */
const edgeIntegrationSchema = z.object({
  tenant_id: z.string(),
  integration_id: z.string(),
  name: z.string(),
  placeholder: byLanguage.describe('HTML of the placeholder by language; `default` is always there.'),
  pane_texts: z
    .record(z.string(), byLanguage)
    .describe('Texts of the pane by their record name, each by language.'),
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
  integrations: z.array(edgeIntegrationSchema),
});

/** See {@link invitedMailboxSchema}. */
export type InvitedMailbox = CamelCased<z.output<typeof invitedMailboxSchema>>;

/** See {@link edgeIntegrationSchema}. */
export type EdgeIntegration = CamelCased<z.output<typeof edgeIntegrationSchema>>;

/** See {@link edgeSnapshotSchema}. */
export type EdgeSnapshot = CamelCased<z.output<typeof edgeSnapshotSchema>>;

/** The version of a snapshot's text for a reader of `language`; see `textFor`. */
export function edgeTextFor(versions: EdgeIntegration['placeholder'], language: string | null): string {
  return textFor({ default: versions.default ?? '', byLanguage: versions }, language);
}
