import type { EquipmentMailbox } from './equipment-mailbox.ts';
import type { InboundNotification } from './inbound-notifications.ts';
import type { MeetingBooker } from './meeting-booker.ts';
import type { OrganizerCalendars } from './organizer-calendars.ts';

/**
 * One account at one mail system, opened from an integration's settings. It owns what is per account (tokens,
 * sockets, streams, concurrency, throttling) and shares it fairly: thirty mailboxes of one account stay within the
 * account's limits, and a busy mailbox starves none of the others. Integrations may name the same account: providers
 * that one kit opens for it keep to its limits together, and each fails, is refused and closes for itself.
 */
export interface MailboxProvider {
  /** The mailbox of this address. Opens no connection; calls on it do. */
  equipmentMailbox(email: string): EquipmentMailbox;
  /** Organizers' calendars as far as this account reaches them. */
  organizerCalendars(): OrganizerCalendars;
  /** Books meetings to try the way of a request. Absent, or null as the account is set up: it cannot. */
  meetingBooker?(): MeetingBooker | null;
  /** Tries to sign in and to see the mailbox. Rejects with the error that a save shows (S2.8). */
  check(email: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Hears of a notification that the plugin's `notifications` accepted, of this account or of another one: it proves
   * itself by the secret that the subscription was made with, else it is ignored. Only wakes those who follow
   * `changes`. Returns at once and never throws.
   */
  notified?(notification: InboundNotification): void;
  /** Lets go of sockets and streams; running calls are aborted. */
  close(): Promise<void>;
}
