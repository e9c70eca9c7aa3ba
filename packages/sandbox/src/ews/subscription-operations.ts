import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder } from './find-folder.ts';
import { renderEvents } from './notification.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { checkChildren, requiredChild, requiredChildren, schemaFault } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { child, childText, isTrue, type XmlNode } from './xml-node.ts';

const kinds = { StreamingSubscriptionRequest: 'streaming', PullSubscriptionRequest: 'pull' } as const;

/** Subscribe: to notifications by stream or by asking. */
export function subscribe(context: EwsContext, request: XmlNode): string {
  const [wanted] = request.children;
  if (!wanted || !(wanted.name in kinds)) throw schemaFault("The element 'Subscribe' has invalid content.");
  checkChildren(wanted, ['FolderIds', 'EventTypes', 'Watermark', 'Timeout']);
  const kind = kinds[wanted.name as keyof typeof kinds];
  const message = attempt('SubscribeResponseMessage', () => {
    const placed = (child(wanted, 'FolderIds')?.children ?? []).map((each) => findFolder(context, each));
    const toAll = isTrue(wanted.attributes.SubscribeToAllFolders);
    if (placed.length === 0 && !toAll) {
      throw new ResponseCodeError('ErrorInvalidSubscription', 'The subscription names no folder.');
    }
    const subscription = context.subscriptions.add({
      kind,
      mailbox: placed[0]?.mailbox ?? context.mailbox,
      owner: context.caller.username,
      folders: toAll ? null : new Set(placed.map((each) => each.folder)),
      eventTypes: new Set(requiredChildren(wanted, 'EventTypes').map((each) => each.text)),
      needsAffinity: true,
    });
    const watermark = kind === 'pull' ? `<m:Watermark>${subscription.watermark}</m:Watermark>` : '';
    return successMessage(
      'SubscribeResponseMessage',
      `<m:SubscriptionId>${subscription.id}</m:SubscriptionId>${watermark}`,
    );
  });
  return response('Subscribe', [message]);
}

/** Unsubscribe. */
export function unsubscribe(context: EwsContext, request: XmlNode): string {
  const id = requiredChild(request, 'SubscriptionId').text;
  const message = attempt('UnsubscribeResponseMessage', () => {
    context.subscriptions.get(id, { owner: context.caller.username, server: context.server });
    context.subscriptions.remove(id);
    return successMessage('UnsubscribeResponseMessage');
  });
  return response('Unsubscribe', [message]);
}

/** GetEvents: what a pull subscription has gathered since a watermark. */
export function getEvents(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['SubscriptionId', 'Watermark']);
  const id = requiredChild(request, 'SubscriptionId').text;
  const message = attempt('GetEventsResponseMessage', () => {
    const caller = { owner: context.caller.username, server: context.server };
    const subscription = context.subscriptions.get(id, caller);
    const previous = childText(request, 'Watermark') ?? subscription.watermark;
    const { queue } = subscription;
    const seen = queue.findIndex((each) => each.watermark === previous);
    queue.splice(0, seen + 1);
    const events = queue.slice(0, 100);
    const last = events.at(-1);
    if (last) subscription.watermark = last.watermark;
    const body =
      events.length > 0
        ? renderEvents(events, true)
        : `<t:StatusEvent><t:Watermark>${subscription.watermark}</t:Watermark></t:StatusEvent>`;
    return successMessage(
      'GetEventsResponseMessage',
      `<m:Notification><t:SubscriptionId>${id}</t:SubscriptionId><t:PreviousWatermark>${previous}</t:PreviousWatermark>` +
        `<t:MoreEvents>${queue.length > events.length}</t:MoreEvents>${body}</m:Notification>`,
    );
  });
  return response('GetEvents', [message]);
}
