import type { CopiedEvent } from '../audit/copy-audit-events.ts';
import type { DocumentCollection, Page, Partition } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import { type DeliveryIndex, deliveriesOf, type WebhookDelivery } from './webhook-delivery.ts';
import { payloadOf } from './webhook-event.ts';
import { type WebhookDocuments, webhooksOf } from './webhook-records.ts';

/** How long an event is tried, and how long it is known that it was delivered. */
const KEPT_MS = 7 * DAY_MS;

/** Where events wait for their webhooks. */
export type WebhookDeliveries = DocumentCollection<WebhookDelivery, DeliveryIndex>;

/** What webhooks and their events are kept in. */
export interface WebhookStore {
  readonly webhooks: WebhookDocuments;
  readonly webhookDeliveries: WebhookDeliveries;
}

/**
 * Queues events of a tenant for the webhooks that want them. Done again, it queues nothing twice: a delivery's id is made of
 * the webhook's and the event's. Rejects as the store does.
 */
export async function queueWebhooks(
  tenantId: Partition,
  events: readonly CopiedEvent[],
  { store, now }: { readonly store: WebhookStore; readonly now: Instant },
): Promise<void> {
  const told = events.filter(({ event }) => payloadOf(event) !== null);
  if (told.length === 0) return;
  const webhooks = await webhooksOf(tenantId, { store });
  const deliveries = deliveriesOf(told, { webhooks, now });
  if (deliveries.length === 0) return;
  await store.webhookDeliveries.commit(
    tenantId,
    deliveries.map(({ id, value }) => ({ op: 'insert', id, value }) as const),
  );
}

/** Removes events of webhooks after seven days, delivered or not, at most `limit`; gives how many it found. Rejects as the store does. */
export async function forgetDeliveries(
  deliveries: WebhookDeliveries,
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<number> {
  const query = { index: 'age', equals: [], to: shift(now, -KEPT_MS), limit } as const;
  const { items }: Page<WebhookDelivery> = await deliveries.find(null, query);
  for (const { partition, id, revision } of items) {
    await deliveries.commit(partition, [{ op: 'remove', id, revision }]);
  }
  return items.length;
}
