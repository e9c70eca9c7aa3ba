import type { IntegrationRef } from '../identity/tenancy.ts';
import type { JoinBuffers } from './occurrences.ts';

/** What of an integration's record the scheduling rules obey. */
export interface SchedulingPolicy extends IntegrationRef, JoinBuffers {
  readonly integrationName: string;
  readonly retentionHours: number;
  /** Trust senders whom the mail system authenticated. */
  readonly trustAuthenticatedSenders: boolean;
  /** Mail domains trusted besides, lower case. */
  readonly trustedDomains: readonly string[];
  /** The platform's theme; null: its global one. */
  readonly theme: string | null;
  /** Everyone waits until the scheduled start, where the platform can do that. */
  readonly lobbyUntilStart: boolean;
  /** Who has to sign in at the platform; null: nobody. */
  readonly signedIn: SignedInOnly | null;
  readonly options: SchedulingOptions;
}

/** Only signed-in participants (S12.12): names of the platform's groups of identity providers; null: no need. */
export interface SignedInOnly {
  readonly hostGroup: string | null;
  readonly guestGroup: string | null;
  /** Those whose devices cannot sign in; null: as the platform's own settings say. */
  readonly others: 'allow_if_trusted' | 'disallow' | null;
}

/** What an integration gives and refuses beyond the plain rules. */
export interface SchedulingOptions {
  /** Requests without a tag get a room (S12.10): all of them, or those with the keyword in their location. Null: none. */
  readonly withoutAddIn: { readonly keyword: string | null } | null;
  /** A copy of a meeting gets a room of its own (S12.17). */
  readonly roomsForCopies: boolean;
  /** S12.15; null: no limit. */
  readonly longestMinutes: number | null;
  readonly daysAhead: number | null;
  readonly mostOccurrences: number | null;
}

/** As an integration begins: all of it off. */
export const plainOptions: SchedulingOptions = {
  withoutAddIn: null,
  roomsForCopies: false,
  longestMinutes: null,
  daysAhead: null,
  mostOccurrences: null,
};
