import { isReservation } from '../allocation/reservation.ts';
import type { Store } from '../collections/store.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { waitsUntil } from '../meetings/outbox-entry.ts';
import { everyDocument } from '../store/every-document.ts';
import type { Instant } from '../time/instant.ts';

/** What still needs a mailbox of a pool, though it may be named for nothing new. */
export interface MailboxRemains {
  /** Meetings bound to it that are not over, and others that it owes an answer. */
  readonly meetings: number;
  /** Reservations that name it and were not used yet. */
  readonly reservations: number;
  /** When the last of those lapses; null: there is none. */
  readonly lastLapseAt: Instant | null;
}

/** Looks what still needs a mailbox. Reads all that waits for it, so it is for an operator's commands. */
export async function findMailboxRemains(
  mailboxId: string,
  {
    store,
    tenantId,
  }: { readonly store: Pick<Store, 'meetings' | 'reservations'>; readonly tenantId: TenantId },
): Promise<MailboxRemains> {
  const needing = new Set<string>();
  const queries = [
    { index: 'timer', equals: [mailboxId] },
    ...[0, 1, 2].map((urgency) => ({ index: 'outbox', equals: [mailboxId, urgency] }) as const),
  ] as const;
  for (const query of queries) {
    for await (const { id, value } of everyDocument(store.meetings, tenantId, query)) {
      if (needs(value, mailboxId)) needing.add(id);
    }
  }
  let reservations = 0;
  let lastLapseAt: Instant | null = null;
  const due = { index: 'due', equals: [] } as const;
  for await (const { value } of everyDocument(store.reservations, tenantId, due)) {
    if (!isReservation(value) || value.state.kind !== 'reserved' || value.mailboxId !== mailboxId) continue;
    reservations += 1;
    lastLapseAt = value.state.lapsesAt;
  }
  return { meetings: needing.size, reservations, lastLapseAt };
}

function needs(meeting: Meeting, mailboxId: string): boolean {
  const { status, abandoned, outbox } = meeting;
  const owes = outbox.some((entry) => entry.mailboxId === mailboxId && waitsUntil(entry.state) !== null);
  if (owes || meeting.mailboxId !== mailboxId) return owes;
  return status === 'live' || status === 'cancelled' || abandoned.length > 0;
}
