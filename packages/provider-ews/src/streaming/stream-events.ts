import type { EwsFailure } from '../errors/ews-failure.ts';
import { bodyOf, failureOf, responseMessages } from '../soap/envelope.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../soap/xml-tree.ts';

/** What happened in the inbox of one subscription. */
export interface StreamNotification {
  readonly subscription: string;
  /** Folder that something came into, which is the inbox; null: nothing came. */
  readonly cameInto: string | null;
  /** Folders that something was moved to: the inbox, or out of it. */
  readonly movedTo: readonly string[];
}

/** What one envelope of a stream says. */
export interface StreamEvents {
  readonly notifications: readonly StreamNotification[];
  /** Subscriptions that the server does not know any more. */
  readonly lost: readonly string[];
  /** The server ends the stream in good order. */
  readonly closed: boolean;
  readonly failure: EwsFailure | null;
}

/** Reads an envelope of GetStreamingEvents; throws EwsFailure for a fault. */
export function streamEvents(envelope: XmlElement): StreamEvents {
  const notifications: StreamNotification[] = [];
  const lost: string[] = [];
  let closed = false;
  let failure: EwsFailure | null = null;
  for (const message of responseMessages(bodyOf(envelope))) {
    const { element } = message;
    for (const notification of childrenOf(childOf(element, 'Notifications'), 'Notification')) {
      const subscription = textOf(notification, 'SubscriptionId')?.trim();
      if (subscription) notifications.push({ subscription, ...whatHappened(notification) });
    }
    for (const id of childrenOf(childOf(element, 'ErrorSubscriptionIds'), 'SubscriptionId')) {
      lost.push(id.text.trim());
    }
    closed ||= textOf(element, 'ConnectionStatus')?.trim() === 'Closed';
    failure ??= failureOf(message);
  }
  return { notifications, lost, closed, failure };
}

/** A moved item's `ParentFolderId` is where it is now (types.xsd, MovedCopiedEventType). */
function whatHappened({ children }: XmlElement): Omit<StreamNotification, 'subscription'> {
  const foldersOf = (...names: readonly string[]) =>
    children
      .filter(({ name }) => names.includes(name))
      .map((event) => childOf(event, 'ParentFolderId')?.attributes.Id ?? '');
  const [cameInto = null] = foldersOf('NewMailEvent', 'CreatedEvent');
  return { cameInto, movedTo: foldersOf('MovedEvent') };
}
