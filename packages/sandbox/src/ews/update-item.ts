import type { CalendarItem } from '../model/item.ts';
import { getView, type ItemView, viewOf } from '../model/item-view.ts';
import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findView } from './find-view.ts';
import { notPlayedFields, refuseNotSimulated } from './not-simulated.ts';
import { renderItemId } from './render-item.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { checkChildren, requiredAttribute, requiredChildren, schemaFault } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { updateCalendarItem } from './update-calendar-item.ts';
import { updateMessage } from './update-message.ts';
import type { XmlNode } from './xml-node.ts';

const resolutions = ['NeverOverwrite', 'AutoResolve', 'AlwaysOverwrite'];

/** UpdateItem: changes of fields, with the guards that calendar items have. */
export function updateItem(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['SavedItemFolderId', 'ItemChanges']);
  const resolution = requiredAttribute(request, 'ConflictResolution', resolutions);
  const messages = requiredChildren(request, 'ItemChanges').map((each) =>
    attempt(
      'UpdateItemResponseMessage',
      () => {
        const view = updateOne(context, request, { change: each, resolution });
        return successMessage(
          'UpdateItemResponseMessage',
          `<m:Items>${renderItemId(view)}</m:Items><m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>`,
        );
      },
      '<m:Items/>',
    ),
  );
  return response('UpdateItem', messages);
}

function updateOne(
  context: EwsContext,
  request: XmlNode,
  args: { readonly change: XmlNode; readonly resolution: string },
): ItemView {
  const [reference] = args.change.children;
  if (!reference) throw schemaFault("The element 'ItemChange' has incomplete content.");
  const updates = requiredChildren(args.change, 'Updates');
  const holders = updates.flatMap(({ children: [, holder] }) => holder ?? []);
  for (const each of holders) refuseNotSimulated(each, notPlayedFields);
  const view = findView(context, reference);
  const { item } = view;
  if (item.kind !== 'calendar') {
    updateMessage(context, { request, view, updates });
    return view.mailbox.findItem(item.id) ? viewOf(context.org, view.mailbox, item) : view;
  }
  guard(view, { mode: request.attributes.SendMeetingInvitationsOrCancellations, reference, ...args });
  updateCalendarItem(context, { request, view, updates });
  return getView(context.org, view.mailbox, view.id);
}

function guard(
  view: ItemView & { readonly item: unknown },
  args: { readonly mode: string | undefined; readonly reference: XmlNode; readonly resolution: string },
): asserts view is ItemView & { readonly item: CalendarItem } {
  if (args.mode === undefined) {
    throw new ResponseCodeError(
      'ErrorSendMeetingInvitationsOrCancellationsRequired',
      'SendMeetingInvitationsOrCancellations is required for calendar items.',
    );
  }
  const changeKey = args.reference.attributes.ChangeKey;
  if (!changeKey) {
    throw new ResponseCodeError(
      'ErrorChangeKeyRequiredForWriteOperations',
      'The change key is required for this operation.',
    );
  }
  const found = view.mailbox.findItem(view.id);
  if (found?.folder.distinguishedName === 'deleteditems' && args.mode !== 'SendToNone') {
    throw new ResponseCodeError(
      'ErrorCalendarCannotUpdateDeletedItem',
      'An item in Deleted Items cannot be updated.',
    );
  }
  if (args.resolution === 'NeverOverwrite' && changeKey !== view.item.changeKey) {
    throw new ResponseCodeError(
      'ErrorIrresolvableConflict',
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
    );
  }
}
