import type { EwsFailure } from '../errors/ews-failure.ts';
import { bodyOf, failureOf, responseMessages } from '../soap/envelope.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../soap/xml-tree.ts';

/** What one envelope of a stream says. */
export interface StreamEvents {
  /** Subscriptions with news. */
  readonly changed: readonly string[];
  /** Subscriptions that the server does not know any more. */
  readonly lost: readonly string[];
  /** The server ends the stream in good order. */
  readonly closed: boolean;
  readonly failure: EwsFailure | null;
}

/** Reads an envelope of GetStreamingEvents; throws EwsFailure for a fault. */
export function streamEvents(envelope: XmlElement): StreamEvents {
  const changed: string[] = [];
  const lost: string[] = [];
  let closed = false;
  let failure: EwsFailure | null = null;
  for (const message of responseMessages(bodyOf(envelope))) {
    const { element } = message;
    for (const notification of childrenOf(childOf(element, 'Notifications'), 'Notification')) {
      const id = textOf(notification, 'SubscriptionId')?.trim();
      if (id) changed.push(id);
    }
    for (const id of childrenOf(childOf(element, 'ErrorSubscriptionIds'), 'SubscriptionId')) {
      lost.push(id.text.trim());
    }
    closed ||= textOf(element, 'ConnectionStatus')?.trim() === 'Closed';
    failure ??= failureOf(message);
  }
  return { changed, lost, closed, failure };
}
