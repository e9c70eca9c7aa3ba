import { type AuditNote, withAudit } from '../audit/audit-entry.ts';
import { changesBetween } from '../audit/changes-between.ts';
import { type AuditedChange, updateAudited } from '../audit/update-audited.ts';
import { ConflictError, type InputIssue, InvalidInputError, NotFoundError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import { isLoopbackHost, urlFault } from '../integration/fields.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Random, uuidV4 } from '../runtime/random.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { DocumentCollection, Partition, Stored } from '../store/document-collection.ts';
import { insertOne } from '../store/document-steps.ts';
import { everyDocument } from '../store/every-document.ts';
import { updateDocument } from '../store/update-document.ts';
import { DAY_MS, shift } from '../time/instant.ts';
import {
  isWebhook,
  unreached,
  type Webhook,
  type WebhookEntry,
  type WebhookIndex,
  webhookTombstone,
} from './webhook.ts';
import { webhookEventTypes } from './webhook-event.ts';
import { newWebhookSecret, webhookSecretContext } from './webhook-signature.ts';

const TRIES = 8;
/** Webhooks of one tenant. */
const MOST_WEBHOOKS = 20;
const LONGEST_URL = 2_048;
const LONGEST_DESCRIPTION = 250;
/** How long the secret before still signs. */
const RETIRED_MS = DAY_MS;

/** Where webhooks are kept. */
export type WebhookDocuments = DocumentCollection<WebhookEntry, WebhookIndex>;

/** What the use cases of webhooks work with. */
export interface WebhookDeps {
  readonly store: { readonly webhooks: WebhookDocuments };
  readonly secretBox: Pick<SecretBox, 'seal'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  /** Whether `http://` URLs of this machine are good enough; for trials and tests. */
  readonly allowHttpLoopback: boolean;
}

/** What people decide about a webhook. */
export type WebhookFields = Pick<Webhook, 'url' | 'events' | 'description' | 'enabled'>;

/** A webhook, and its secret as it is shown once. */
export interface IssuedWebhook extends Pick<Stored<Webhook>, 'id' | 'value'> {
  readonly secret: string;
}

/** Who changes a webhook, for the audit. */
type Author = Pick<AuditNote, 'actor' | 'details'>;

/**
 * Makes a webhook and gives its secret, which is shown nowhere again. Rejects with InvalidInputError
 * `ERR_WEBHOOK_INVALID` with every fault, and ConflictError `ERR_WEBHOOK_LIMIT` where the tenant has 20.
 */
export async function createWebhook(
  { tenantId, by, ...fields }: WebhookFields & { readonly tenantId: TenantId; readonly by: Author },
  deps: WebhookDeps,
): Promise<IssuedWebhook> {
  const { store, secretBox, clock, random } = deps;
  refuseFaults(fields, deps);
  if ((await webhooksOf(tenantId, deps)).length >= MOST_WEBHOOKS) {
    throw new ConflictError(`A tenant has at most ${MOST_WEBHOOKS} webhooks.`, { code: 'ERR_WEBHOOK_LIMIT' });
  }
  const [id, secret, now] = [uuidV4(random), newWebhookSecret(random), clock.now()];
  const { url, events, description, enabled } = fields;
  const value: Webhook = {
    tenantId,
    url,
    events: [...new Set(events)],
    description,
    enabled,
    secret: await secretBox.seal(secret, webhookSecretContext(tenantId, id)),
    retired: null,
    createdAt: now,
    version: 1,
    lastNumber: 0,
    reach: unreached,
    audit: withAudit([], {
      at: now,
      random,
      ...by,
      action: 'webhook.created',
      changes: changesBetween({}, toldOf(fields)),
    }),
  };
  await insertOne(store.webhooks, { partition: tenantId, id, value });
  return { id, value, secret };
}

/** Names a webhook that is to be changed, and the state that it must be in: `may` throws for another. */
export interface WebhookRef {
  readonly tenantId: Partition;
  readonly id: string;
  readonly by: Author;
  may(webhook: Webhook): void;
}

/**
 * Changes a webhook; what is left out stays. One that is switched on again, or gets another address, is tried at once.
 * Rejects as `may` does, with InvalidInputError `ERR_WEBHOOK_INVALID`, NotFoundError `ERR_WEBHOOK_NOT_FOUND` and
 * ConflictError `ERR_WEBHOOK_CONTENDED`.
 */
export function changeWebhook(
  ref: WebhookRef,
  change: Partial<WebhookFields>,
  deps: WebhookDeps,
): Promise<Stored<Webhook>> {
  return write(ref, deps, (webhook) => {
    const next = { ...webhook, ...change };
    refuseFaults(next, deps);
    const changes = changesBetween(toldOf(webhook), toldOf(next));
    if (changes.length === 0) return null;
    const isTriedAnew = next.url !== webhook.url || (next.enabled && !webhook.enabled);
    return {
      ...next,
      ...(isTriedAnew && { reach: unreached }),
      note: { action: 'webhook.changed', changes },
    };
  });
}

/** Gives a webhook a new secret; the one before signs beside it for a day. Rejects as {@link changeWebhook} does. */
export async function renewWebhookSecret(ref: WebhookRef, deps: WebhookDeps): Promise<IssuedWebhook> {
  const { secretBox, clock, random } = deps;
  const secret = newWebhookSecret(random);
  const sealed = await secretBox.seal(secret, webhookSecretContext(ref.tenantId, ref.id));
  const stored = await write(ref, deps, (webhook) => ({
    ...webhook,
    secret: sealed,
    retired: { secret: webhook.secret, until: shift(clock.now(), RETIRED_MS) },
    note: { action: 'webhook.secret-renewed' },
  }));
  return { ...stored, secret };
}

/** Deletes a webhook; what waits for it is not sent any more. Rejects as {@link changeWebhook} does. */
export async function deleteWebhook(ref: WebhookRef, { store, clock, random }: WebhookDeps): Promise<void> {
  const { tenantId: partition, id, by } = ref;
  const now = clock.now();
  const { written } = await updateDocument<WebhookEntry>(
    store.webhooks,
    { partition, id },
    (entry) => {
      if (entry === null || !isWebhook(entry)) return null;
      ref.may(entry);
      const audit = withAudit(entry.audit, { at: now, random, ...by, action: 'webhook.deleted' });
      return webhookTombstone(partition, { now, audit });
    },
    { tries: TRIES, what: 'webhook', code: 'ERR_WEBHOOK_CONTENDED' },
  );
  if (!written) throw noWebhook();
}

/** The webhooks of one tenant, by creation. */
export async function webhooksOf(
  tenantId: Partition,
  { store }: Pick<WebhookDeps, 'store'>,
): Promise<readonly Stored<Webhook>[]> {
  const found: Stored<Webhook>[] = [];
  const query = { index: 'tenant', equals: [] } as const;
  for await (const { id, revision, value } of everyDocument(store.webhooks, tenantId, query)) {
    if (isWebhook(value)) found.push({ id, revision, value });
  }
  return found;
}

/** All webhooks, of all tenants. */
export async function* everyWebhook(
  webhooks: WebhookDocuments,
): AsyncGenerator<Stored<Webhook>, void, undefined> {
  for await (const { id, revision, value } of everyDocument(webhooks, null, {
    index: 'tenant',
    equals: [],
  })) {
    if (isWebhook(value)) yield { id, revision, value };
  }
}

/** The sealed secrets of a webhook, sealed with the present key. Rejects as `SecretBox.rotate` does. */
export async function rotateWebhookSecrets(
  { tenantId, secret, retired }: Webhook,
  { id, secretBox }: { readonly id: string; readonly secretBox: Pick<SecretBox, 'rotate'> },
): Promise<Pick<Webhook, 'secret' | 'retired'>> {
  const context = webhookSecretContext(tenantId, id);
  return {
    secret: await secretBox.rotate(secret, context),
    retired: retired && { ...retired, secret: await secretBox.rotate(retired.secret, context) },
  };
}

/** That there is no such webhook, or none that the caller may see. */
export function noWebhook(): NotFoundError {
  return new NotFoundError('There is no such webhook.', { code: 'ERR_WEBHOOK_NOT_FOUND' });
}

async function write(
  { tenantId: partition, id, by, may }: WebhookRef,
  { store, clock, random }: WebhookDeps,
  change: (webhook: Webhook) => AuditedChange<Webhook> | null,
): Promise<Stored<Webhook>> {
  const stored = await updateAudited<WebhookEntry, Webhook>(store.webhooks, { partition, id }, change, {
    clock,
    random,
    is: isWebhook,
    may,
    by,
    what: 'webhook',
    code: 'ERR_WEBHOOK_CONTENDED',
  });
  if (stored === null) throw noWebhook();
  return stored;
}

function toldOf({ url, events, description, enabled }: WebhookFields): object {
  return { url, events: [...events], description, enabled };
}

function refuseFaults(fields: WebhookFields, { allowHttpLoopback }: Pick<WebhookDeps, 'allowHttpLoopback'>) {
  const issues = faultsOf(fields, allowHttpLoopback);
  if (issues.length === 0) return;
  throw new InvalidInputError('The webhook has faults.', { code: 'ERR_WEBHOOK_INVALID', issues });
}

function faultsOf({ url, events, description }: WebhookFields, allowHttpLoopback: boolean): InputIssue[] {
  const issue = (path: string, message: string) => ({ path: [path], code: 'invalid_value', message });
  const known = events.every((each) => webhookEventTypes.includes(each));
  const fault = url.length > LONGEST_URL ? 'The URL is too long.' : webhookUrlFault(url, allowHttpLoopback);
  return [
    ...(fault === null ? [] : [issue('url', fault)]),
    ...(events.length > 0 && known
      ? []
      : [issue('events', 'Name at least one event, and known ones alone.')]),
    ...(description.length <= LONGEST_DESCRIPTION
      ? []
      : [issue('description', 'The description is too long.')]),
  ];
}

function webhookUrlFault(text: string, allowHttpLoopback: boolean): string | null {
  const fault = urlFault(text);
  if (fault !== null) return fault;
  const { hostname, hash } = new URL(text);
  if (hash !== '') return 'A URL with a fragment is refused.';
  return isLoopbackHost(hostname) && !allowHttpLoopback ? 'This machine cannot be called.' : null;
}
