import type { AlarmRef, AlarmService } from '../alarms/alarm-service.ts';
import type { Clock } from '../runtime/clock.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Stored } from '../store/document-collection.ts';
import { replaceOne } from '../store/document-steps.ts';
import { updateDocument } from '../store/update-document.ts';
import { formatInstant, MINUTE_MS } from '../time/instant.ts';
import type { WebhookStore } from './queue-webhooks.ts';
import { isWebhook, unreached, type Webhook, type WebhookEntry, type WebhookReach } from './webhook.ts';
import {
  begun,
  dueDeliveries,
  isDead,
  reachAfter,
  settled,
  type WebhookDelivery,
} from './webhook-delivery.ts';
import { bodyOf } from './webhook-event.ts';
import { type SignedMessage, signedHeaders, webhookSecretContext } from './webhook-signature.ts';

/** Events of one webhook that are looked at in a round. */
const MOST_WAITING = 200;
/** Tries under way at once to one receiver. */
const SIDE_BY_SIDE = 4;
const TRIES = 8;
/** How exactly the last delivery is kept: a busy webhook is not written for each. */
const NOTED_MS = MINUTE_MS;

/** One call to a receiver. */
export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How receivers are reached. */
export interface WebhookCaller {
  /** The status that was answered, or the code of why none was. Never rejects. */
  post(call: WebhookCall): Promise<{ readonly status: number } | { readonly error: string }>;
}

/** What delivering works with. */
export interface DeliverDeps {
  readonly store: WebhookStore;
  readonly secretBox: Pick<SecretBox, 'open'>;
  readonly alarms: AlarmService;
  readonly clock: Pick<Clock, 'now'>;
  readonly caller: WebhookCaller;
  /** Ends the round between two tries. */
  readonly signal?: AbortSignal;
}

/**
 * Tries what is due for one webhook, and gives how many events were delivered. Each try is claimed by compare-and-set
 * before it is made, so managers do not try the same event at once; one that was cut short is made again with the same id
 * and number. Rejects as the store does.
 */
export async function deliverWebhook(webhook: Stored<Webhook>, deps: DeliverDeps): Promise<number> {
  const { store, clock, signal } = deps;
  const { tenantId } = webhook.value;
  const query = { index: 'waiting', equals: [webhook.id], limit: MOST_WAITING } as const;
  const { items } = await store.webhookDeliveries.find(tenantId, query);
  let delivered = 0;
  let { reach } = webhook.value;
  const due = dueDeliveries(items, webhook.value, clock.now());
  for (let at = 0; at < due.length && !signal?.aborted; at += SIDE_BY_SIDE) {
    // A receiver that fails meanwhile is left alone.
    if (reach.failures > 0 && at > 0) break;
    const errors = await Promise.all(
      due.slice(at, at + SIDE_BY_SIDE).map((each) => tryDelivery(each, webhook, deps)),
    );
    for (const error of errors.filter((each) => each !== undefined)) {
      if (error === null) delivered += 1;
      reach = await noteReach(webhook, { reach, error, isFirst: delivered === 1 }, deps);
    }
  }
  return delivered;
}

/** Sends a test message now and gives what came of it: null, or a code or status. It is not repeated. Rejects as the store does. */
export async function testWebhook(
  { id, value: webhook }: Stored<Webhook>,
  { messageId, actor }: { readonly messageId: string; readonly actor: string },
  deps: Omit<DeliverDeps, 'alarms'>,
): Promise<string | null> {
  const { tenantId } = webhook;
  const now = deps.clock.now();
  const data = { tenant_id: tenantId, integration_id: null, actor };
  const number = await nextNumber({ id, value: webhook }, deps);
  const body = bodyOf({ type: 'webhook.test', timestamp: formatInstant(now), data }, number);
  return send({ messageId, body, at: now }, { id, value: webhook }, deps);
}

