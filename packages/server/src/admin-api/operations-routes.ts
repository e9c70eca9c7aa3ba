import type { Page, Stored } from '@vmrkit/core';
import {
  type AuditEvent,
  anyConference,
  findAcross,
  findConferences,
  isReservation,
  type ListPart,
  type Reservation,
  type ReservationRecord,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { conferenceItem, conferenceWire } from '../views/conference-view.ts';
import { maskedRecordOf } from '../views/integration-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { type Administrator, maySee } from './administrator.ts';
import { integrationOf } from './integration-answers.ts';
import {
  auditItem,
  auditWire,
  outboxItem,
  outboxWire,
  reservationItem,
  reservationWire,
} from './operations-answers.ts';
import { pageOf, pageQuery } from './page.ts';
import { integrationQuery, partsOf, scopeOf, tenantQuery, timeQuery } from './resource.ts';

const permission = 'tenant';
const listQuery = pageQuery.extend(tenantQuery.shape);

const listAuditEventsRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/audit_events`,
    id: 'listAuditEvents',
    permission,
    audit: null,
    summary: 'Who did what, the newest first.',
    query: listQuery.extend(integrationQuery.shape).extend({
      conference_id: z.string().max(64).optional(),
      correlation_id: z.string().max(64).optional(),
      from: timeQuery,
      to: timeQuery,
    }),
    answer: pageOf(auditItem),
    faults: [404],
    async handle({ caller, query, signal }) {
      const scope = scopeOf(caller, query.tenant_id);
      const { integration_id: integrationId, conference_id: conferenceId } = query;
      const { index, value } = auditIndexOf(query);
      const page = await findAcross((await kit.get('store')).auditEvents, {
        parts: partsOf(scope, value === undefined ? [] : [value]),
        index,
        // The newest stands first, by its time with the sign turned.
        ...(query.to === undefined ? {} : { from: -Date.parse(query.to) }),
        ...(query.from === undefined ? {} : { to: -Date.parse(query.from) }),
        keep: (found): found is Page<AuditEvent>['items'][number] =>
          (integrationId === undefined || found.value.integrationId === integrationId) &&
          (conferenceId === undefined || found.value.conferenceId === conferenceId),
        limit: query.limit,
        cursor: query.cursor ?? null,
        signal,
      });
      return { items: page.items.map(auditWire), next_cursor: page.next };
    },
  });

const listOutboxRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/outbox`,
    id: 'listOutbox',
    permission,
    audit: null,
    summary: 'What is still to be sent; a page holds what up to `limit` meetings owe.',
    query: listQuery.extend(integrationQuery.shape),
    answer: pageOf(outboxItem),
    faults: [404],
    async handle({ caller, query, signal }) {
      const { meetings } = await kit.get('store');
      const page = await findAcross(meetings, {
        parts: await queuesOf(kit, caller, query),
        index: 'outbox',
        limit: query.limit,
        cursor: query.cursor ?? null,
        signal,
      });
      return { items: page.items.flatMap(outboxWire), next_cursor: page.next };
    },
  });

const listReservationsRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/reservations`,
    id: 'listReservations',
    permission,
    audit: null,
    summary: 'Reserved aliases, integration by integration and the oldest first.',
    query: listQuery.extend(integrationQuery.shape),
    answer: pageOf(reservationItem),
    faults: [404],
    async handle({ caller, query, signal }) {
      const integrations = await integrationsOf(kit, caller, query);
      const page = await findAcross((await kit.get('store')).reservations, {
        parts: integrations.map(({ id, value }) => ({ partition: value.tenantId, equals: [id] })),
        index: 'integration',
        keep: isReservationDocument,
        limit: query.limit,
        cursor: query.cursor ?? null,
        signal,
      });
      return { items: page.items.map(reservationWire), next_cursor: page.next };
    },
  });

const searchCorrelationRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/search`,
    id: 'searchCorrelation',
    permission,
    audit: null,
    summary: 'What became of the request or message with a correlation id.',
    query: z.object({ correlation_id: z.string().trim().min(1).max(64) }),
    answer: z.strictObject({
      conference: conferenceItem.nullable(),
      audit: z.array(auditItem),
      outbox: z.array(outboxItem),
      reservation: reservationItem.nullable(),
    }),
    faults: [],
    handle: async ({ caller, query }) => foundBy(kit, caller, query.correlation_id),
  });

/** What goes on: audit, the queue of answers, reservations, and what one correlation id stands for. */
export const operationsRoutes: AdminRouteGroup = async ({ kit }) => [
  listAuditEventsRoute(kit),
  listOutboxRoute(kit),
  listReservationsRoute(kit),
  searchCorrelationRoute(kit),
];

interface Narrowed {
  readonly tenant_id?: string | undefined;
  readonly integration_id?: string | undefined;
}

async function integrationsOf(kit: VmrKit, caller: Administrator, query: Narrowed) {
  const scope = scopeOf(caller, query.tenant_id);
  if (query.integration_id !== undefined) return [await integrationOf(kit, caller, query.integration_id)];
  const stored = await (await kit.get('integrationRecords')).stored();
  return stored
    .filter(({ value }) => maySee({ tenants: scope }, value.tenantId))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What waits for each mailbox, the urgent first. */
async function queuesOf(kit: VmrKit, caller: Administrator, query: Narrowed): Promise<readonly ListPart[]> {
  const integrations = await integrationsOf(kit, caller, query);
  return integrations.flatMap((stored) => {
    const mailboxes = maskedRecordOf(stored).mailbox?.mailboxes ?? [];
    return mailboxes.flatMap(({ id }) =>
      [0, 1, 2].map((urgency) => ({ partition: stored.value.tenantId, equals: [id, urgency] })),
    );
  });
}

function auditIndexOf(query: {
  readonly correlation_id?: string | undefined;
  readonly conference_id?: string | undefined;
  readonly integration_id?: string | undefined;
}) {
  if (query.correlation_id !== undefined)
    return { index: 'correlation', value: query.correlation_id } as const;
  if (query.conference_id !== undefined) return { index: 'conference', value: query.conference_id } as const;
  if (query.integration_id !== undefined)
    return { index: 'integration', value: query.integration_id } as const;
  return { index: 'tenant', value: undefined } as const;
}

function isReservationDocument<Found extends Stored<ReservationRecord>>(
  document: Found,
): document is Found & Stored<Reservation> {
  return isReservation(document.value);
}

async function foundBy(kit: VmrKit, caller: Administrator, correlationId: string) {
  const store = await kit.get('store');
  const { tenants: scope } = caller;
  const page = await findConferences(scope, { ...anyConference, correlationId, limit: 1 }, store);
  const [conference = null] = page.items;
  const along = { parts: partsOf(scope, [correlationId]), index: 'correlation', cursor: null } as const;
  const [reservation = null] = (
    await findAcross(store.reservations, { ...along, keep: isReservationDocument, limit: 1 })
  ).items;
  const audit = (await findAcross(store.auditEvents, { ...along, limit: 100 })).items;
  const waiting = conference === null ? [] : outboxWire(conference);
  return {
    conference: conference && conferenceWire(conference),
    audit: audit.map(auditWire),
    outbox: waiting.filter((each) => each.correlation_id === correlationId),
    reservation: reservation && reservationWire(reservation),
  };
}
