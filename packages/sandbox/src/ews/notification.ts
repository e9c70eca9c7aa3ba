import type { MailboxEvent } from '../model/mailbox.ts';
import { eventName, type QueuedEvent, type Subscription } from './subscriptions.ts';
import { dateTime } from './xml-text.ts';

/** The events inside a Notification element, with their watermarks if wanted. */
export function renderEvents(events: readonly QueuedEvent[], withWatermarks: boolean): string {
  return events.map((each) => renderEvent(each, withWatermarks)).join('');
}

function renderEvent({ event, watermark }: QueuedEvent, withWatermark: boolean): string {
  const name = eventName(event);
  const mark = withWatermark ? `<t:Watermark>${watermark}</t:Watermark>` : '';
  return (
    `<t:${name}>${mark}<t:TimeStamp>${dateTime(event.at)}</t:TimeStamp>` +
    `<t:ItemId Id="${event.itemId}" ChangeKey="${short(event.changeKey)}"/>` +
    `<t:ParentFolderId Id="${event.folder.id}" ChangeKey="${short(event.folder.changeKey)}"/>` +
    `${origin(event)}</t:${name}>`
  );
}

function origin(event: MailboxEvent): string {
  if (!event.from) return '';
  const { folder, itemId } = event.from;
  return (
    `<t:OldItemId Id="${itemId}" ChangeKey="${short(event.changeKey)}"/>` +
    `<t:OldParentFolderId Id="${folder.id}" ChangeKey="${short(folder.changeKey)}"/>`
  );
}

/** Recorded notifications cut change keys to eight characters. */
function short(changeKey: string): string {
  return changeKey.slice(0, 8);
}

/** A `Notification` element of a stream, in the messages namespace as servers send it. */
export function renderNotification(subscription: Subscription, events: readonly QueuedEvent[]): string {
  return (
    `<m:Notification><t:SubscriptionId>${subscription.id}</t:SubscriptionId>` +
    `<t:MoreEvents>false</t:MoreEvents>${renderEvents(events, true)}</m:Notification>`
  );
}
