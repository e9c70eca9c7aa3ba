import { ConflictError } from '@vmrkit/core';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { Reply } from '../http/route.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { maySee } from './administrator.ts';
import {
  connectionWire,
  faultsIn,
  integrationAnswer,
  integrationItem,
  integrationOf,
  integrationVersion,
  integrationWire,
  noteOf,
  recordChanges,
  refuseBeyond,
  requiresWire,
  savedAnswer,
  validationAnswer,
} from './integration-answers.ts';
import { IntegrationList, type ListedIntegration } from './integration-list.ts';
import { approvalOf, noRequirements, refuseMoved, savedReply, saveIntegration } from './integration-saves.ts';
import { pageOf, pageQuery } from './page.ts';
import { unconfirmed } from './recreate-integration-route.ts';
import { anyObject, idParams, nothing, pageOfAll, scopeOf, tenantQuery } from './resource.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/integrations`;
/** A record with an icon of the largest size, and room for the rest. */
const MOST_BYTES = 1_024 * 1_024;
const record = anyObject.describe('A record, nested or with flat names; ******** keeps a stored secret.');
const permission = 'tenant';

const listIntegrationsRoute = (kit: VmrKit, list: IntegrationList) =>
  adminRoute({
    method: 'get',
    path: PATH,
    id: 'listIntegrations',
    permission,
    audit: null,
    summary: 'The integrations, by tenant and name.',
    query: pageQuery.extend(tenantQuery.shape).extend({
      q: z.string().max(250).optional().describe('Part of a name, a mailbox or the add-in’s server.'),
    }),
    answer: pageOf(integrationItem),
    faults: [404],
    async handle({ caller, query }) {
      const scope = scopeOf(caller, query.tenant_id);
      const asked = query.q?.toLowerCase() ?? '';
      const found = (await list.all()).filter(
        ({ item, text }) => maySee({ tenants: scope }, item.tenant_id) && text.includes(asked),
      );
      const keyOf = ({ item }: ListedIntegration) => `${item.tenant_id}\n${item.name}\n${item.id}`;
      const { items, next } = pageOfAll(found, query, keyOf);
      const alarms = await alarmCounts(
        kit,
        items.map(({ item }) => item.tenant_id),
      );
      const counted = items.map(({ item }) => ({ ...item, alarms: alarms.get(item.id) ?? 0 }));
      return { items: counted, next_cursor: next };
    },
  });

const createIntegrationRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: PATH,
    id: 'createIntegration',
    permission,
    audit: 'integration.created',
    summary: 'Saves a new integration and tries its mailboxes.',
    status: 201,
    body: record,
    maxBodyBytes: MOST_BYTES,
    answer: savedAnswer,
    faults: [404, 409],
    async handle({ caller, body }) {
      const json = caller.role === 'operator' ? body : withoutId(body);
      const saved = await saveIntegration(
        kit,
        json,
        { caller, action: 'integration.created' },
        (_, replaced) => {
          if (replaced !== null) throw exists();
        },
      );
      return savedReply(kit, caller, saved);
    },
  });

const validateIntegrationRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/validate`,
    id: 'validateIntegration',
    permission,
    audit: null,
    summary: 'Judges a record and says what the change would do; saves nothing and raises no alarm.',
    query: z.object({
      connect: z
        .stringbool()
        .default(false)
        .describe('Also signs in to its mailboxes: a wrong password counts at the mail system.'),
    }),
    body: record,
    maxBodyBytes: MOST_BYTES,
    answer: validationAnswer,
    faults: [404],
    async handle({ caller, body, query }) {
      if (typeof body.id === 'string' && caller.role !== 'operator')
        await integrationOf(kit, caller, body.id);
      const contracts = (await kit.get('plugins')).settingsContracts();
      try {
        const book = await kit.get('integrationRecords');
        const checked = await book.check(body);
        refuseBeyond(caller, checked);
        const connection = query.connect ? (await book.probe(checked.record)).map(connectionWire) : [];
        const requires = requiresWire(checked.previous === null ? noRequirements : checked.asks);
        return { errors: [], requires, connection, changes: [...recordChanges(checked, contracts)] };
      } catch (error) {
        const errors = faultsIn(error).map(({ path, code, message }) => ({ path: [...path], code, message }));
        return { errors, requires: requiresWire(noRequirements), connection: [], changes: [] };
      }
    },
  });

const getIntegrationRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getIntegration',
    permission,
    audit: null,
    summary: 'One integration with its record, secrets masked.',
    params: idParams,
    answer: integrationAnswer,
    faults: [404],
    async handle({ caller, params }) {
      const stored = await integrationOf(kit, caller, params.id);
      return new Reply(200, integrationWire(stored), etagOf(integrationVersion(stored)));
    },
  });

const replaceIntegrationRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'put',
    path: `${PATH}/{id}`,
    id: 'replaceIntegration',
    permission,
    audit: 'integration.changed',
    summary: 'Replaces the record of an integration and tries its mailboxes.',
    params: idParams,
    body: record,
    maxBodyBytes: MOST_BYTES,
    answer: savedAnswer,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params, body } = request;
      ifMatch(request, integrationVersion(await integrationOf(kit, caller, params.id)));
      const how = { caller, action: 'integration.changed' };
      const saved = await saveIntegration(kit, { ...body, id: params.id }, how, (_, seen) =>
        refuseMoved(request, seen),
      );
      return savedReply(kit, caller, saved);
    },
  });

const deleteIntegrationRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'deleteIntegration',
    permission,
    audit: 'integration.deleted',
    summary: 'Deletes an integration; refused while meetings need its mailboxes, unless it is forced.',
    params: idParams,
    query: z.object({
      confirm: z.string().describe('The name of the integration.'),
      force: z.stringbool().default(false),
    }),
    status: 204,
    answer: nothing,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params, query } = request;
      const stored = await integrationOf(kit, caller, params.id);
      ifMatch(request, integrationVersion(stored));
      if (query.confirm.trim() !== stored.value.name) throw unconfirmed();
      const told = noteOf(caller, { action: 'integration.deleted', integrationId: stored.id });
      await (await kit.get('integrationRecords')).delete(stored, { force: query.force, told });
      return null;
    },
  });

const switchIntegration = (kit: VmrKit, verb: 'enable' | 'disable') =>
  adminRoute({
    method: 'post',
    path: `${PATH}/{id}/${verb}`,
    id: `${verb}Integration`,
    permission,
    audit: `integration.${verb}d`,
    summary:
      verb === 'enable'
        ? 'Lets a disabled integration work again and tries its mailboxes.'
        : 'Stops an integration: its mail waits and it gives out no rooms; rooms that stand stay open.',
    params: idParams,
    answer: savedAnswer,
    faults: [404, 409],
    async handle({ caller, params }) {
      const { id } = await integrationOf(kit, caller, params.id);
      const approve = await approvalOf(kit, { caller, action: `integration.${verb}d` });
      const records = await kit.get('integrationRecords');
      return savedReply(kit, caller, await records.setEnabled(id, verb === 'enable', { approve }));
    },
  });

/** Records of integrations: the list, and everything that changes one. */
export const integrationsRoutes: AdminRouteGroup = async ({ kit }) => [
  listIntegrationsRoute(kit, new IntegrationList(kit)),
  createIntegrationRoute(kit),
  validateIntegrationRoute(kit),
  getIntegrationRoute(kit),
  replaceIntegrationRoute(kit),
  deleteIntegrationRoute(kit),
  switchIntegration(kit, 'enable'),
  switchIntegration(kit, 'disable'),
];

function withoutId({ id: _, ...rest }: Readonly<Record<string, unknown>>): object {
  return rest;
}

async function alarmCounts(kit: VmrKit, tenants: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { integrationId } of await (await kit.get('alarms')).standing(tenants)) {
    if (integrationId !== null) counts.set(integrationId, (counts.get(integrationId) ?? 0) + 1);
  }
  return counts;
}

function exists(): ConflictError {
  const message = 'There is an integration with this id; change that one instead.';
  const issues = [{ path: ['id'], code: 'taken', message }];
  return new ConflictError(message, { code: 'ERR_INTEGRATION_TAKEN', issues });
}
