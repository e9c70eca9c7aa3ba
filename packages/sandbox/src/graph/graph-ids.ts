import type { CalendarItem, Item } from '../model/item.ts';
import { getView, type ItemView, occurrenceView, viewOf } from '../model/item-view.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { findOccurrence } from '../model/occurrences.ts';
import type { Organization } from '../model/organization.ts';
import { notFound } from './graph-error.ts';

const immutableLength = 81;

/** The id of the model in the letters that Graph uses. */
export function urlSafe(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

function fromUrlSafe(id: string): string {
  return id.replaceAll('-', '/').replaceAll('_', '+');
}

/** The id of an item or occurrence, of the sort that the client wants. */
export function graphId({ id, item, occurrence }: ItemView, immutable: boolean): string {
  if (!immutable) return urlSafe(id);
  if (!occurrence || item.kind !== 'calendar') return urlSafe(item.immutableId);
  const bytes = Buffer.alloc(immutableLength + 8);
  bytes.write(item.immutableId, 'base64');
  bytes.writeBigInt64BE(BigInt(occurrence.originalStart), immutableLength);
  return urlSafe(bytes.toString('base64'));
}

/** The item or occurrence of an id of either sort. Throws 404. */
function findView(org: Organization, mailbox: Mailbox, graphIdText: string): ItemView {
  const id = fromUrlSafe(graphIdText);
  const item = mailbox.findImmutable(id);
  if (item) return viewOf(org, mailbox, item);
  const bytes = Buffer.from(id, 'base64');
  if (bytes.length !== immutableLength + 8) return getView(org, mailbox, id);
  const master = mailbox.findImmutable(bytes.subarray(0, immutableLength).toString('base64'));
  return ofOccurrence(org, mailbox, { master, originalStart: Number(bytes.readBigInt64BE(immutableLength)) });
}

function ofOccurrence(
  org: Organization,
  mailbox: Mailbox,
  { master, originalStart }: { readonly master: Item | null; readonly originalStart: number },
): ItemView {
  const occurrence = master?.kind === 'calendar' ? findOccurrence(master.meeting, originalStart) : null;
  if (master?.kind !== 'calendar' || !occurrence) throw notFound();
  return occurrenceView(org, mailbox, { master, occurrence });
}

/** A message of a mailbox. Throws 404. */
export function findMessage(org: Organization, mailbox: Mailbox, id: string): ItemView {
  const view = findView(org, mailbox, id);
  if (view.item.kind === 'calendar') throw notFound();
  return view;
}

/** An event, as long as it is in the calendar. Throws 404. */
export function findEvent(
  org: Organization,
  mailbox: Mailbox,
  id: string,
): ItemView & { readonly item: CalendarItem } {
  const view = findView(org, mailbox, id);
  const { item } = view;
  const holder = view.occurrence ? mailbox.findImmutable(item.immutableId) : item;
  if (item.kind !== 'calendar' || !holder || mailbox.folderOf(holder).distinguishedName !== 'calendar')
    throw notFound();
  return { ...view, item };
}

/** The entry of a series, or of an event itself, that stands in the calendar. */
export function masterOf({ mailbox, item }: ItemView): CalendarItem {
  const master = mailbox.findImmutable(item.immutableId);
  if (master?.kind !== 'calendar') throw notFound();
  return master;
}