/** Null: delivered; undefined: somebody else tries it, or the webhook is gone. */
async function tryDelivery(
  { id, revision, value }: Stored<WebhookDelivery>,
  webhook: Stored<Webhook>,
  deps: DeliverDeps,
): Promise<string | null | undefined> {
  const { store, clock } = deps;
  const { tenantId: partition } = value;
  const number = value.number ?? (await nextNumber(webhook, deps));
  const claimed = begun(value, number, clock.now());
  const [claim] = await store.webhookDeliveries.commit(partition, [
    { op: 'replace', id, revision, value: claimed },
  ]);
  if (!claim?.ok || claim.revision === null) return undefined;
  const { messageId, payload } = claimed;
  const error = await send({ messageId, body: bodyOf(payload, number), at: clock.now() }, webhook, deps);
  const done = settled(claimed, error, clock.now());
  await replaceOne(store.webhookDeliveries, { partition, id, revision: claim.revision, value: done });
  return error;
}

async function send(
  message: SignedMessage,
  { id, value: { tenantId, url, secret, retired } }: Pick<Stored<Webhook>, 'id' | 'value'>,
  { secretBox, caller, clock }: Pick<DeliverDeps, 'secretBox' | 'caller' | 'clock'>,
): Promise<string | null> {
  const sealed = [secret, ...(retired !== null && retired.until > clock.now() ? [retired.secret] : [])];
  const context = webhookSecretContext(tenantId, id);
  const secrets = await Promise.all(sealed.map((each) => secretBox.open(each, context)));
  const answer = await caller.post({
    url,
    body: message.body,
    headers: signedHeaders(message, secrets),
  });
  if ('error' in answer) return answer.error;
  return answer.status >= 200 && answer.status < 300 ? null : `HTTP ${answer.status}`;
}

async function nextNumber(
  { id, value: { tenantId } }: Pick<Stored<Webhook>, 'id' | 'value'>,
  { store }: Pick<DeliverDeps, 'store'>,
): Promise<number> {
  const stored = await updateWebhook({ id, tenantId, store }, (webhook) => ({
    ...webhook,
    lastNumber: webhook.lastNumber + 1,
  }));
  return stored?.lastNumber ?? 0;
}

async function noteReach(
  { id, value: { tenantId, deliveredAt } }: Stored<Webhook>,
  {
    reach,
    error,
    isFirst,
  }: { readonly reach: WebhookReach; readonly error: string | null; readonly isFirst: boolean },
  { store, clock, alarms }: DeliverDeps,
): Promise<WebhookReach> {
  const isRecent = deliveredAt !== undefined && clock.now() - deliveredAt < NOTED_MS;
  const isNoted = isRecent || !isFirst;
  if (error === null && reach.failures === 0 && isNoted) return reach;
  // Before it is noted that the receiver lives, so that no alarm stays behind.
  if (error === null) await alarms.clear(webhookAlarm(tenantId, id));
  const webhook = await updateWebhook({ id, tenantId, store }, (seen) => ({
    ...seen,
    reach: reachAfter(seen.reach, error, clock.now()),
    ...(error === null && { deliveredAt: clock.now() }),
  }));
  if (error !== null && webhook !== null && isDead(webhook.reach)) {
    await alarms.raise(webhookAlarm(tenantId, id), error);
  }
  return webhook?.reach ?? unreached;
}

/** The alarm that a webhook's receiver is dead. */
export function webhookAlarm(tenantId: string, id: string): AlarmRef {
  return { kind: 'webhook-failing', tenantId, integrationId: null, subject: id };
}

/** The webhook as it stands then; null: it is gone. */
async function updateWebhook(
  { id, tenantId, store }: { readonly id: string; readonly tenantId: string; readonly store: WebhookStore },
  change: (webhook: Webhook) => Webhook | null,
): Promise<Webhook | null> {
  const { stored } = await updateDocument<WebhookEntry>(
    store.webhooks,
    { partition: tenantId, id },
    (entry) => (entry !== null && isWebhook(entry) ? change(entry) : null),
    { tries: TRIES, what: 'webhook', code: 'ERR_WEBHOOK_CONTENDED' },
  );
  return stored !== null && isWebhook(stored.value) ? stored.value : null;
}
