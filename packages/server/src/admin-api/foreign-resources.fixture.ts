import type { ForeignCalls, IsolationWorld } from './isolation.fixture.ts';
import { recordOf } from './resource-world.fixture.ts';

const any = { 'If-Match': '*' };
const csv = { 'Content-Type': 'text/csv' };

/** How each route of resources is asked about what is acme's. */
export const foreignResources: ForeignCalls = {
  listTenants: async () => ({ status: 200, unmarked: true }),
  getTenant: async () => ({ params: { id: 'acme' } }),
  listIntegrations: async (world) => listed(await integration(world)),
  createIntegration: async () => ({ body: recordOf('Foreign', { tenant_id: 'acme' }) }),
  validateIntegration: async (world) => {
    const { id } = await integration(world);
    return { body: recordOf('Foreign', { id, tenant_id: 'acme' }) };
  },
  getIntegration: async (world) => ({ params: await integration(world) }),
  replaceIntegration: async (world) => {
    const params = await integration(world);
    return { params, headers: any, body: recordOf('Foreign', { tenant_id: 'acme' }) };
  },
  deleteIntegration: async (world) => ({
    params: await integration(world),
    query: 'confirm=x',
    headers: any,
  }),
  recreateIntegration: async (world) => ({
    params: await integration(world),
    query: 'confirm=x',
    headers: any,
  }),
  enableIntegration: async (world) => ({ params: await integration(world) }),
  disableIntegration: async (world) => ({ params: await integration(world) }),
  getIntegrationManifest: async (world) => ({
    params: await integration(world),
    query: 'flavour=on-premises',
  }),
  getIntegrationSetup: async (world) => ({ params: await integration(world) }),
  getIntegrationSetupScript: async (world) => ({ params: await integration(world) }),
  beginServiceAccountSignIn: async (world) => ({ params: await integration(world) }),
  testIntegration: async (world) => ({ params: await integration(world) }),
  listConferences: async (world) => listed(await conference(world)),
  getConference: async (world) => ({ params: await conference(world) }),
  changeConference: async (world) => ({
    params: await conference(world),
    headers: any,
    body: { theme: 'x' },
  }),
  listAdminPersonalVmrs: async (world) => listed(await room(world)),
  createPersonalVmr: async () => ({ body: { tenant_id: 'acme', name: 'x', owner_email: 'x@acme.example' } }),
  getPersonalVmr: async (world) => ({ params: await room(world) }),
  changePersonalVmr: async (world) => ({
    params: await room(world),
    headers: any,
    body: { description: 'x' },
  }),
  deletePersonalVmr: async (world) => ({ params: await room(world), headers: any }),
  importPersonalVmrs: async () => ({
    query: 'tenant_id=acme',
    headers: csv,
    text: 'name,owner_email\nX,x@acme.example\n',
  }),
  listUsers: async (world) => listed(await user(world)),
  getUser: async (world) => ({ params: await user(world) }),
  changeUser: async (world) => ({ params: await user(world), headers: any, body: { first_name: 'X' } }),
  deleteUser: async (world) => ({ params: await user(world), headers: any }),
  importUsers: async () => ({ query: 'tenant_id=acme', headers: csv, text: 'email\nx@acme.example\n' }),
  listAlarms: async (world) => {
    const { id } = await integration(world);
    const alarms = await world.kit.get('alarms');
    await alarms.raise(
      { kind: 'sign-in-needed', tenantId: 'acme', integrationId: id, subject: 'acme-mark' },
      'x',
    );
    return { status: 200 };
  },
  listPastAlarms: async (world) => {
    const value = {
      tenantId: 'acme',
      subject: { kind: 'alarm', id: 'x' },
      at: world.clock.now(),
      actor: 'manager',
      action: 'alarm.cleared',
      details: { kind: 'sign-in-needed', subject: 'acme-mark', detail: 'x' },
    };
    await world.store.auditEvents.commit('acme', [{ op: 'insert', id: 'past', value }]);
    return { status: 200 };
  },
  listAuditEvents: async (world) => {
    const event = { tenantId: 'acme', subject: { kind: 'room', id: 'acme-mark' }, at: world.clock.now() };
    const value = { ...event, action: 'room.created', actor: 'x', details: {} };
    await world.store.auditEvents.commit('acme', [{ op: 'insert', id: 'e', value }]);
    return { status: 200 };
  },
  listOutbox: async () => ({ status: 200, unmarked: true }),
  listReservations: async () => ({ status: 200, unmarked: true }),
  searchCorrelation: async (world) => {
    await conference(world);
    return { query: 'correlation_id=trail-4711', status: 200 };
  },
  listWebhooks: async (world) => listed(await webhook(world)),
  createWebhook: async () => ({ body: { ...hook, tenant_id: 'acme' } }),
  getWebhook: async (world) => ({ params: await webhook(world) }),
  changeWebhook: async (world) => ({
    params: await webhook(world),
    headers: any,
    body: { description: 'x' },
  }),
  deleteWebhook: async (world) => ({ params: await webhook(world), headers: any }),
  renewWebhookSecret: async (world) => ({ params: await webhook(world) }),
  testWebhook: async (world) => ({ params: await webhook(world) }),
  getOverview: async (world) => listed(await integration(world)),
  getRecordForm: async () => ({ status: 200, unmarked: true }),
  previewTemplate: async (world) => {
    const { id } = await integration(world);
    return { body: { slot: 'single_use.conference_name_template', template: 'x', integration_id: id } };
  },
};

const hook = { url: 'https://127.0.0.1/hook', events: ['conference.created'], description: 'acme-mark' };

const listed = (_: object) => ({ status: 200 });

async function integration({ call, acme, kit }: IsolationWorld): Promise<{ readonly id: string }> {
  const body = recordOf('acme-mark', { tenant_id: 'acme' });
  const known = (await (await kit.get('integrationRecords')).stored()).find(
    ({ value }) => value.name === 'acme-mark',
  );
  return { id: known?.id ?? (await call(acme.caller, 'POST integrations', { body })).json.id };
}

async function conference(world: IsolationWorld): Promise<{ readonly id: string }> {
  const { id: integrationId } = await integration(world);
  const at = { tenantId: 'acme', integrationId, mailboxId: 'm', subject: 'acme-mark', number: 4711 };
  return { id: await world.addConference(at).catch(() => 'conference-4711') };
}

async function room({ call, acme }: IsolationWorld): Promise<{ readonly id: string }> {
  const name = `acme-mark ${Math.random()}`;
  const body = { tenant_id: 'acme', name, owner_email: 'x@acme.example' };
  return { id: (await call(acme.caller, 'POST personal_vmrs', { body })).json.id };
}

async function webhook({ call, acme }: IsolationWorld): Promise<{ readonly id: string }> {
  const body = { ...hook, url: 'https://10.0.0.1/hook', tenant_id: 'acme' };
  return { id: (await call(acme.caller, 'POST webhooks', { body })).json.id };
}

async function user({ call, acme }: IsolationWorld): Promise<{ readonly id: string }> {
  const email = `acme-mark-${Math.random()}@acme.example`;
  await call({ ...acme.caller, ...csv }, 'POST users/import?tenant_id=acme', { text: `email\n${email}\n` });
  const { json } = await call(acme.caller, `GET users?email=${email}`);
  return { id: json.items[0].id };
}
