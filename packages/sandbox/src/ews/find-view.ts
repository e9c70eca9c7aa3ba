import { getView, type ItemView, occurrenceView, viewOf } from '../model/item-view.ts';
import { findOccurrence, nthStart } from '../model/occurrences.ts';
import { RefusedError } from '../model/refused-error.ts';
import type { EwsContext } from './ews-context.ts';
import { reachableMailboxes } from './find-folder.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { schemaFault } from './schema-fault.ts';
import type { XmlNode } from './xml-node.ts';

/**
 * What an `ItemId`, `OccurrenceItemId` or `RecurringMasterItemId` element names. Throws ErrorItemNotFound and
 * the errors of occurrences.
 */
export function findView(context: EwsContext, node: XmlNode): ItemView {
  const { org } = context;
  const { attributes } = node;
  if (node.name === 'ItemId') return findById(context, attributes.Id ?? '');
  if (node.name === 'RecurringMasterItemId') {
    for (const mailbox of reachableMailboxes(context)) {
      const part = mailbox.findOccurrence(attributes.OccurrenceId ?? '');
      if (part) return viewOf(org, mailbox, part.master);
    }
    throw new RefusedError('not-found');
  }
  if (node.name !== 'OccurrenceItemId') throw schemaFault(`'${node.name}' does not name an item.`);
  return nthOccurrence(context, node);
}

function findById(context: EwsContext, id: string): ItemView {
  for (const mailbox of reachableMailboxes(context)) {
    if (mailbox.findItem(id) || mailbox.findOccurrence(id)) return getView(context.org, mailbox, id);
  }
  throw new RefusedError('not-found');
}

function nthOccurrence(context: EwsContext, node: XmlNode): ItemView {
  const view = findById(context, node.attributes.RecurringMasterId ?? '');
  const master = view.item;
  if (master.kind !== 'calendar' || !master.meeting.schedule.recurrence) {
    throw new ResponseCodeError(
      'ErrorCalendarCannotUseIdForRecurringMasterId',
      'The id does not belong to a recurring master.',
    );
  }
  const originalStart = nthStart(master.meeting, Number(node.attributes.InstanceIndex));
  if (originalStart === null) {
    throw new ResponseCodeError(
      'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange',
      'Occurrence index is out of recurrence range.',
    );
  }
  const occurrence = findOccurrence(master.meeting, originalStart);
  if (!occurrence) {
    throw new ResponseCodeError(
      'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
      'The occurrence was deleted from the recurrence.',
    );
  }
  return occurrenceView(context.org, view.mailbox, { master, occurrence });
}
