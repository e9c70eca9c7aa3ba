/// <reference types="office-js" />
import type { OfficeCaller } from '../pane/draft/call-office.ts';
import { notedMailboxes } from '../pane/draft/noted-mailbox.ts';
import type { Person } from '../pane/draft/outlook-draft.ts';
import type { SendFacts } from './check-room.ts';

type Done<Value> = (result: Office.AsyncResult<Value>) => void;

/** What the form says of itself. Rejects with a DraftError where it does not tell text or attendees. */
export async function readAppointment(
  caller: OfficeCaller,
  now: number,
): Promise<Omit<SendFacts, 'roomsWithoutTag'>> {
  const item = Office.context.mailbox.item as Office.AppointmentCompose;
  const people = (kind: 'requiredAttendees' | 'optionalAttendees') =>
    caller.call(`${kind}.getAsync`, (done: Done<Office.EmailAddressDetails[]>) => item[kind].getAsync(done));
  const [html, required, optional, mailboxes, end, lastDay] = await Promise.all([
    caller.call('body.getAsync', (done: Done<string>) => item.body.getAsync(Office.CoercionType.Html, done)),
    people('requiredAttendees'),
    people('optionalAttendees').catch(() => []),
    notedMailboxes(caller),
    caller.call('end.getAsync', (done: Done<Date>) => item.end.getAsync(done)).catch(() => null),
    lastDayOf(item, caller),
  ]);
  const endMs = end === null ? Number.NaN : new Date(end).valueOf();
  return {
    html,
    attendees: [...required, ...optional].map(personOf),
    ...mailboxes,
    end: Number.isNaN(endMs) ? null : endMs,
    ...(lastDay !== undefined && { lastDay }),
    now,
  };
}

function personOf({ displayName, emailAddress }: Office.EmailAddressDetails): Person {
  return { name: displayName ?? '', email: emailAddress ?? '' };
}

/** Clients of Exchange Server tell nothing of recurrence. */
async function lastDayOf(
  { recurrence }: Office.AppointmentCompose,
  caller: OfficeCaller,
): Promise<string | null | undefined> {
  const read = (done: Done<Office.Recurrence>) => recurrence.getAsync(done);
  const found = await caller.call('recurrence.getAsync', read).catch(() => null);
  if (!found?.seriesTime) return undefined;
  try {
    return found.seriesTime.getEndDate() || null;
  } catch {
    return null;
  }
}
