import { findTags } from '@vmrkit/core/browser';
import type { Person } from '../pane/draft/outlook-draft.ts';
import { findBlocks } from '../pane/draft/room-block.ts';
import { isAmong } from '../pane/draft/same-person.ts';

/** What is known of an appointment that is about to be sent, without asking the server. */
export interface SendFacts {
  /** Body as HTML. */
  readonly html: string;
  /** Whoever is invited, required or not. */
  readonly attendees: readonly Person[];
  /** The mailbox that the pane noted in this appointment; null: none. */
  readonly noted: Person | null;
  /** Mailboxes that this person's panes were told of, in any appointment. */
  readonly known: readonly Person[];
  /** Unix milliseconds; null: the client does not tell. */
  readonly end: number | null;
  /** Last day of a series, `YYYY-MM-DD`; null: it has no end. Left out: no series, or the client does not tell. */
  readonly lastDay?: string | null;
  readonly now: number;
  /** See `EventsConfig`. */
  readonly roomsWithoutTag: boolean;
}

/** Why the booking mailbox would decline, or not even get, this invitation. */
export type SendFinding = 'tag-damaged' | 'tag-missing' | 'mailbox-missing' | 'past';

/** A day may have begun elsewhere: no zone is further from UTC. */
const ZONES_MS = 14 * 3_600_000;

/** Looks at an appointment before it is sent; nothing where no room of ours has to do with it. */
export function checkRoom(facts: SendFacts): readonly SendFinding[] {
  const { html, attendees, noted, known, roomsWithoutTag } = facts;
  const tags = findTags({ type: 'html', content: html }).filter(({ quoted }) => !quoted);
  const isWhole = tags.some(({ malformed }) => !malformed);
  const mailboxes = noted === null ? known : [noted, ...known];
  const isInvited = mailboxes.some((mailbox) => isAmong(attendees, mailbox));
  const hasBlock = findBlocks(html).length > 0;
  // Instructions without a tag are a personal room's, unless the pane noted a mailbox for this very appointment.
  const hasRoom = tags.length > 0 || isInvited || (hasBlock && noted !== null);
  if (!hasRoom) return [];
  const findings: SendFinding[] = [];
  if (!isWhole && tags.length > 0) findings.push('tag-damaged');
  else if (!isWhole && !roomsWithoutTag) findings.push('tag-missing');
  if (!isInvited && mailboxes.length > 0) findings.push('mailbox-missing');
  if (isPast(facts)) findings.push('past');
  return findings;
}

function isPast({ end, lastDay, now }: SendFacts): boolean {
  if (lastDay === null) return false;
  if (lastDay === undefined) return end !== null && end <= now;
  const begins = Date.parse(`${lastDay}T00:00:00Z`);
  return begins + 24 * 3_600_000 + ZONES_MS <= now;
}
