import { removeCancelled } from '../model/apply-meeting-message.ts';
import type { CalendarItem } from '../model/item.ts';
import { type ItemView, viewOf } from '../model/item-view.ts';
import { newMail } from '../model/new-item.ts';
import { cancelMeeting } from '../model/organizer.ts';
import { cancelOccurrence } from '../model/organizer-occurrence.ts';
import { RefusedError } from '../model/refused-error.ts';
import { respond } from '../model/respond.ts';
import { requiredDisposition, sendMail } from './create-items.ts';
import type { EwsContext } from './ews-context.ts';
import { findView } from './find-view.ts';
import { notSimulated } from './not-simulated.ts';
import { bodyAsHtml, readBody } from './read-item.ts';
import { renderItemId } from './render-item.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { checkChildren } from './schema-fault.ts';
import { successMessage } from './soap-envelope.ts';
import { child, type XmlNode } from './xml-node.ts';

const answers = { AcceptItem: 'Accept', TentativelyAcceptItem: 'Tentative', DeclineItem: 'Decline' } as const;

const answerOrder = [
  'ItemClass',
  'Sensitivity',
  'Body',
  'Attachments',
  'InternetMessageHeaders',
  'Sender',
  'ToRecipients',
  'CcRecipients',
  'BccRecipients',
  'IsReadReceiptRequested',
  'IsDeliveryReceiptRequested',
  'From',
  'ReferenceItemId',
  'ReceivedBy',
  'ReceivedRepresenting',
  'ProposedStart',
  'ProposedEnd',
];

/** Whether an element of `m:Items` acts on another item instead of being one. */
export function isResponseObject(name: string): boolean {
  return name in answers || ['CancelCalendarItem', 'RemoveItem', 'ReplyToItem'].includes(name);
}

/** Carries out a response object. Gives the markup of the response message. */
export function carryOutResponse(context: EwsContext, request: XmlNode, node: XmlNode): string {
  if (node.name in answers) return carryOutAnswer(context, request, node);
  if (node.name === 'ReplyToItem') return reply(context, request, node);
  const view = referenced(context, node);
  if (node.name === 'RemoveItem') {
    remove(view);
    return success('<m:Items/>');
  }
  cancel(context, request, { node, view });
  return success('<m:Items/>');
}

function carryOutAnswer(context: EwsContext, request: XmlNode, node: XmlNode): string {
  checkChildren(node, answerOrder);
  const disposition = requiredDisposition(request);
  const view = referenced(context, node);
  const { item, occurrence } = view;
  if (item.kind === 'message') {
    throw new ResponseCodeError('ErrorInvalidOperation', 'The item is not a meeting request.');
  }
  const target = occurrence && item.kind === 'calendar' ? masterOf(view) : item;
  const entry = respond(context.org, view.mailbox, target, {
    response: answers[node.name as keyof typeof answers],
    body: bodyAsHtml(readBody(child(node, 'Body'))),
    send: disposition !== 'SaveOnly',
    saveCopy: disposition === 'SendAndSaveCopy',
    occurrence: occurrence?.originalStart,
  });
  const named = entry && !context.org.switches.responseItemsEmpty;
  return success(
    named ? `<m:Items>${renderItemId(viewOf(context.org, view.mailbox, entry))}</m:Items>` : '<m:Items/>',
  );
}

/** Writes back to whoever the item is from, as mail. */
function reply(context: EwsContext, request: XmlNode, node: XmlNode): string {
  checkChildren(node, [...answerOrder, 'NewBodyContent']);
  const disposition = requiredDisposition(request);
  if (disposition === 'SaveOnly') throw notSimulated('A reply as a draft');
  const { item, mailbox } = findView(context, { ...namedItem(node), name: 'ItemId' });
  const mail = newMail(context.org.clock.now(), {
    subject: `RE: ${item.subject}`,
    body: bodyAsHtml(readBody(child(node, 'NewBodyContent'))),
    from: mailbox.address,
    sender: mailbox.address,
    to: item.from ? [item.from] : [],
    inReplyTo: item.messageId,
  });
  sendMail(context, mail, disposition === 'SendAndSaveCopy');
  return success('<m:Items/>');
}

function namedItem(node: XmlNode): XmlNode {
  const reference = child(node, 'ReferenceItemId');
  if (reference) return reference;
  throw new ResponseCodeError('ErrorMissingItemForCreateItem', 'The response object names no item.');
}

/** The item of `ReferenceItemId`; an id that an answered request had before it moved is answered by switch. */
function referenced(context: EwsContext, node: XmlNode): ItemView {
  const reference = namedItem(node);
  const id = reference.attributes.Id ?? '';
  const moved = context.mailbox.answeredIds.get(id);
  if (!moved || context.mailbox.findItem(id)) {
    return findView(context, { ...reference, name: 'ItemId' });
  }
  const { secondAnswer } = context.org.switches;
  if (secondAnswer === 'out-of-date') throw new RefusedError('out-of-date');
  if (secondAnswer === 'not-found' || !context.mailbox.findItem(moved.id))
    throw new RefusedError('not-found');
  return viewOf(context.org, context.mailbox, moved);
}

function masterOf(view: ItemView): CalendarItem {
  const part = view.mailbox.findOccurrence(view.id);
  if (!part) throw new RefusedError('not-found');
  return part.master;
}

function remove(view: ItemView): void {
  const { item, mailbox } = view;
  if (item.kind === 'message')
    throw new ResponseCodeError('ErrorInvalidOperation', 'The item is no meeting.');
  removeCancelled(mailbox, item.meeting);
  if (item.kind !== 'calendar') mailbox.move(item, mailbox.folder('deleteditems'));
}

function cancel(
  context: EwsContext,
  request: XmlNode,
  args: { readonly node: XmlNode; readonly view: ItemView },
): void {
  const { node, view } = args;
  const { item, mailbox, occurrence } = view;
  if (item.kind !== 'calendar' || !item.isOrganizer) {
    throw new ResponseCodeError('ErrorCalendarIsNotOrganizer', 'Only the organizer can cancel a meeting.');
  }
  const saveCopy = requiredDisposition(request) === 'SendAndSaveCopy';
  const options = { send: 'all', saveCopy } as const;
  if (occurrence) {
    const { originalStart } = occurrence;
    cancelOccurrence(context.org, mailbox, { item: masterOf(view), originalStart, options });
    return;
  }
  const body = readBody(child(node, 'NewBodyContent'));
  cancelMeeting(context.org, mailbox, { item, options, body: body ? bodyAsHtml(body) : undefined });
}

function success(inner: string): string {
  return successMessage('CreateItemResponseMessage', inner);
}
