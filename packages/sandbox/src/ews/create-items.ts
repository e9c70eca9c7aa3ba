import { MESSAGE_CLASS_KEY } from '../mapi/item-class.ts';
import { newMessageId } from '../model/identifiers.ts';
import type { Item } from '../model/item.ts';
import { viewOf } from '../model/item-view.ts';
import { transportHost } from '../model/meeting-messages.ts';
import { newMail, transportHeaders } from '../model/new-item.ts';
import { createMeeting } from '../model/organizer.ts';
import { post } from '../model/send-meeting.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder } from './find-folder.ts';
import { readBody, readCalendarItem, readExtendedProperties, readRecipients } from './read-item.ts';
import { renderItemId } from './render-item.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { schemaFault } from './schema-fault.ts';
import { child, childText, isTrue, type XmlNode } from './xml-node.ts';

const sendings = {
  SendToNone: { send: 'none', saveCopy: false },
  SendOnlyToAll: { send: 'all', saveCopy: false },
  SendToAllAndSaveCopy: { send: 'all', saveCopy: true },
} as const;

/** Writes a calendar item and invites as `SendMeetingInvitations` says. Gives the markup of `m:Items`. */
export function createCalendarItem(context: EwsContext, request: XmlNode, node: XmlNode): string {
  const { org } = context;
  const mode = request.attributes.SendMeetingInvitations;
  if (mode === undefined) {
    throw new ResponseCodeError(
      'ErrorSendMeetingInvitationsRequired',
      'SendMeetingInvitations is required for calendar items.',
    );
  }
  if (!(mode in sendings)) throw schemaFault("The 'SendMeetingInvitations' attribute is invalid.");
  const saved = savedFolder(context, request);
  const { mailbox } = saved ?? context;
  const item = createMeeting(org, mailbox, {
    draft: readCalendarItem(context, node),
    folder: saved?.folder,
    ...sendings[mode as keyof typeof sendings],
  });
  item.extended = readExtendedProperties(context, node);
  item.busyStatus = childText(node, 'LegacyFreeBusyStatus') ?? item.busyStatus;
  item.sensitivity = childText(node, 'Sensitivity') ?? item.sensitivity;
  item.categories = (child(node, 'Categories')?.children ?? []).map((each) => each.text);
  return `<m:Items>${renderItemId(viewOf(org, mailbox, item))}</m:Items>`;
}

const dispositions = ['SaveOnly', 'SendOnly', 'SendAndSaveCopy'] as const;

/**
 * What `MessageDisposition` says. The schema lets it be left out; Exchange wants it of whatever may be sent and
 * throws ErrorMessageDispositionRequired.
 */
export function requiredDisposition({ attributes }: XmlNode): (typeof dispositions)[number] {
  const given = attributes.MessageDisposition;
  if (given === undefined) {
    throw new ResponseCodeError(
      'ErrorMessageDispositionRequired',
      'MessageDisposition is required for messages.',
    );
  }
  const known = dispositions.find((each) => each === given);
  if (!known) throw schemaFault(`The 'MessageDisposition' attribute is invalid: '${given.slice(0, 80)}'.`);
  return known;
}

/** Writes a mail, and sends it as `MessageDisposition` says. Gives the markup of `m:Items`. */
export function createMessage(context: EwsContext, request: XmlNode, node: XmlNode): string {
  const { org, mailbox } = context;
  const disposition = requiredDisposition(request);
  const body = readBody(child(node, 'Body'));
  const mail = newMail(org.clock.now(), {
    subject: childText(node, 'Subject') ?? '',
    body: body?.text ?? '',
    bodyType: body?.type ?? 'HTML',
    from: mailbox.address,
    sender: mailbox.address,
    to: readRecipients(context, child(node, 'ToRecipients')),
    cc: readRecipients(context, child(node, 'CcRecipients')),
    bcc: readRecipients(context, child(node, 'BccRecipients')),
    extended: readExtendedProperties(context, node),
    isDraft: disposition === 'SaveOnly',
  });
  const itemClass = childText(node, 'ItemClass');
  if (itemClass !== null) mail.extended.set(MESSAGE_CLASS_KEY, { type: 'String', value: itemClass });
  if (disposition === 'SaveOnly') {
    const folder = savedFolder(context, request)?.folder ?? mailbox.folder('drafts');
    mail.isRead = isTrue(childText(node, 'IsRead') ?? 'true');
    mailbox.add(mail, folder);
    return `<m:Items>${renderItemId(viewOf(org, mailbox, mail))}</m:Items>`;
  }
  sendMail(context, mail, disposition === 'SendAndSaveCopy');
  return '<m:Items/>';
}

/** Sends a mail to all its recipients. Throws ErrorServerBusy, and then nothing has changed. */
export function sendMail(context: EwsContext, mail: Item, saveCopy: boolean): void {
  const { org, mailbox } = context;
  org.transport.admit(mailbox.address.email);
  const messageId = newMessageId(transportHost);
  const internal = mailbox.location === 'internal';
  mail.messageId = messageId;
  mail.sentAt = org.clock.now();
  mail.isDraft = false;
  mail.headers = transportHeaders({ from: mailbox.address, messageId, internal, host: transportHost });
  post(org, mailbox, { message: mail, to: [...mail.to, ...mail.cc, ...mail.bcc], saveCopy });
}

function savedFolder(context: EwsContext, request: XmlNode) {
  const [node] = child(request, 'SavedItemFolderId')?.children ?? [];
  return node ? findFolder(context, node) : null;
}
