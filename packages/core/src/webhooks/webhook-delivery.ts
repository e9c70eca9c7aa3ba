import type { CopiedEvent } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape, Stored } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';
import type { Webhook, WebhookReach } from './webhook.ts';
import { payloadOf, type WebhookPayload } from './webhook-event.ts';

/** One event on its way to one webhook, in its tenant's partition. Id: the webhook's and the event's, so that it stands once. */
export interface WebhookDelivery {
  readonly tenantId: TenantId;
  readonly webhookId: string;
  /** `webhook-id`: the same for every try. */
  readonly messageId: string;
  /** What the event is about; events of one line go out one after the other. */
  readonly line: string;
  /** Place among the webhook's events: time, then place in the document that told it. */
  readonly order: string;
  readonly payload: WebhookPayload;
  /** Grows from event to event of a webhook; null before the first try. */
  readonly number: number | null;
  /** `delivered` ones stay for a while, so that an event that is queued again is not sent again. */
  readonly state: 'waiting' | 'delivered';
  readonly tries: number;
  readonly nextTryAt: Instant;
  readonly createdAt: Instant;
}

/** What deliveries are looked for by. */
export type DeliveryIndex = 'waiting' | 'age';

/** What waits of a webhook in its order; all of them by creation. */
export const webhookDeliveryShape: CollectionShape<WebhookDelivery, DeliveryIndex> = {
  name: 'webhook_deliveries',
  indexes: {
    waiting: ({ state, webhookId, order }) => (state === 'waiting' ? [webhookId, order] : null),
    age: ({ createdAt }) => [createdAt],
  },
};

/** How long a try is believed to be under way; longer than one can take. */
const CLAIM_MS = 30_000;
/** Waits before an event is tried again, in order; the last one repeats. */
const PAUSES_MS = [5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200].map((seconds) => seconds * 1_000);
/** Tries in a row that fail before a receiver counts as dead. */
const DEAD_AFTER = 5;

/** The deliveries that events of a tenant make for its webhooks. Pure. */
export function deliveriesOf(
  events: readonly CopiedEvent[],
  { webhooks, now }: { readonly webhooks: readonly Stored<Webhook>[]; readonly now: Instant },
): readonly { readonly id: string; readonly value: WebhookDelivery }[] {
  return events.flatMap(({ id: eventId, place, event }) => {
    const payload = payloadOf(event);
    if (payload === null) return [];
    const { tenantId, subject } = event;
    const order = `${String(event.at).padStart(15, '0')}/${String(place).padStart(3, '0')}`;
    return webhooks
      .filter(({ value }) => value.tenantId === tenantId && wants(value, payload))
      .map(({ id: webhookId }) => ({
        id: `${webhookId}/${eventId}`,
        value: {
          tenantId,
          webhookId,
          payload,
          order,
          messageId: `msg_${eventId}`,
          line: `${subject.kind}/${subject.id}`,
          number: null,
          state: 'waiting',
          tries: 0,
          nextTryAt: now,
          createdAt: now,
        },
      }));
  });
}

/** Which deliveries may be tried now, of those that wait in their order: of each line the oldest alone. Pure. */
export function dueDeliveries(
  waiting: readonly Stored<WebhookDelivery>[],
  { enabled, reach }: Pick<Webhook, 'enabled' | 'reach'>,
  now: Instant,
): readonly Stored<WebhookDelivery>[] {
  if (!enabled || (reach.pausedUntil !== null && reach.pausedUntil > now)) return [];
  const lines = new Set<string>();
  const heads = waiting.filter(({ value: { line } }) => !lines.has(line) && lines.add(line));
  const due = heads.filter(({ value }) => value.nextTryAt <= now);
  if (!isDead(reach)) return due;
  // One that was refused often may be refused for what it says: the least tried one shows whether the receiver lives.
  return [...due].sort((a, b) => a.value.tries - b.value.tries).slice(0, 1);
}

/** A delivery whose next try begins: whoever finds it later takes it that the try was cut short. Pure. */
export function begun(delivery: WebhookDelivery, number: number, now: Instant): WebhookDelivery {
  const nextTryAt = (now + CLAIM_MS) as Instant;
  return { ...delivery, number: delivery.number ?? number, tries: delivery.tries + 1, nextTryAt };
}

/** A delivery after its try. Pure. */
export function settled(delivery: WebhookDelivery, error: string | null, now: Instant): WebhookDelivery {
  if (error === null) return { ...delivery, state: 'delivered' };
  return { ...delivery, nextTryAt: pauseFrom(now, delivery.tries) };
}

/** How a receiver stands after a try: a dead one is left alone for longer and longer, and nobody waits for it. Pure. */
export function reachAfter({ failures }: WebhookReach, error: string | null, now: Instant): WebhookReach {
  if (error === null) return { failures: 0, pausedUntil: null, lastError: null };
  const count = failures + 1;
  const pausedUntil = count < DEAD_AFTER ? null : pauseFrom(now, count - DEAD_AFTER + 1);
  return { failures: count, pausedUntil, lastError: error };
}

/** Whether an operator is to hear of it. */
export function isDead({ failures }: WebhookReach): boolean {
  return failures >= DEAD_AFTER;
}

function wants({ enabled, events }: Webhook, { type }: WebhookPayload): boolean {
  return enabled && events.some((each) => each === type);
}

function pauseFrom(now: Instant, tries: number): Instant {
  return (now + (PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1] ?? 0)) as Instant;
}
