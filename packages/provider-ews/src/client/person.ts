import { readAddress, readDirectoryName } from '@vmrkit/core';
import { childOf, childrenOf, textOf, type XmlElement } from '../soap/xml-tree.ts';
import { extendedOf } from './item-properties.ts';
import { EXTENDED } from './item-shapes.ts';

/** A person as an item names them. */
export interface Person {
  readonly name: string;
  /** Null: the item tells no address, or what can be read as several. */
  readonly email: string | null;
  /** Whether the address stood in the item as plain SMTP; what headers and directories tell did not. */
  readonly plain: boolean;
  /** Name in the directory, for want of an address; null: there is none. */
  readonly directoryName: string | null;
}

/** The people of an item; null: it names nobody. */
export interface People {
  readonly organizer: Person | null;
  readonly sender: Person | null;
}

type Role = 'Organizer' | 'From' | 'Sender';

/**
 * The people of an item, by the addresses in it, the properties beside them, or the headers From and Sender of the
 * message, which stand in `headers` (perhaps the item itself).
 */
export function peopleOf(item: XmlElement, headers: XmlElement): People {
  const from = personOf(item, 'From', headers);
  const organizer = personOf(item, 'Organizer', headers);
  return {
    organizer: organizer?.email != null || isAnother(item, 'Organizer') ? organizer : better(from, organizer),
    sender: personOf(item, 'Sender', headers) ?? from,
  };
}

/** A name that is to be looked up. */
export function unresolvedNames({ organizer, sender }: People): readonly string[] {
  return [organizer, sender].flatMap((person) => person?.directoryName ?? []);
}

/** Of two that name the same person: who has an address, else who can be looked up. */
function better(from: Person | null, organizer: Person | null): Person | null {
  if (from?.email != null || organizer === null) return from;
  return organizer.directoryName === null ? (from ?? organizer) : organizer;
}

function personOf(item: XmlElement, role: Role, headers: XmlElement): Person | null {
  const { name, text, type } = mailboxOf(item, role);
  if (name === '' && text === '') return null;
  const directoryName = type === '' || type === 'EX' || type === 'SMTP' ? readDirectoryName(text) : null;
  const own = directoryName === null ? readAddress(text) : null;
  if (own !== null) {
    return { name, email: own, plain: type === '' || type === 'SMTP', directoryName: null };
  }
  if (text !== '' && directoryName === null) return { name, email: null, plain: false, directoryName };
  const beside = !isAnother(item, role) ? readAddress(extendedOf(item, propertyOf(role))) : null;
  if (beside !== null) return { name, email: beside, plain: true, directoryName: null };
  const header = directoryName === null ? null : headerAddress(item, role, headers);
  return { name, email: header, plain: false, directoryName: header === null ? directoryName : null };
}

/**
 * Organizer and `From` of a message are one person, and what tells the address of the one tells that of the other,
 * unless their names in the directory differ.
 */
function isAnother(item: XmlElement, role: Role): boolean {
  if (role !== 'Organizer') return false;
  const [from, own] = [mailboxOf(item, 'From').text, mailboxOf(item, role).text].map(readDirectoryName);
  return from != null && own != null && from.toLowerCase() !== own.toLowerCase();
}

function propertyOf(role: Role) {
  return role === 'Sender' ? EXTENDED.senderAddress : EXTENDED.representedAddress;
}

function headerAddress(item: XmlElement, role: Role, headers: XmlElement): string | null {
  if (isAnother(item, role)) return null;
  const own = role === 'Sender' ? headerOf(headers, 'Sender') : null;
  const isFrom =
    role !== 'Sender' ||
    mailboxOf(item, 'From').text.toLowerCase() === mailboxOf(item, 'Sender').text.toLowerCase();
  return readAddress(own ?? (isFrom ? headerOf(headers, 'From') : null));
}

/** All that the headers of one name say. */
function headerOf(headers: XmlElement, name: string): string | null {
  const values = childrenOf(childOf(headers, 'InternetMessageHeaders'), 'InternetMessageHeader')
    .filter(({ attributes }) => attributes.HeaderName?.toLowerCase() === name.toLowerCase())
    .map(({ text }) => text.trim());
  return values.length === 0 ? null : values.join(', ');
}

function mailboxOf(item: XmlElement, role: Role) {
  const mailbox = childOf(childOf(item, role), 'Mailbox');
  return {
    name: textOf(mailbox, 'Name')?.trim() ?? '',
    text: textOf(mailbox, 'EmailAddress')?.trim() ?? '',
    type: textOf(mailbox, 'RoutingType')?.trim().toUpperCase() ?? '',
  };
}
