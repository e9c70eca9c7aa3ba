import { randomUUID } from 'node:crypto';
import type { Mailbox } from '../model/mailbox.ts';
import type { Organization } from '../model/organization.ts';
import { json, nothing } from './answers.ts';
import { findFolder } from './folders.ts';
import { type GraphPermission, mayDo } from './graph-apps.ts';
import { badRequest, GraphError } from './graph-error.ts';
import type { GraphAnswer, GraphContext, GraphRequest, Json } from './graph-request.ts';
import { type GraphSubscription, subscriptionJson, type WatchedResource } from './graph-subscriptions.ts';
import { asJson } from './json-values.ts';
import { validates } from './notification-post.ts';
import type { GraphRoute } from './routes.ts';

const minuteMs = 60_000;
/** The longest lifetime, in minutes; shorter ones than the floor are raised to it. */
const mostMinutes = 10_080;
const floorMinutes = 45;

/** Making, renewing and ending subscriptions. */
export const subscriptionRoutes: readonly GraphRoute[] = [
  {
    operation: 'POST subscriptions',
    permission: (request) => permissionFor(request),
    checksRights: true,
    run: create,
  },
  { operation: 'GET subscriptions', permission: null, run: list },
  { operation: 'GET subscriptions/{id}', permission: null, run: (context) => json(context, entity(context)) },
  { operation: 'PATCH subscriptions/{id}', permission: null, run: renew },
  { operation: 'POST subscriptions/{id}/reauthorize', permission: null, run: reauthorize },
  {
    operation: 'DELETE subscriptions/{id}',
    permission: null,
    run: (context) => {
      context.graph.subscriptions.remove(own(context));
      return nothing(204);
    },
  },
];

function permissionFor({ body }: GraphRequest): GraphPermission {
  const resource =
    typeof body === 'object' && body !== null && 'resource' in body ? String(body.resource) : '';
  return /events\/?$/i.test(resource) ? 'Calendars.Read' : 'Mail.ReadBasic.All';
}

function own({ app, graph, params }: GraphContext): GraphSubscription {
  const found = graph.subscriptions.find(params.id ?? '', app.clientId);
  if (!found) throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
  return found;
}

function entity(context: GraphContext, subscription = own(context)): Json {
  return {
    '@odata.context': context.link('/$metadata#subscriptions/$entity'),
    ...subscriptionJson(subscription),
  };
}

function list(context: GraphContext): GraphAnswer {
  const value = context.graph.subscriptions.list(context.app.clientId).map(subscriptionJson);
  return json(context, { '@odata.context': context.link('/$metadata#subscriptions'), value });
}

async function create(context: GraphContext): Promise<GraphAnswer> {
  const { org, graph, app, request, prefer } = context;
  const body = asJson(request.body, 'body');
  const changeTypes = readChangeTypes(body.changeType);
  const notificationUrl = readUrl(body.notificationUrl, 'notificationUrl', context);
  const lifecycleUrl =
    body.lifecycleNotificationUrl === undefined || body.lifecycleNotificationUrl === null
      ? null
      : readUrl(body.lifecycleNotificationUrl, 'lifecycleNotificationUrl', context);
  const clientState = readClientState(body.clientState);
  const expiresAt = readExpiry(body.expirationDateTime, org.clock.now());
  const resource = String(body.resource ?? '');
  const { mailbox, watched } = readResource(org, resource);
  if (!mayDo(app, permissionFor(request), mailbox.address.email))
    throw wrapped(403, 'Forbidden', 'Access is denied. Check credentials and try again.');
  await handshake(context, notificationUrl);
  if (lifecycleUrl !== null) await handshake(context, lifecycleUrl);
  const made = graph.subscriptions.add({
    clientId: app.clientId,
    tenant: app.tenant,
    mailbox,
    resource,
    watched,
    changeTypes,
    notificationUrl,
    lifecycleNotificationUrl: lifecycleUrl,
    clientState,
    immutableIds: prefer.immutableIds,
    expiresAt,
  });
  return json(context, entity(context, made), 201);
}

