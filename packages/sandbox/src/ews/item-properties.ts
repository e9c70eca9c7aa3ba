import { itemClassOf } from '../mapi/item-class.ts';
import { extendedValue, sizeOf } from '../mapi/mapi-property.ts';
import { isMeetingMessage } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { plainText } from '../model/plain-text.ts';
import { renderExtended } from './extended-property.ts';
import type { ItemShape } from './item-shape.ts';
import { renderMime } from './mime-content.ts';
import { mailboxMarkup, type Property, property } from './property.ts';
import { dateTime, element, escapeAttribute, escapeText, wrap } from './xml-text.ts';

const effectiveRights =
  '<t:EffectiveRights><t:CreateAssociated>false</t:CreateAssociated><t:CreateContents>false</t:CreateContents>' +
  '<t:CreateHierarchy>false</t:CreateHierarchy><t:Delete>true</t:Delete><t:Modify>true</t:Modify>' +
  '<t:Read>true</t:Read><t:ViewPrivateItems>true</t:ViewPrivateItems></t:EffectiveRights>';

/** The elements of every item, in the order of types.xsd ItemType. */
export const itemProperties: readonly Property[] = [
  property('MimeContent', mimeContent, { inFind: false }),
  property('ItemId', itemId, { standard: true }),
  property('ParentFolderId', ({ mailbox, item }) => {
    const found = mailbox.findItem(item.id);
    return found ? `<t:ParentFolderId Id="${found.folder.id}" ChangeKey="${found.folder.changeKey}"/>` : '';
  }),
  property('ItemClass', ({ item, occurrence }) =>
    element('ItemClass', occurrence ? `${itemClassOf(item)}.Occurrence` : itemClassOf(item)),
  ),
  property('Subject', ({ item }) => element('Subject', item.subject), { standard: true }),
  property('Sensitivity', ({ item }) => element('Sensitivity', item.sensitivity), { standard: true }),
  property('Body', body, { standard: true, inFind: false }),
  property('DateTimeReceived', ({ item }) => element('DateTimeReceived', dateTime(item.receivedAt))),
  property('Size', ({ item }) => element('Size', sizeOf(item)), { standard: true }),
  property('Categories', ({ item }) =>
    wrap('Categories', item.categories.map((each) => element('String', each)).join('')),
  ),
  property('Importance', ({ item }) => element('Importance', item.importance)),
  property('InReplyTo', ({ item }) => element('InReplyTo', item.inReplyTo)),
  property('IsSubmitted', () => '<t:IsSubmitted>false</t:IsSubmitted>'),
  property('IsDraft', ({ item }) => element('IsDraft', item.isDraft)),
  property('IsFromMe', ({ item, mailbox }) =>
    element('IsFromMe', item.from?.email === mailbox.address.email),
  ),
  property('IsResend', () => '<t:IsResend>false</t:IsResend>'),
  property('IsUnmodified', ({ item }) => element('IsUnmodified', item.createdAt === item.modifiedAt)),
  property('InternetMessageHeaders', internetHeaders, { inFind: false }),
  property('DateTimeSent', ({ item }) => element('DateTimeSent', dateTime(item.sentAt))),
  property('DateTimeCreated', ({ item }) => element('DateTimeCreated', dateTime(item.createdAt))),
  property('ResponseObjects', responseObjects, { inFind: false }),
  property('ReminderIsSet', ({ item }) =>
    element('ReminderIsSet', item.kind === 'calendar' && item.reminderMinutes !== null),
  ),
  property('ReminderMinutesBeforeStart', ({ item }) =>
    element('ReminderMinutesBeforeStart', (item.kind === 'calendar' ? item.reminderMinutes : null) ?? 0),
  ),
  property('DisplayCc', ({ item }) => element('DisplayCc', item.cc.map((each) => each.name).join('; '))),
  property('DisplayTo', ({ item }) => element('DisplayTo', item.to.map((each) => each.name).join('; '))),
  property('HasAttachments', ({ item }) => element('HasAttachments', item.attachments.length > 0), {
    standard: true,
  }),
  property('ExtendedProperty', extendedProperties, { standard: true }),
  property('Culture', ({ org, item }) =>
    element('Culture', org.findMailbox(item.sender?.email ?? '')?.culture ?? 'en-US'),
  ),
  property('EffectiveRights', () => effectiveRights),
  property('LastModifiedName', ({ mailbox }) => element('LastModifiedName', mailbox.address.name)),
  property('LastModifiedTime', ({ item }) => element('LastModifiedTime', dateTime(item.modifiedAt))),
  property('IsAssociated', () => '<t:IsAssociated>false</t:IsAssociated>'),
  property(
    'TextBody',
    ({ item }) => `<t:TextBody BodyType="Text">${escapeText(plainText(item))}</t:TextBody>`,
    {
      inFind: false,
    },
  ),
];

