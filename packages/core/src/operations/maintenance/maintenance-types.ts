import type { IntegrationId } from '../../identity/tenancy.ts';
import type { Instant } from '../../time/instant.ts';
import type { OperatedMailbox } from '../operated-mailbox.ts';

/** What is asked of {@link maintainMailboxes}. */
export interface MaintenanceOptions {
  /** One integration, or all (null). */
  readonly integrationId: IntegrationId | null;
  /** Inbox items received before it go. Null: now. */
  readonly inboxBefore: Instant | null;
  /** Calendar items that finished before it go, a series by its last instance. Null: now. */
  readonly calendarBefore: Instant | null;
  /** Count and report only. */
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

/** What maintenance works on. */
export interface MaintenanceDeps {
  readonly mailboxes: readonly OperatedMailbox[];
}

/** What became of the items of one folder that are old enough. */
export interface FolderReport {
  /** Deleted, or in a dry run to be deleted. */
  readonly deleted: number;
  /** Kept, since the worker has yet to commit them or something of theirs is still to be sent. */
  readonly kept: number;
}

/** What became of one mailbox. */
export interface MailboxMaintenance {
  readonly mailboxId: string;
  readonly email: string;
  readonly inbox: FolderReport;
  readonly calendar: FolderReport;
  /** Code of the error that ended it early; null: all was done. */
  readonly failed: string | null;
}

/** What a whole run did. */
export interface MaintenanceReport {
  readonly dryRun: boolean;
  readonly mailboxes: readonly MailboxMaintenance[];
  /** Calls of the ports that reached the mail system. */
  readonly remoteCalls: Readonly<Record<string, number>>;
  readonly tookMs: number;
}

/** What a run tells while it goes on; `finished` comes last. */
export type MaintenanceEvent =
  | ({
      readonly kind: 'progress';
      readonly mailboxId: string;
      readonly folder: 'inbox' | 'calendar';
    } & FolderReport)
  | { readonly kind: 'failed'; readonly mailboxId: string; readonly code: string }
  | { readonly kind: 'finished'; readonly report: MaintenanceReport };
