import { directoryName } from '../mapi/directory-name.ts';
import type { Address } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import type { ItemShape } from './item-shape.ts';
import { element } from './xml-text.ts';

/** One element of an item: its name, how it is written, and which answers hold it. */
export interface Property {
  readonly name: string;
  /** Gives the markup; empty if the item has none. */
  readonly render: (view: ItemView, shape: ItemShape) => string;
  /** Whether the base shape `Default` has it. */
  readonly standard: boolean;
  /** Whether FindItem can give it. */
  readonly inFind: boolean;
}

/** Options of {@link property}. */
export interface PropertyOptions {
  readonly standard?: boolean;
  readonly inFind?: boolean;
}

/** Describes a property; unless told otherwise it is not in `Default` and FindItem gives it. */
export function property(
  name: string,
  render: Property['render'],
  { standard = false, inFind = true }: PropertyOptions = {},
): Property {
  return { name, render, standard, inFind };
}

/** The markup of a `t:Mailbox`; internal addresses as directory names where the switches say so. */
export function mailboxMarkup(view: ItemView, address: Address): string {
  const internal = view.org.isInternal(address.email);
  const { organizerAddressAsExInFindItem, peopleInGetItem } = view.org.switches;
  const asEx = internal && (view.inFind ? organizerAddressAsExInFindItem : peopleInGetItem !== 'smtp');
  const email = asEx ? directoryName(address.email) : address.email;
  return (
    `<t:Mailbox>${element('Name', address.name)}${element('EmailAddress', email)}` +
    `<t:RoutingType>${asEx ? 'EX' : 'SMTP'}</t:RoutingType>` +
    `<t:MailboxType>${internal ? 'Mailbox' : 'OneOff'}</t:MailboxType></t:Mailbox>`
  );
}
