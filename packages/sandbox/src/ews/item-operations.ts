import { deleteOccurrence } from '../model/apply-meeting-message.ts';
import { type ItemView, viewOf } from '../model/item-view.ts';
import { cancelMeeting } from '../model/organizer.ts';
import { cancelOccurrence } from '../model/organizer-occurrence.ts';
import { attempt } from './attempt.ts';
import { sendMail } from './create-items.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder } from './find-folder.ts';
import { findView } from './find-view.ts';
import { renderItemId } from './render-item.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { checkChildren, requiredAttribute, requiredChildren } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { childText, isTrue, type XmlNode } from './xml-node.ts';

/** DeleteItem: for good, softly, or into Deleted Items; for an organizer's meeting with cancellations. */
export function deleteItem(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['ItemIds']);
  const type = requiredAttribute(request, 'DeleteType', ['HardDelete', 'SoftDelete', 'MoveToDeletedItems']);
  const mode = request.attributes.SendMeetingCancellations;
  const messages = requiredChildren(request, 'ItemIds').map((each) =>
    attempt('DeleteItemResponseMessage', () => {
      deleteOne(context, findView(context, each), { type, mode });
      return successMessage('DeleteItemResponseMessage');
    }),
  );
  return response('DeleteItem', messages);
}

function deleteOne(
  context: EwsContext,
  view: ItemView,
  args: { readonly type: string; readonly mode: string | undefined },
): void {
  if (view.item.kind === 'calendar') deleteCalendarItem(context, view, args);
  else discard(view, args.type);
}

function deleteCalendarItem(
  context: EwsContext,
  view: ItemView,
  args: { readonly type: string; readonly mode: string | undefined },
): void {
  const { mailbox, item } = view;
  if (item.kind !== 'calendar') return;
  if (args.mode === undefined) {
    throw new ResponseCodeError(
      'ErrorSendMeetingCancellationsRequired',
      'SendMeetingCancellations is required for calendar items.',
    );
  }
  const send = args.mode === 'SendToNone' ? 'none' : 'all';
  const options = { send, saveCopy: args.mode === 'SendToAllAndSaveCopy' } as const;
  const part = mailbox.findOccurrence(view.id);
  if (part) {
    const { master, originalStart } = part;
    if (master.isOrganizer) {
      cancelOccurrence(context.org, mailbox, { item: master, originalStart, options });
      return;
    }
    deleteOccurrence(master, originalStart);
    mailbox.touch(master);
    return;
  }
  const isLive = mailbox.folderOf(item).distinguishedName === 'calendar';
  if (item.isOrganizer && item.isMeeting && isLive && send === 'all') {
    cancelMeeting(context.org, mailbox, { item, options });
    if (args.type !== 'MoveToDeletedItems') mailbox.remove(item);
    return;
  }
  discard(view, args.type);
}

function discard({ mailbox, item }: ItemView, type: string): void {
  if (type === 'HardDelete') mailbox.remove(item);
  else
    mailbox.move(item, mailbox.folder(type === 'SoftDelete' ? 'recoverableitemsdeletions' : 'deleteditems'));
}

/** MoveItem: into another folder of the same mailbox, under a new id. */
export function moveItem(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['ToFolderId', 'ItemIds', 'ReturnNewItemIds']);
  const [target] = requiredChildren(request, 'ToFolderId');
  const named = isTrue(childText(request, 'ReturnNewItemIds') ?? 'true');
  const messages = requiredChildren(request, 'ItemIds').map((each) =>
    attempt(
      'MoveItemResponseMessage',
      () => {
        const { folder, mailbox } = findFolder(context, target);
        const view = findView(context, each);
        if (view.mailbox !== mailbox || view.occurrence) {
          throw new ResponseCodeError('ErrorMoveCopyFailed', 'The item cannot be moved there.');
        }
        mailbox.move(view.item, folder);
        const markup = named ? renderItemId(viewOf(context.org, mailbox, view.item)) : '';
        return successMessage('MoveItemResponseMessage', `<m:Items>${markup}</m:Items>`);
      },
      '<m:Items/>',
    ),
  );
  return response('MoveItem', messages);
}

/** SendItem: sends drafts. */
export function sendItem(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['ItemIds', 'SavedItemFolderId']);
  const saveCopy = isTrue(requiredAttribute(request, 'SaveItemToFolder', ['true', 'false', '1', '0']));
  const messages = requiredChildren(request, 'ItemIds').map((each) =>
    attempt('SendItemResponseMessage', () => {
      const { item, mailbox } = findView(context, each);
      if (item.kind !== 'message' || !item.isDraft) {
        throw new ResponseCodeError('ErrorInvalidOperation', 'Only drafts can be sent.');
      }
      sendMail({ ...context, mailbox }, item, saveCopy);
      mailbox.remove(item);
      return successMessage('SendItemResponseMessage');
    }),
  );
  return response('SendItem', messages);
}
