import type { CalendarItem, Item } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { findOccurrence, type Occurrence } from './occurrences.ts';
import type { Organization } from './organization.ts';
import { RefusedError } from './refused-error.ts';

/** An item, or one occurrence of a series, as a face shows it. */
export interface ItemView {
  readonly org: Organization;
  readonly mailbox: Mailbox;
  readonly id: string;
  readonly item: Item;
  /** Set when the view is of one occurrence of a series. */
  readonly occurrence: Occurrence | null;
  /** Whether the view is for a list, which gives less than a read of one item. */
  readonly inFind: boolean;
}

/** The view of a whole item. */
export function viewOf(org: Organization, mailbox: Mailbox, item: Item, inFind = false): ItemView {
  return { org, mailbox, id: item.id, item, occurrence: null, inFind };
}

/** The view of one occurrence; of the item itself if that does not repeat. */
export function occurrenceView(
  org: Organization,
  mailbox: Mailbox,
  args: { readonly master: CalendarItem; readonly occurrence: Occurrence; readonly inFind?: boolean },
): ItemView {
  const { master, occurrence, inFind = false } = args;
  if (!master.meeting.schedule.recurrence) return viewOf(org, mailbox, master, inFind);
  const { exception } = occurrence;
  const { meeting } = master;
  const item: CalendarItem = {
    ...master,
    subject: exception?.subject ?? master.subject,
    body: exception?.body ?? master.body,
    myResponse: exception?.myResponse ?? master.myResponse,
    repliedAt: exception?.repliedAt ?? master.repliedAt,
    meeting: {
      ...meeting,
      recurrenceId: occurrence.originalStart,
      subject: exception?.subject ?? meeting.subject,
      location: exception?.location ?? meeting.location,
      body: exception?.body ?? meeting.body,
      attendees: exception?.attendees ?? meeting.attendees,
      sequence: exception?.sequence ?? meeting.sequence,
      ownerCriticalChange: exception?.ownerCriticalChange ?? meeting.ownerCriticalChange,
      isCancelled: exception?.isCancelled ?? meeting.isCancelled,
      schedule: {
        start: occurrence.start,
        end: occurrence.end,
        allDay: meeting.schedule.allDay,
        timeZone: meeting.schedule.timeZone,
      },
    },
  };
  return {
    org,
    mailbox,
    id: mailbox.occurrenceId(master, occurrence.originalStart),
    item,
    occurrence,
    inFind,
  };
}

/** The item or occurrence of an id. Refuses an id of nothing (`not-found`). */
export function getView(org: Organization, mailbox: Mailbox, id: string): ItemView {
  const found = mailbox.findItem(id);
  if (found) return viewOf(org, mailbox, found.item);
  const part = mailbox.findOccurrence(id);
  const occurrence = part && findOccurrence(part.master.meeting, part.originalStart);
  if (!part || !occurrence) throw new RefusedError('not-found');
  return occurrenceView(org, mailbox, { master: part.master, occurrence });
}
