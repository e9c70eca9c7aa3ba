import {
  type Instant,
  instant,
  type MailboxMessage,
  type MeetingIdentity,
  type MeetingZone,
  type Participant,
  type Random,
} from '@vmrkit/core';
import type { MailSystemTraits } from './mail-system-traits.ts';
import { instanceObjectId } from './model/global-object-id.ts';
import type { MeetingNotice } from './model/organized-meeting.ts';
import { seriesFactsOf, timeOf } from './model/recurrence.ts';

/** IANA ids of the Windows zones that tests name; others count as custom ones. */
const ianaZones: Readonly<Record<string, string>> = {
  'W. Europe Standard Time': 'Europe/Berlin',
  'GMT Standard Time': 'Europe/London',
  'Eastern Standard Time': 'America/New_York',
  'Tokyo Standard Time': 'Asia/Tokyo',
  UTC: 'Etc/UTC',
};

/** Nobody of whose domain the mail system authenticates. */
const OUTSIDE = 'outside.example';

/** What of a mail system shapes its messages. */
export type MessageTraits = Pick<
  MailSystemTraits,
  'tellsSequence' | 'tellsStamp' | 'listsExceptions' | 'identity'
>;

/** A message's handle and time of receipt until the inbox gives it its own. */
const undelivered = { ref: { id: '' }, receivedAt: instant(0) };

/** The words of a notice as the equipment mailbox gets them, sent by `sender`. */
export function renderNotice(
  notice: MeetingNotice,
  options: { readonly traits: MessageTraits; readonly random: Random; readonly sender?: Participant },
): MailboxMessage {
  const { meeting, instance, sequence, stamp } = notice;
  const { traits, random, sender = meeting.sentBy ?? meeting.organizer } = options;
  const exception = instance === null ? undefined : meeting.exceptions.get(instance);
  const subject = exception?.subject ?? meeting.subject;
  const about = {
    ...undelivered,
    messageId: newMessageId(random, sender),
    subject: notice.kind === 'cancellation' ? `Canceled: ${subject}` : subject,
    body: { type: 'html' as const, content: exception?.html ?? meeting.html },
    organizer: meeting.organizer,
    sender,
    senderAuthenticated: isInside(sender),
    language: null,
    identity: identityOf(meeting.globalObjectId, instance, traits),
    instance,
    sequence: traits.tellsSequence ? sequence : null,
    stamp: traits.tellsStamp ? stamp : null,
    articleNumber: null,
    outOfDate: false,
  };
  if (notice.kind === 'cancellation') return { ...about, kind: 'cancellation' };
  const series = instance === null ? seriesFactsOf(meeting) : null;
  return {
    ...about,
    kind: 'request',
    delegateCopy: false,
    location: meeting.location,
    occurrences: instance === null ? (meeting.repeat?.count ?? null) : null,
    ...timeOf(meeting, instance),
    allDay: false,
    zone: zoneOf(meeting.zone),
    series: series && !traits.listsExceptions ? { ...series, modified: [], deleted: [] } : series,
  };
}

/** A mail about no meeting. */
export function renderMail(
  mail: { readonly from: Participant; readonly subject: string; readonly html: string },
  random: Random,
): MailboxMessage {
  return {
    ...undelivered,
    kind: 'other',
    messageId: newMessageId(random, mail.from),
    subject: mail.subject,
    body: { type: 'html', content: mail.html },
    organizer: null,
    sender: mail.from,
    senderAuthenticated: isInside(mail.from),
    language: null,
  };
}

/** What the mail system calls the meeting, or one instance of it. */
export function identityOf(
  globalObjectId: string,
  instance: Instant | null,
  { identity }: Pick<MailSystemTraits, 'identity'>,
): MeetingIdentity {
  if (identity === 'global-object-id') return { globalObjectId, uid: globalObjectId.toUpperCase() };
  const uid = instance === null ? globalObjectId : instanceObjectId(globalObjectId, instance);
  return { globalObjectId: null, uid: uid.toUpperCase() };
}

/** A zone under both of its names. */
export function zoneOf(windows: string): MeetingZone {
  return { iana: ianaZones[windows] ?? null, windows };
}

/** Whether the mail system authenticated this sender. */
function isInside({ email }: Participant): boolean {
  return !email.toLowerCase().endsWith(`@${OUTSIDE}`);
}

/** A new RFC 5322 Message-ID. */
export function newMessageId(random: Random, sender: Participant): string {
  const domain = sender.email.slice(sender.email.lastIndexOf('@') + 1);
  return `<${Buffer.from(random.bytes(12)).toString('hex')}@${domain}>`;
}
