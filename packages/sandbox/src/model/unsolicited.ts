import { cleanGlobalObjectId, newCleanGlobalObjectId } from './global-object-id.ts';
import { newMessageId } from './identifiers.ts';
import { type Address, isMeetingMessage, type Meeting, type MeetingRequestType } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { buildCancellation, buildRequest, transportHost } from './meeting-messages.ts';
import { newMail, transportHeaders } from './new-item.ts';
import type { Organization } from './organization.ts';
import type { Schedule } from './schedule.ts';

/** What a forged meeting message says. */
export interface Forgery {
  readonly kind: 'request' | 'cancellation';
  readonly to: readonly string[];
  readonly from: Address;
  readonly sender?: Address | undefined;
  readonly organizer?: Address | undefined;
  readonly internal?: boolean | undefined;
  /** The meeting that it imitates. */
  readonly copyOf: Meeting | null;
  readonly cleanId?: string | undefined;
  readonly recurrenceId?: number | undefined;
  readonly sequence?: number | undefined;
  readonly stamp?: number | undefined;
  readonly requestType?: MeetingRequestType | undefined;
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
  readonly schedule?: Schedule | undefined;
  readonly messageId?: string | undefined;
}

/** Sends a meeting message behind which no calendar stands. Gives its clean id. */
export function forge(org: Organization, forgery: Forgery): string {
  const now = org.clock.now();
  const { copyOf } = forgery;
  const cleanId = cleanGlobalObjectId(forgery.cleanId ?? copyOf?.cleanId ?? newCleanGlobalObjectId(now));
  const instance = forgery.recurrenceId !== undefined;
  const schedule = forgery.schedule ??
    copyOf?.schedule ?? { start: now, end: now + 3_600_000, allDay: false, timeZone: 'UTC' };
  const meeting: Meeting = {
    uid: copyOf?.uid ?? cleanId,
    cleanId,
    recurrenceId: forgery.recurrenceId,
    sequence: forgery.sequence ?? (copyOf?.sequence ?? -1) + 1,
    ownerCriticalChange: forgery.stamp ?? now,
    subject: forgery.subject ?? copyOf?.subject ?? '',
    body: forgery.body ?? copyOf?.body ?? '',
    location: copyOf?.location ?? '',
    schedule: instance ? { ...schedule, recurrence: undefined } : schedule,
    organizer: forgery.organizer ?? forgery.from,
    attendees: forgery.to.map((each) => ({ ...org.nameOf(each), role: 'required', response: 'Unknown' })),
    exceptions: new Map(),
    deletedOccurrences: new Set(),
    isCancelled: forgery.kind === 'cancellation',
  };
  const { from, sender, internal, requestType, messageId } = forgery;
  const options = { from, sender, internal: internal ?? org.isInternal(from.email), requestType, messageId };
  const build = forgery.kind === 'request' ? buildRequest : buildCancellation;
  org.transport.send(build(org, meeting, options), forgery.to);
  return cleanId;
}

/** Sends a copy of a meeting's invitation to somebody who is not on its list: forwarded, or a delegate's copy. */
export function sendCopy(
  org: Organization,
  meeting: Meeting,
  copy: { readonly to: string; readonly by?: string | undefined; readonly internal?: boolean | undefined },
): void {
  const isForwarded = copy.by !== undefined;
  const message = buildRequest(org, meeting, {
    from: meeting.organizer,
    sender: copy.by === undefined ? undefined : org.nameOf(copy.by),
    internal: copy.internal,
    isForwarded,
    isDelegated: !isForwarded,
    requestType: isForwarded ? 'NewMeetingRequest' : 'PrincipalWantsCopy',
  });
  if (isForwarded) message.subject = `FW: ${message.subject}`;
  org.transport.send(message, [copy.to]);
}

/** Delivers the latest message of a meeting that a mailbox got once more, with the same Message-ID. */
export function redeliver(org: Organization, mailbox: Mailbox, cleanId: string): boolean {
  for (const name of ['inbox', 'deleteditems']) {
    const latest = [...mailbox.folder(name).withCleanId(cleanId)].findLast(isMeetingMessage);
    if (!latest) continue;
    const copy = {
      ...latest,
      hasBeenProcessed: false,
      isOutOfDate: false,
      answeredAs: null,
      calendarItemId: null,
    };
    org.transport.send(copy, [mailbox.address.email]);
    return true;
  }
  return false;
}

/** Sends an ordinary mail. */
export function sendPlainMail(
  org: Organization,
  mail: {
    readonly from: string;
    readonly to: readonly string[];
    readonly subject: string;
    readonly body: string;
    readonly internal?: boolean | undefined;
  },
): string {
  const from = org.nameOf(mail.from);
  const messageId = newMessageId(transportHost);
  const internal = mail.internal ?? org.isInternal(from.email);
  const item = newMail(org.clock.now(), {
    from,
    sender: from,
    to: mail.to.map((each) => org.nameOf(each)),
    subject: mail.subject,
    body: mail.body,
    messageId,
    headers: transportHeaders({ from, messageId, internal, host: transportHost }),
  });
  org.transport.send(item, mail.to);
  return messageId;
}
