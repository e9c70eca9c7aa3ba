import type { itemJson } from '../admin/item-json.ts';
import type { AccountLoad } from '../http/account-loads.ts';

/** An item as the admin API shows it. */
export type SandboxItem = ReturnType<typeof itemJson>;

/** A calendar entry as the admin API shows it, with the meeting inside. */
export type SandboxMeeting = SandboxItem & Required<Pick<SandboxItem, 'meeting'>>;

/** One occurrence in a calendar. */
export interface SandboxOccurrence {
  readonly cleanId: string;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly originalStart: string;
  readonly isCancelled: boolean;
  readonly myResponse: string;
}

/** Counts and clock of a running sandbox. */
export interface SandboxStatus {
  readonly now: string;
  readonly frozen: boolean;
  readonly ledger: number;
  readonly held: number;
  readonly subscriptions: number;
  readonly streams: number;
  readonly faultsHandedOut: number;
  /** EWS calls so far, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** What each account did at a time and was refused, by user name. */
  readonly accounts: Readonly<Record<string, AccountLoad>>;
}

/** A delivery that is held. */
export interface SandboxHeldDelivery {
  readonly position: number;
  readonly to: string;
  readonly kind: string;
  readonly subject: string;
  readonly messageId: string;
}

/** Standard folders whose content can be read. */
export type SandboxFolder = 'inbox' | 'calendar' | 'sentitems' | 'deleteditems' | 'drafts';

/** Names a meeting: who organizes it, and its CleanGlobalObjectId in hex. */
export interface MeetingName {
  readonly organizer: string;
  readonly cleanId: string;
}
