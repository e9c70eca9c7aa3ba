import type { SealedPins } from '../allocation/sealed-pins.ts';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { MeetingZone, Participant, SeriesFacts } from '../mailbox/meeting-message.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import type { Instant, Interval } from '../time/instant.ts';
import type { ConferenceEdits } from './conference-edits.ts';
import { searchTerms } from './meeting-terms.ts';
import type { MeetingVersion } from './meeting-version.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import { dueOf } from './outbox-entry.ts';
import { upgradeFirstMeeting } from './upgrade-meeting.ts';

/** The room of one meeting: a single-use VMR. */
export interface Conference {
  /** UUID, version 7. Also the service tag that platforms hand back. */
  readonly id: string;
  readonly reservationId: string;
  /** Of the message that brought the reservation: an older one brings no other. */
  readonly reservedBy: MeetingVersion;
  readonly numericAlias: string;
  readonly alias: string;
  /** The whole scheduling tag, for instructions that are written anew. */
  readonly tag: string;
  /** The reservation's; null: the room has none. */
  readonly pins: SealedPins | null;
  /** BCP 47 tag of the pane in which it was asked for; null: not told. */
  readonly language: string | null;
  /** Unique within the tenant. Stays as it is while a join window is open. */
  readonly name: string;
  /** What the template gave, before it was made unique. */
  readonly templateName: string;
  /** What it gives now, taken once no window is open any more: looked at `at`. Null: the same. */
  readonly rename: { readonly templateName: string; readonly at: Instant } | null;
  readonly description: string;
  readonly subject: string;
  /** Of both aliases. */
  readonly aliasDescription: string;
  readonly origin: string;
  readonly createdAt: Instant;
  /** None: nothing was changed by hand. */
  readonly edits?: ConferenceEdits;
}

/** What is known of one instance of a series from a message or the series' own list of changes. */
export interface InstanceOverride {
  /** Start that the pattern gave it. */
  readonly originalStart: Instant;
  readonly version: MeetingVersion;
  /** When it was learnt, by our own clock: what a look at the calendar is compared with. */
  readonly knownAt: Instant;
  /** Where it is now; null: deleted. */
  readonly moved: Interval | null;
}

/** One instance as the equipment mailbox's calendar showed it. */
export interface SeenOccurrence extends Interval {
  readonly originalStart: Instant;
  readonly stamp: Instant | null;
}

/** What the calendar showed of a series in one range. */
export interface OccurrenceWindow extends Interval {
  readonly readAt: Instant;
  readonly occurrences: readonly SeenOccurrence[];
}

/**
 * A cancellation by a trusted sender who is not the organizer, or came before the organizer was known. It counts if that
 * person turns out to be.
 */
export interface PendingCancellation {
  /** Address in lower case. */
  readonly organizer: string;
  /** Pattern start of the instance that it is about; null: the whole meeting. */
  readonly instance: Instant | null;
  readonly version: MeetingVersion;
}

/** When a meeting takes place. */
export interface Schedule {
  /** `instances`: somebody invited us to single instances of a series that we do not know. */
  readonly kind: 'single' | 'series' | 'instances';
  /** Of a single meeting the time; of a series that of its first instance. */
  readonly first: Interval;
  readonly allDay: boolean;
  readonly zone: MeetingZone;
  /** What the newest request for the series said of it. */
  readonly series: SeriesFacts | null;
  /** For a series: what the calendar showed last; null before the first look. */
  readonly window: OccurrenceWindow | null;
}

/** A reservation, and perhaps a name, that a meeting has no use for any more and that is still to be given back. */
export interface Abandoned {
  readonly reservationId: string;
  /** Null: the conference goes on under its name. */
  readonly name: string | null;
  /** Those that it was given by hand; none: it had none, or goes on with them. */
  readonly aliases?: readonly string[];
}

