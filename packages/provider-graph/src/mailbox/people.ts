import { type Participant, readAddress } from '@vmrkit/core';
import type { GraphEvent, GraphMessage, GraphPerson } from './entities.ts';
import { extendedOf } from './extended-properties.ts';

/** A person, and how the address was found. */
export interface Person {
  readonly name: string;
  /** Null: no plain address could be found out. */
  readonly email: string | null;
  /** What stands in the address's place: a name in the directory. */
  readonly directoryName: string | null;
  /** The address stood in the message as plain SMTP. */
  readonly plain: boolean;
}

/** The people of a message. */
export interface People {
  readonly organizer: Person | null;
  readonly sender: Person | null;
}

/** A person as an item names them; `known` is the address that a property tells of the same person. */
export function personOf(person: GraphPerson, known: string | null): Person | null {
  const told = person?.emailAddress;
  if (!told?.address && !told?.name && known === null) return null;
  const plain = readAddress(told?.address);
  const found = plain ?? readAddress(known);
  return {
    name: told?.name ?? '',
    email: found,
    directoryName: found === null ? (told?.address ?? null) : null,
    plain: plain !== null,
  };
}

/**
 * Organizer and sender. The entry's organizer comes first, then that of its series, then who the message is from; the
 * mailbox itself is never put in an organizer's place.
 */
export function peopleOf(
  message: GraphMessage,
  {
    event,
    master,
    mailbox,
  }: {
    readonly event: GraphEvent | null;
    readonly master: GraphEvent | null;
    readonly mailbox: string;
  },
): People {
  const from = personOf(message.from, extendedOf(message, 'representedAddress'));
  const sender = personOf(message.sender, extendedOf(message, 'senderAddress')) ?? from;
  const candidates = [event?.organizer, master?.organizer].map((one) => one && personOf(one, null));
  const named = [...candidates, from].filter((one) => one != null && !isOf(one, mailbox));
  const organizer = named.find((one) => one?.email != null) ?? named[0] ?? null;
  return { organizer: organizer ?? null, sender };
}

/** A person whose address is known; null for any other. */
export function participant(person: Person | null): Participant | null {
  return person === null || person.email === null ? null : { name: person.name, email: person.email };
}

function isOf(person: Person, mailbox: string): boolean {
  return person.email?.toLowerCase() === mailbox.toLowerCase();
}
