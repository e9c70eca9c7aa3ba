import { type Instant, SECOND_MS } from '../time/instant.ts';

/** How far apart clocks that are set may be; times of receipt may be whole seconds besides. */
const CLOCKS_APART_MS = 10 * SECOND_MS;

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
  /** The message's own identity: a message is never newer than itself. */
  readonly messageId: string;
  /** Equipment mailbox that it reached; empty where it was not kept. */
  readonly mailboxId: string;
  /** Its number in that mailbox's inbox; null where none is told. */
  readonly articleNumber: number | null;
  /** Its place in the meeting's journal; 0 where it was not kept. */
  readonly arrival: number;
}

/**
 * The one order of versions: negative when `a` is the older. It goes by stamp, then sequence, then kind, then time of
 * receipt, then (within one mailbox) article number, then arrival at the journal; all are properties of the message or
 * stored with it. The sequence cannot lead: a removed attendee's cancellation carries a raised one
 * ([MS-OXOCAL] 3.1.5.4) and the invitation that follows may repeat the old one, and some messages have none
 * (docs/adr/0003).
 */
export function compareVersions(a: MeetingVersion, b: MeetingVersion): number {
  return (
    sentAt(a) - sentAt(b) ||
    (a.sequence ?? -1) - (b.sequence ?? -1) ||
    Number(b.cancels) - Number(a.cancels) ||
    a.received - b.received ||
    (a.messageId === b.messageId ? 0 : byPlace(a, b))
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
  const sentTogether =
    (instance.stamp ?? instance.received) === (series.stamp ?? series.received) &&
    instance.sequence === series.sequence;
  return sentTogether && !series.cancels;
}

/**
 * Nothing is sent after it was received: a stamp that is further ahead than clocks of one organisation are apart tells of
 * a wrong clock, and the time of receipt stands for it.
 */
function sentAt({ stamp, received }: MeetingVersion): number {
  return stamp !== null && stamp <= received + CLOCKS_APART_MS ? stamp : received;
}

/** Article numbers of different mailboxes say nothing of each other. */
function byPlace(a: MeetingVersion, b: MeetingVersion): number {
  const byArticle = a.mailboxId === b.mailboxId ? (a.articleNumber ?? -1) - (b.articleNumber ?? -1) : 0;
  return byArticle || a.arrival - b.arrival;
}