/** Where a meeting stands. */
export type MeetingStatus =
  /** Nothing accepted: only messages that were declined or came too early. */
  | 'unknown'
  | 'live'
  /** Cancelled, and restorable within the retention time. */
  | 'cancelled'
  /** Its conference is gone for good; what is left declines a late update as alias deleted. */
  | 'removed';

/** What one message led to; a message in the journal is done. */
export interface JournalEntry {
  /** Counts the messages of the meeting in order of arrival. */
  readonly number: number;
  readonly messageId: string;
  readonly at: Instant;
  /** The intent's name and reason, for the log and the admin page. */
  readonly outcome: string;
  readonly correlationId: string;
}

/**
 * One meeting as one integration knows it: state, journal and outbox in one document (I3). Id: its
 * {@link MeetingKey}, in its tenant's partition.
 */
export interface Meeting {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
  /** Equipment mailbox that it is bound to: its calendar shows the meeting, and only its cancellations count. */
  readonly mailboxId: string;
  /** Highest fence that wrote it; a lower one may not. */
  readonly fence: number;
  readonly status: MeetingStatus;
  readonly statusSince: Instant;
  readonly createdAt: Instant;
  readonly organizer: Participant | null;
  /** Of the newest request for the meeting or the series. Hostile text. */
  readonly subject: string;
  /** BCP 47 tag of the organizer's language: the mailbox's, else the pane's; null when unknown. */
  readonly language: string | null;
  /** An authenticated sender made it: one who is not authenticated may not change it. */
  readonly fromTrustedSender: boolean;
  /** Of the single meeting or the series; null while only instances are known. */
  readonly version: MeetingVersion | null;
  readonly instances: readonly InstanceOverride[];
  readonly pendingCancellations: readonly PendingCancellation[];
  readonly schedule: Schedule | null;
  readonly conference: Conference | null;
  /** Instructions were put into the organizer's meeting; its next update is answered as a new one. */
  readonly echoAwaited: boolean;
  readonly journal: readonly JournalEntry[];
  readonly outbox: readonly OutboxEntry[];
  /** Given back by the next timer, so that a stop in between loses nothing. */
  readonly abandoned: readonly Abandoned[];
  /** When the calendar is to be looked at again; null: not needed. */
  readonly refreshAt: Instant | null;
  /** When retention is over; null: not foreseeable. */
  readonly expiresAt: Instant | null;
  /** What people did to it, until it is carried to the audit trail; none: nothing. */
  readonly audit?: readonly AuditEntry[];
}

/** What meetings are looked for by. */
export type MeetingIndex = 'outbox' | 'timer' | 'integration' | 'search' | 'audit';

/**
 * Meetings: by mailbox, urgency and time of what waits in the outbox; by mailbox and next timer; by integration and
 * creation; those with a conference by the terms of a search and their start; those whose audit waits.
 */
export const meetingShape: CollectionShape<Meeting, MeetingIndex> = {
  name: 'meetings',
  termIndexes: ['search'],
  upgrades: [upgradeFirstMeeting],
  indexes: {
    outbox: (meeting) => {
      const due = dueOf(meeting.outbox, meeting.mailboxId);
      return due && [due.mailboxId, due.urgency, due.at];
    },
    timer: (meeting) => {
      const at = timerOf(meeting);
      return at === null ? null : [meeting.mailboxId, at];
    },
    integration: (meeting) => [meeting.integrationId, meeting.createdAt],
    search: searchTerms,
    audit: waitingAudit,
  },
};

/** When the meeting is to be looked at next; null: never. */
export function timerOf(meeting: Meeting): Instant | null {
  const { abandoned, statusSince, refreshAt, expiresAt } = meeting;
  return abandoned.length > 0 ? statusSince : earliest(earliest(refreshAt, expiresAt), renameAtOf(meeting));
}

/** When the conference's name is to be looked at next; null: never. */
export function renameAtOf({ status, conference }: Pick<Meeting, 'status' | 'conference'>): Instant | null {
  return status === 'live' ? (conference?.rename?.at ?? null) : null;
}

/** The earlier of two instants, null standing for never. */
function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
