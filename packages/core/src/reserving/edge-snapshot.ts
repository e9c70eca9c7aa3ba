import type { IntegrationRef } from '../identity/tenancy.ts';
import type { Instant } from '../time/instant.ts';

/** Name and address of the mailbox that the add-in invites. */
export interface InvitedMailbox {
  readonly name: string;
  readonly email: string;
}

/** One integration as an edge keeps it: texts and names, no user, room, PIN or password. */
export interface EdgeIntegration extends IntegrationRef {
  readonly name: string;
  /** HTML of the placeholder by language; `default` is always there. */
  readonly placeholder: Readonly<Record<string, string>>;
  /** Texts of the pane by their record name, each by language. */
  readonly paneTexts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Active mailboxes of the pool. */
  readonly mailboxes: readonly InvitedMailbox[];
}

/** What an edge keeps on disk, so that it serves while no manager can be asked, also after its own restart (S3.4). */
export interface EdgeSnapshot {
  readonly takenAt: Instant;
  /** Public key (SPKI, base64) that token tags are sealed to. */
  readonly tokenPublicKey: string;
  readonly integrations: readonly EdgeIntegration[];
}
