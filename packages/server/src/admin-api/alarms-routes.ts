import { DEPLOYMENT, formatInstant, type Page } from '@vmrkit/core';
import { type AuditEvent, findAcross } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { mailboxNames } from '../commands/mailbox-names.ts';
import { alarmItem, alarmWire, pastAlarmItem, pastAlarmWire } from '../views/alarm-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import type { Administrator } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { integrationQuery, knownTenants, pageOfAll, partsOf, scopeOf, tenantQuery } from './resource.ts';

const permission = 'tenant';
const listQuery = pageQuery.extend(tenantQuery.shape);

const listAlarmsRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/alarms`,
    id: 'listAlarms',
    permission,
    audit: null,
    summary: 'The standing alarms, each with its cause and what ends it.',
    query: listQuery.extend(integrationQuery.shape).extend({ state: z.literal('raised').default('raised') }),
    answer: pageOf(alarmItem),
    faults: [404],
    async handle({ caller, query }) {
      const scope = scopeOf(caller, query.tenant_id);
      const all = await standingAlarms(kit, { ...caller, tenants: scope });
      const { integration_id: asked } = query;
      const found = asked === undefined ? all : all.filter(({ integrationId }) => integrationId === asked);
      const nameMailbox = await mailboxNames(kit);
      const keyOf = (each: (typeof found)[number]) =>
        `${formatInstant(each.raisedAt)}\n${each.tenantId}\n${each.kind}\n${each.subject}`;
      const { items, next } = pageOfAll(found, query, keyOf);
      return { items: items.map((each) => alarmWire(each, nameMailbox)), next_cursor: next };
    },
  });

const listPastAlarmsRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/past_alarms`,
    id: 'listPastAlarms',
    permission,
    audit: null,
    summary:
      'The alarms that are over, the last one cleared first, as far back as the audit trail goes; a page may be short.',
    query: listQuery.extend(integrationQuery.shape),
    answer: pageOf(pastAlarmItem),
    faults: [404],
    async handle({ caller, query, signal }) {
      const { integration_id: integrationId, limit, cursor = null } = query;
      const page = await findAcross((await kit.get('store')).auditEvents, {
        parts: partsOf(scopeOf(caller, query.tenant_id), integrationId === undefined ? [] : [integrationId]),
        index: integrationId === undefined ? 'tenant' : 'integration',
        keep: isCleared,
        limit,
        cursor,
        signal,
      });
      const nameMailbox = await mailboxNames(kit);
      return { items: page.items.map((each) => pastAlarmWire(each, nameMailbox)), next_cursor: page.next };
    },
  });

/** What needs somebody, and what did (S8.3). */
export const alarmsRoutes: AdminRouteGroup = async ({ kit }) => [
  listAlarmsRoute(kit),
  listPastAlarmsRoute(kit),
];

/** The standing alarms that a caller may see; the deployment's own are for operators. */
export async function standingAlarms(
  kit: VmrKit,
  { tenants, role }: Pick<Administrator, 'tenants' | 'role'>,
) {
  const known = await knownTenants(kit, { tenants });
  const own = role === 'operator' && tenants === 'all' ? [DEPLOYMENT] : [];
  return (await kit.get('alarms')).standing([...own, ...known]);
}

type Found = Page<AuditEvent>['items'][number];

function isCleared(found: Found): found is Found {
  return found.value.action === 'alarm.cleared';
}