/** The elements of mail and meeting messages after those of every item, in the order of MessageType. */
export const messageProperties: readonly Property[] = [
  property('Sender', (view) => person(view, 'Sender'), { standard: true }),
  property('ToRecipients', (view) => people(view, 'to', 'ToRecipients'), { standard: true, inFind: false }),
  property('CcRecipients', (view) => people(view, 'cc', 'CcRecipients'), { inFind: false }),
  property('BccRecipients', (view) => people(view, 'bcc', 'BccRecipients'), { inFind: false }),
  property('IsReadReceiptRequested', () => '<t:IsReadReceiptRequested>false</t:IsReadReceiptRequested>'),
  property(
    'IsDeliveryReceiptRequested',
    () => '<t:IsDeliveryReceiptRequested>false</t:IsDeliveryReceiptRequested>',
  ),
  property('ConversationTopic', ({ item }) => element('ConversationTopic', item.subject)),
  property('From', (view) => person(view, 'From'), { standard: true }),
  property('InternetMessageId', ({ item }) => element('InternetMessageId', item.messageId)),
  property('IsRead', ({ item }) => element('IsRead', item.isRead), { standard: true }),
  property('IsResponseRequested', ({ item }) =>
    element('IsResponseRequested', item.kind === 'meeting-request'),
  ),
  property('ReceivedBy', (view) => wrap('ReceivedBy', mailboxMarkup(view, view.mailbox.address))),
  property('ReceivedRepresenting', (view) =>
    wrap('ReceivedRepresenting', mailboxMarkup(view, view.mailbox.address)),
  ),
];

function itemId({ id, item }: ItemView): string {
  return `<t:ItemId Id="${id}" ChangeKey="${item.changeKey}"/>`;
}

function body({ item }: ItemView, shape: ItemShape): string {
  if (shape.bodyType === 'Text') return `<t:Body BodyType="Text">${escapeText(plainText(item))}</t:Body>`;
  if (shape.bodyType === 'Best' && item.bodyType === 'Text') {
    return `<t:Body BodyType="Text">${escapeText(item.body)}</t:Body>`;
  }
  return `<t:Body BodyType="HTML">${escapeText(asStoredHtml(item.body))}</t:Body>`;
}

/** Exchange gives a full document with CRLF line ends, whatever fragment was written. */
function asStoredHtml(html: string): string {
  const lines = html.replace(/\r?\n/g, '\r\n');
  if (/<html[\s>]/i.test(lines)) return lines;
  return (
    '<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n' +
    `<body>\r\n${lines}\r\n</body>\r\n</html>\r\n`
  );
}

function mimeContent({ item }: ItemView): string {
  const text = Buffer.from(renderMime(item), 'utf8').toString('base64');
  return `<t:MimeContent CharacterSet="UTF-8">${text}</t:MimeContent>`;
}

const personHeaders = new Set(['from', 'sender', 'to', 'cc']);

function internetHeaders({ item, org }: ItemView): string {
  const hidden = org.switches.peopleInGetItem === 'ex' ? personHeaders : new Set<string>();
  const shown = item.headers.filter(([name]) => !hidden.has(name.toLowerCase()));
  const markup = shown.map(
    ([name, value]) =>
      `<t:InternetMessageHeader HeaderName="${escapeAttribute(name)}">${escapeText(value)}</t:InternetMessageHeader>`,
  );
  return wrap('InternetMessageHeaders', markup.join(''));
}

function responseObjects({ item }: ItemView): string {
  const answers = '<t:AcceptItem/><t:TentativelyAcceptItem/><t:DeclineItem/>';
  if (item.kind === 'meeting-request') return `<t:ResponseObjects>${answers}</t:ResponseObjects>`;
  if (item.kind === 'meeting-cancellation') return '<t:ResponseObjects><t:RemoveItem/></t:ResponseObjects>';
  if (item.kind !== 'calendar') return '';
  return item.isOrganizer
    ? '<t:ResponseObjects><t:CancelCalendarItem/></t:ResponseObjects>'
    : `<t:ResponseObjects>${answers}</t:ResponseObjects>`;
}

function extendedProperties({ item, org }: ItemView, shape: ItemShape): string {
  let markup = '';
  for (const field of shape.extended) {
    const value = extendedValue(item, field.key, org.switches);
    if (value !== null) markup += renderExtended(field, value);
  }
  return markup;
}

function person(view: ItemView, name: 'Sender' | 'From'): string {
  const address = name === 'Sender' ? view.item.sender : view.item.from;
  return address ? wrap(name, mailboxMarkup(view, address)) : '';
}

function people(view: ItemView, field: 'to' | 'cc' | 'bcc', name: string): string {
  return wrap(name, view.item[field].map((each) => mailboxMarkup(view, each)).join(''));
}

/** The element name under which an item of each kind travels. */
export function itemElementName(view: ItemView): string {
  const { item } = view;
  if (item.kind === 'calendar') return 'CalendarItem';
  if (!isMeetingMessage(item)) return 'Message';
  if (item.kind === 'meeting-request') return 'MeetingRequest';
  return item.kind === 'meeting-cancellation' ? 'MeetingCancellation' : 'MeetingResponse';
}