async function renew(context: GraphContext): Promise<GraphAnswer> {
  const { org, request } = context;
  const subscription = own(context);
  const { expirationDateTime, lifecycleNotificationUrl } = asJson(request.body, 'body');
  if (lifecycleNotificationUrl !== undefined)
    throw badRequest("The property 'lifecycleNotificationUrl' cannot be changed.", 'InvalidRequest');
  const expiresAt = readExpiry(expirationDateTime, org.clock.now());
  if (org.switches.graphRenewalValidates) await handshake(context, subscription.notificationUrl);
  subscription.expiresAt = expiresAt;
  return org.switches.graphRenewalAnswer === 'entity'
    ? json(context, entity(context, subscription))
    : nothing(204);
}

async function reauthorize(context: GraphContext): Promise<GraphAnswer> {
  const subscription = own(context);
  if (context.org.switches.graphRenewalValidates) await handshake(context, subscription.notificationUrl);
  return nothing(204);
}

async function handshake({ graph }: GraphContext, url: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription ${randomUUID()}`;
  const { validationTimeoutMs: withinMs, notificationCaCertificates: caCertificates } = graph.settings;
  if (await validates(url, { token, withinMs, caCertificates })) return;
  throw badRequest(
    'Subscription validation request failed. Notification endpoint must respond with 200 OK.',
    'ValidationError',
  );
}

function readChangeTypes(value: unknown): string[] {
  const types = typeof value === 'string' ? value.split(',').map((each) => each.trim()) : [];
  if (types.length > 0 && types.every((each) => ['created', 'updated', 'deleted'].includes(each)))
    return types;
  throw badRequest("The property 'changeType' is invalid.", 'InvalidRequest');
}

function readUrl(value: unknown, name: string, { graph }: GraphContext): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  const isLoopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const mayBePlain = isLoopback && graph.settings.plainLoopbackNotifications;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && mayBePlain))) return String(value);
  throw badRequest(`The property '${name}' must be an https address.`, 'InvalidRequest');
}

function readClientState(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.length <= 128) return value;
  throw badRequest("The property 'clientState' is too long.", 'InvalidRequest');
}

function readExpiry(value: unknown, now: number): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at) || at <= now)
    throw badRequest("The property 'expirationDateTime' must lie in the future.", 'InvalidRequest');
  if (at > now + (mostMinutes + 1) * minuteMs)
    throw badRequest(
      `Subscription expiration can only be ${mostMinutes} minutes in the future.`,
      'InvalidRequest',
    );
  return Math.max(at, now + floorMinutes * minuteMs);
}

const messagesOf = /^\/?users\/([^/]+)(?:\/mailFolders(?:\/([^/]+)|\('([^']+)'\)))?\/messages\/?$/i;
const eventsOf = /^\/?users\/([^/]+)\/events\/?$/i;

function readResource(org: Organization, resource: string): { mailbox: Mailbox; watched: WatchedResource } {
  const events = eventsOf.exec(resource);
  if (events) return { mailbox: mailboxOf(org, events[1] ?? ''), watched: { kind: 'events' } };
  const messages = messagesOf.exec(resource);
  if (!messages)
    throw badRequest(`The resource '${resource.slice(0, 80)}' is not supported.`, 'InvalidRequest');
  const mailbox = mailboxOf(org, messages[1] ?? '');
  const folder = messages[2] ?? messages[3];
  return {
    mailbox,
    watched: { kind: 'messages', folder: folder === undefined ? null : findFolder(mailbox, folder) },
  };
}

function mailboxOf(org: Organization, user: string): Mailbox {
  const name = decodeURIComponent(user);
  const mailbox = org.findMailboxByObjectId(name) ?? org.findMailbox(name);
  if (mailbox?.location === 'internal' && mailbox.hosting !== 'on-premises' && !name.includes("'"))
    return mailbox;
  throw wrapped(404, 'NotFound', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
}

/** What the mailbox says reaches the caller as prose only. */
function wrapped(status: number, inner: string, reason: string): GraphError {
  return new GraphError(
    status,
    'ExtensionError',
    `Operation: Create; Exception: [Status Code: ${inner}; Reason: ${reason}]`,
  );
}
