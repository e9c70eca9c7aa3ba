import { formatInstant, type Stored } from '@vmrkit/core';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  everyWebhook,
  noWebhook,
  renewWebhookSecret,
  type Webhook,
  type WebhookDeps,
  webhookAlarm,
  webhookEventTypes,
  webhooksOf,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { Reply } from '../http/route.ts';
import { timeText } from '../views/conference-view.ts';
import { ADMIN_PATH, type AdminRequest, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { type Administrator, auditAuthor, tenantOf } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { idParams, nothing, pageOfAll, tenantQuery, time } from './resource.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/webhooks`;
const permission = 'tenant';

/** Judged by core's rules afterwards, which tell all faults together. */
const fields = {
  url: z.string().describe('https, without user name, password and fragment.'),
  events: z.array(z.enum(webhookEventTypes)),
  description: z.string(),
  enabled: z.boolean().describe('Nothing is queued for a webhook that is off.'),
};
const answer = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  ...fields,
  created_at: time,
  failures: z.int().describe('Tries in a row that failed.'),
  paused_until: time.nullable().describe('Nothing is sent before; null: it goes on.'),
  last_error: z.string().nullable().describe('A code, or the status that the receiver answered.'),
  last_delivered_at: time.nullable().describe('When an event was taken last, to the minute.'),
  version: z.string().describe('For If-Match.'),
});
const secret = z.string().describe('Verifies the signatures; shown once.');

const listWebhooksRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: PATH,
    id: 'listWebhooks',
    permission,
    audit: null,
    summary: 'The webhooks.',
    query: pageQuery.extend(tenantQuery.shape),
    answer: pageOf(answer),
    faults: [404],
    async handle({ caller, query }) {
      const { tenant_id: tenantId } = query;
      const seen =
        tenantId === undefined
          ? await seenWebhooks(kit, caller)
          : await webhooksOf(tenantOf(caller, tenantId), await depsOf(kit));
      const { items, next } = pageOfAll(seen, query, ({ id }) => id);
      return { items: items.map(wireOf), next_cursor: next };
    },
  });

const createWebhookRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: PATH,
    id: 'createWebhook',
    permission,
    audit: 'webhook.created',
    summary: 'Makes a webhook; its secret is answered once.',
    status: 201,
    body: z.strictObject({
      tenant_id: z
        .string()
        .max(64)
        .default('default')
        .describe('Whose events it is told of; `*`: those of the deployment, for operators.'),
      url: fields.url,
      events: fields.events,
      description: fields.description.default(''),
      enabled: fields.enabled.default(true),
    }),
    answer: answer.extend({ secret }),
    faults: [404, 409],
    async handle({ caller, body: { tenant_id: tenantId, ...wanted } }) {
      const made = { tenantId: tenantOf(caller, tenantId), by: auditAuthor(caller), ...wanted };
      const issued = await createWebhook(made, await depsOf(kit));
      const body = { ...wireOf(issued), secret: issued.secret };
      return new Reply(201, body, etagOf(issued.value.version));
    },
  });

const getWebhookRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getWebhook',
    permission,
    audit: null,
    summary: 'One webhook.',
    params: idParams,
    answer,
    faults: [404],
    async handle({ caller, params }) {
      return answered(await webhookOf(kit, caller, params.id));
    },
  });

const changeWebhookRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'patch',
    path: `${PATH}/{id}`,
    id: 'changeWebhook',
    permission,
    audit: 'webhook.changed',
    summary: 'Changes a webhook; what is left out stays as it is.',
    params: idParams,
    body: z.strictObject(fields).partial(),
    answer,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params, body } = request;
      const { value } = await webhookOf(kit, caller, params.id);
      const change = Object.fromEntries(Object.entries(body).filter(([, given]) => given !== undefined));
      const changed = await changeWebhook(refOf(request, value), change, await depsOf(kit));
      if (changed.value.reach.failures === 0 || !changed.value.enabled) await clearAlarm(kit, changed);
      return answered(changed);
    },
  });

const deleteWebhookRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'deleteWebhook',
    permission,
    audit: 'webhook.deleted',
    summary: 'Deletes a webhook: what waits for it is not sent any more.',
    params: idParams,
    status: 204,
    answer: nothing,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const seen = await webhookOf(kit, request.caller, request.params.id);
      await deleteWebhook(refOf(request, seen.value), await depsOf(kit));
      await clearAlarm(kit, seen);
      return null;
    },
  });

const renewWebhookSecretRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/{id}/secret`,
    id: 'renewWebhookSecret',
    permission,
    audit: 'webhook.secret-renewed',
    summary: 'Gives a webhook a new secret, answered once; the one before signs beside it for a day.',
    params: idParams,
    answer: answer.extend({ secret }),
    faults: [404],
    async handle({ caller, params }) {
      const { id, value } = await webhookOf(kit, caller, params.id);
      const ref = { tenantId: value.tenantId, id, by: auditAuthor(caller), may: () => undefined };
      const issued = await renewWebhookSecret(ref, await depsOf(kit));
      const body = { ...wireOf(issued), secret: issued.secret };
      return new Reply(200, body, etagOf(issued.value.version));
    },
  });

const testWebhookRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/{id}/test`,
    id: 'testWebhook',
    permission,
    audit: null,
    summary: 'Sends a test message now, and tells what the receiver answered.',
    params: idParams,
    answer: z.strictObject({
      delivered: z.boolean(),
      error: z.string().nullable().describe('A code, or the status that the receiver answered.'),
    }),
    faults: [404],
    async handle({ caller, params }) {
      const webhook = await webhookOf(kit, caller, params.id);
      const error = await (await kit.get('webhookSender')).test(webhook, caller.name);
      return { delivered: error === null, error };
    },
  });

/** Webhooks (S12.6): who is told of conferences and alarms. */
export const webhooksRoutes: AdminRouteGroup = async ({ kit }) => [
  listWebhooksRoute(kit),
  createWebhookRoute(kit),
  getWebhookRoute(kit),
  changeWebhookRoute(kit),
  deleteWebhookRoute(kit),
  renewWebhookSecretRoute(kit),
  testWebhookRoute(kit),
];

async function depsOf(kit: VmrKit): Promise<WebhookDeps> {
  const [store, secretBox] = [await kit.get('store'), await kit.get('secretBox')];
  const [clock, random, config] = [await kit.get('clock'), await kit.get('random'), await kit.get('config')];
  return { store, secretBox, clock, random, allowHttpLoopback: config.egress.allow_loopback };
}

async function seenWebhooks(kit: VmrKit, caller: Administrator): Promise<readonly Stored<Webhook>[]> {
  const deps = await depsOf(kit);
  const { tenants } = caller;
  const found: Stored<Webhook>[] = [];
  if (tenants === 'all') for await (const each of everyWebhook(deps.store.webhooks)) found.push(each);
  else for (const tenantId of new Set(tenants)) found.push(...(await webhooksOf(tenantId, deps)));
  return found;
}

async function webhookOf(kit: VmrKit, caller: Administrator, id: string): Promise<Stored<Webhook>> {
  const found = (await seenWebhooks(kit, caller)).find((each) => each.id === id);
  if (found === undefined) throw noWebhook();
  return found;
}

function refOf(request: AdminRequest<{ readonly id: string }>, { tenantId }: Webhook) {
  return {
    tenantId,
    id: request.params.id,
    by: auditAuthor(request.caller),
    may: ({ version }: Webhook) => ifMatch(request, version),
  };
}

async function clearAlarm(kit: VmrKit, { id, value }: Stored<Webhook>): Promise<void> {
  await (await kit.get('alarms')).clear(webhookAlarm(value.tenantId, id));
}

function wireOf({ id, value }: Pick<Stored<Webhook>, 'id' | 'value'>): z.output<typeof answer> {
  const { tenantId, url, events, description, enabled, createdAt, reach, version } = value;
  const { deliveredAt = null } = value;
  return {
    id,
    tenant_id: tenantId,
    url,
    events: [...events],
    description,
    enabled,
    created_at: formatInstant(createdAt),
    failures: reach.failures,
    paused_until: timeText(reach.pausedUntil),
    last_error: reach.lastError,
    last_delivered_at: timeText(deliveredAt),
    version: String(version),
  };
}

function answered(webhook: Stored<Webhook>) {
  return new Reply(200, wireOf(webhook), etagOf(webhook.value.version));
}
