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
}
