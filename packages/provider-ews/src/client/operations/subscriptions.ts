import { EwsFailure } from '../../errors/ews-failure.ts';
import { soleMessage } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import { textOf } from '../../soap/xml-tree.ts';
import type { EwsStream } from '../../transport/ews-channel.ts';
import type { EwsCallOptions } from '../ews-client.ts';
import { callOperation, type EwsSession, envelopeFor, folderElement } from '../ews-session.ts';

/** Subscribe to streaming notifications of the inbox; the subscription's id. */
export async function subscribe(session: EwsSession, options: EwsCallOptions): Promise<string> {
  const { body } = await callOperation(session, 'Subscribe', {
    ...options,
    repeatable: true,
    affinity: true,
    ofStream: true,
    body: subscribeBody(session),
  });
  const id = textOf(soleMessage(body), 'SubscriptionId');
  if (!id) throw new EwsFailure('malformed', { maySent: true });
  return id;
}

/** Unsubscribe. */
export async function unsubscribe(
  session: EwsSession,
  subscription: string,
  options: EwsCallOptions,
): Promise<void> {
  const { body } = await callOperation(session, 'Unsubscribe', {
    ...options,
    repeatable: true,
    affinity: true,
    ofStream: true,
    body: unsubscribeBody(subscription),
  });
  soleMessage(body);
}

/** GetStreamingEvents, in the name of the session's mailbox, for subscriptions of one mailbox server. */
export function openEventStream(
  session: EwsSession,
  subscriptions: readonly string[],
  options: EwsCallOptions & { readonly minutes: number },
): Promise<EwsStream> {
  return session.channel.stream({
    operation: 'GetStreamingEvents',
    mailbox: session.mailbox,
    envelope: envelopeFor(session, streamBody(subscriptions, options.minutes)),
    repeatable: true,
    affinity: true,
    ofStream: true,
    signal: options.signal,
    correlationId: options.correlationId,
  });
}

/** The body of Subscribe. */
function subscribeBody(session: EwsSession): Xml {
  const events = ['NewMailEvent', 'CreatedEvent', 'MovedEvent'];
  const types = events.map((event) => xml`<t:EventType>${event}</t:EventType>`);
  return xml`<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds>${folderElement(session, 'inbox')}</t:FolderIds><t:EventTypes>${types}</t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>`;
}

/** The body of Unsubscribe. */
function unsubscribeBody(subscription: string): Xml {
  return xml`<m:Unsubscribe><m:SubscriptionId>${subscription}</m:SubscriptionId></m:Unsubscribe>`;
}

/** The body of GetStreamingEvents. */
function streamBody(subscriptions: readonly string[], minutes: number): Xml {
  const ids = subscriptions.map((id) => xml`<t:SubscriptionId>${id}</t:SubscriptionId>`);
  return xml`<m:GetStreamingEvents><m:SubscriptionIds>${ids}</m:SubscriptionIds><m:ConnectionTimeout>${minutes}</m:ConnectionTimeout></m:GetStreamingEvents>`;
}
