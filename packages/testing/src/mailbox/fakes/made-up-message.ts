import {
  type Clock,
  HOUR_MS,
  instant,
  type MailboxMessage,
  type MeetingCancellation,
  type MeetingRequest,
  type Random,
  shift,
} from '@vmrkit/core';
import type { Forgery } from './fake-mailbox-world.ts';
import type { MailSystemTraits } from './mail-system-traits.ts';
import { newGlobalObjectId } from './model/global-object-id.ts';
import { identityOf, newMessageId, zoneOf } from './render-message.ts';

/** A message with the fields given; what is left out is that of a plain invitation by a colleague. */
export function injectedMessage(
  given: Partial<MailboxMessage>,
  {
    clock,
    random,
    traits,
  }: { readonly clock: Clock; readonly random: Random; readonly traits: MailSystemTraits },
): MailboxMessage {
  const now = clock.now();
  const sender = { name: 'Injected', email: 'injected@corp.example' };
  const request: MeetingRequest = {
    ref: { id: '' },
    messageId: newMessageId(random, sender),
    receivedAt: now,
    subject: 'Injected',
    body: { type: 'html', content: '' },
    organizer: sender,
    sender,
    senderAuthenticated: true,
    language: null,
    kind: 'request',
    identity: identityOf(newGlobalObjectId(random, now), null, traits),
    instance: null,
    sequence: traits.tellsSequence ? 0 : null,
    stamp: traits.tellsStamp ? now : null,
    articleNumber: null,
    outOfDate: false,
    delegateCopy: false,
    start: shift(now, HOUR_MS),
    end: shift(now, 2 * HOUR_MS),
    allDay: false,
    zone: zoneOf('W. Europe Standard Time'),
    series: null,
  };
  return ofKind(given.kind ?? 'request', { ...request, ...withoutKind(given) });
}

/** A message that takes its meeting from `original`, comes from somebody else and claims to be newer. */
export function forgedMessage(
  forgery: Forgery,
  original: MeetingRequest,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): MailboxMessage {
  const { meeting: _, kind = 'request', ...fields } = forgery;
  return ofKind(kind, {
    ...original,
    messageId: newMessageId(random, forgery.sender),
    senderAuthenticated: false,
    sequence: original.sequence === null ? null : original.sequence + 1,
    stamp: original.stamp === null ? null : instant(Math.max(clock.now(), original.stamp + 1)),
    ...fields,
  });
}

/** Takes away the fields that other kinds of message lack. */
function ofKind(kind: MailboxMessage['kind'], message: object): MailboxMessage {
  const request = { ...message, kind: 'request' } as MeetingRequest;
  if (kind === 'request') return request;
  const { delegateCopy, start, end, allDay, zone, series, ...about } = request;
  const cancellation: MeetingCancellation = { ...about, kind: 'cancellation' };
  if (kind === 'cancellation') return cancellation;
  const { identity, instance, sequence, stamp, articleNumber, outOfDate, ...envelope } = cancellation;
  return { ...envelope, kind: 'other' };
}

function withoutKind(given: Partial<MailboxMessage>): object {
  const { kind: _, ...fields } = given;
  return fields;
}
