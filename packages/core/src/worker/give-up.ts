import { meetingKey } from '../identity/meeting-key.ts';
import type { WorkerContext } from '../lease/worker-context.ts';
import type { ParkedMessage } from '../mailbox/mailbox-record.ts';
import type { MeetingRequest } from '../mailbox/meeting-message.ts';
import { evolve } from '../meetings/evolve.ts';
import { uuidV7 } from '../runtime/random.ts';

/**
 * The last resort for a message that could not be dealt with however often it was tried: the general error goes to
 * its organizer with the correlation id that the log knows, and an alarm says so. The message stands as a
 * meeting of its own in the store, since its true meeting cannot be read off it.
 */
export async function giveUp(parked: ParkedMessage, context: WorkerContext): Promise<void> {
  const { policy, store, mailboxId, fence, clock, random, logger } = context;
  const now = clock.now();
  const uid = `unreadable:${mailboxId}:${parked.ref.id}`;
  const key = meetingKey(policy.integrationId, { globalObjectId: null, uid });
  const message = unreadableRequest(parked, uid);
  const step = {
    message,
    intent: { kind: 'decline', because: 'general-error', limited: true } as const,
    conference: null,
    answered: true,
    senderTrusted: false,
    correlationId: parked.correlationId,
    effectId: uuidV7(random, now),
  };
  const value = evolve(null, step, { policy, mailboxId, fence, now });
  if (value !== null) await store.meetings.commit(policy.tenantId, [{ op: 'insert', id: key, value }]);
  logger.error('Gave up on a message.', { correlation_id: parked.correlationId, reason: parked.reason });
  await raiseParked(parked.reason, context);
}

/** One alarm a mailbox, whatever the number of its messages. */
export function raiseParked(reason: string, { policy, alarms, mailboxId }: WorkerContext): Promise<void> {
  const { tenantId, integrationId } = policy;
  return alarms.raise({ kind: 'message-parked', tenantId, integrationId, subject: mailboxId }, reason);
}

/** All that is known of a message that cannot be read: where it lies. */
function unreadableRequest({ ref, parkedAt }: ParkedMessage, uid: string): MeetingRequest {
  return {
    kind: 'request',
    ref,
    messageId: uid,
    receivedAt: parkedAt,
    subject: '',
    body: { type: 'text', content: '' },
    organizer: null,
    sender: null,
    senderAuthenticated: false,
    language: null,
    identity: { globalObjectId: null, uid },
    instance: null,
    sequence: null,
    stamp: null,
    articleNumber: null,
    outOfDate: false,
    delegateCopy: false,
    start: parkedAt,
    end: parkedAt,
    allDay: false,
    zone: { iana: null, windows: null },
    series: null,
  };
}
