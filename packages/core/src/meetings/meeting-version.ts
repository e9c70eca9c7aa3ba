import type { Instant } from '../time/instant.ts';

/** Where one message about a meeting stands in the meeting's history. */
export interface MeetingVersion {
  /** When the organizer's side sent it (the owner's critical change; iCalendar's DTSTAMP). Null: not told. */
  readonly stamp: Instant | null;
  /** [MS-OXOCAL] 2.2.1.1; null where the mail system tells none (Graph; some cancellations). */
  readonly sequence: number | null;
  /** Of two that are otherwise alike the cancellation is the older: a re-invitation follows its removal. */
  readonly cancels: boolean;
  /** When it reached the equipment mailbox. */
  readonly received: Instant;
  /** The message's own identity, the last tie-break. */
  readonly messageId: string;
}

/**
 * The one total order of versions: negative when `a` is the older. It goes by stamp, then sequence, then kind, then
 * arrival, then message id. The sequence cannot lead: a removed attendee's cancellation carries a raised one
 * ([MS-OXOCAL] 3.1.5.4) and the invitation that follows may repeat the old one, and some messages have none
 * (docs/adr/0003).
 */
export function compareVersions(a: MeetingVersion, b: MeetingVersion): number {
  return (
    sentAt(a) - sentAt(b) ||
    (a.sequence ?? -1) - (b.sequence ?? -1) ||
    Number(b.cancels) - Number(a.cancels) ||
    a.received - b.received ||
    (a.messageId < b.messageId ? -1 : Number(a.messageId > b.messageId))
  );
}

/** Whether `a` is strictly newer than `b`; anything is newer than nothing. */
export function isNewer(a: MeetingVersion, b: MeetingVersion | null): boolean {
  return b === null || compareVersions(a, b) > 0;
}

/**
 * Whether what a message says of one instance stands after the message for its series. One act of the organizer may
 * send both under one stamp and sequence; then the instance's counts whichever arrives first. (A cancellation may mean
 * an exception that the same act took back; the calendar then shows the instance all the same.)
 */
export function outlastsSeries(instance: MeetingVersion, series: MeetingVersion | null): boolean {
  if (series === null || isNewer(instance, series)) return true;
  const sentTogether = sentAt(instance) === sentAt(series) && instance.sequence === series.sequence;
  return sentTogether && !series.cancels;
}

function sentAt(version: MeetingVersion): number {
  return version.stamp ?? version.received;
}
