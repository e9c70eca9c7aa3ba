import { setTimeout as sleep } from 'node:timers/promises';
import { type AddIn, aliasesIn, integrations, people } from '@vmrkit/example-demo';
import type { SandboxClient } from '@vmrkit/sandbox';

/** A room that was given out: its instructions, and its alias with a domain. */
export interface BookedRoom {
  readonly html: string;
  readonly alias: string;
}

/** The room that instructions are for. */
export function bookedRoom(html: string): BookedRoom {
  return { html, alias: aliasesIn(html, integrations.sales)[0] ?? '' };
}

/** So many at a time are asked for; where the store is slow fewer, so that each is answered in time. */
const AT_A_TIME = { most: 8, least: 1 } as const;
const MINUTE = 60_000;
const BULK = 500;

/** Asks for rooms through the add-in, several at a time. */
export async function bookRooms(addIn: AddIn, count: number): Promise<readonly BookedRoom[]> {
  const rooms: BookedRoom[] = [];
  let wanted = count;
  let atATime: number = AT_A_TIME.most;
  const ask = async (place: number) => {
    for (; wanted > 0 && place < atATime; ) {
      wanted -= 1;
      const { kind, html, aliases } = await addIn.reserve(integrations.sales);
      if (kind === 'reserved') rooms.push({ html, alias: aliases[0] ?? '' });
      else {
        wanted += 1;
        atATime = Math.max(AT_A_TIME.least, Math.min(atATime, place));
        await sleep(500);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME.most }, (_, place) => ask(place)));
  return rooms;
}

/** How {@link inviteAll} sends. */
export interface InviteAllOptions {
  /** Start of the first meeting in Unix milliseconds; each of the others starts a minute later, at most a day. */
  readonly start: number;
  /** The equipment mailbox has accepted each when the call returns, with no manager at work. */
  readonly accepted?: boolean;
  /** Addresses of the mailboxes that are invited by turns; the first integration's own unless given. */
  readonly mailboxes?: readonly string[];
}

/** Invites the equipment mailbox and one attendee to a meeting of half an hour in each room; gives the clean ids. */
export async function inviteAll(
  sandbox: SandboxClient,
  rooms: readonly BookedRoom[],
  { start, accepted = false, mailboxes }: InviteAllOptions,
): Promise<readonly string[]> {
  const { mailbox } = integrations.sales;
  const invited = (place: number) => {
    const email = mailboxes?.[place % mailboxes.length] ?? mailbox.email;
    return { ...mailbox, email };
  };
  const ids: string[] = [];
  for (let first = 0; first < rooms.length; first += BULK) {
    const meetings = rooms.slice(first, first + BULK).map(({ html }, place) => {
      const begin = Math.ceil(start / MINUTE) * MINUTE + ((first + place) % 1_440) * MINUTE;
      return {
        organizer: people.organizer.email,
        subject: `Meeting ${first + place}`,
        body: `${html}<p>Agenda: the usual.</p>`,
        schedule: { start: isoTime(begin), end: isoTime(begin + 30 * MINUTE), timeZone: 'Europe/Paris' },
        attendees: [{ ...invited(first + place), role: 'required' as const }, people.attendee.email],
      };
    });
    const acceptedBy = accepted ? { acceptedBy: mailbox.email } : {};
    ids.push(...(await sandbox.inviteMany({ meetings, ...acceptedBy })));
  }
  return ids;
}

/** A time in Unix milliseconds as RFC 3339. */
function isoTime(at: number): string {
  return new Date(at).toISOString();
}
