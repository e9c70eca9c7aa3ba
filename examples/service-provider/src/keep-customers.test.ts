import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminClient, createAdminClient } from '@vmrkit/admin-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerOf } from './answer-of.ts';
import { firstToken } from './first-token.ts';
import { keepCustomers } from './keep-customers.ts';
import { type SimulatedCustomers, startExchange } from './start-exchange.ts';
import { type ProviderServer, startServer } from './start-server.ts';

let folder: string;
let simulated: SimulatedCustomers;
let provider: ProviderServer;
let client: AdminClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-provider-'));
  simulated = await startExchange();
  provider = await startServer(folder);
  const { adminUrl } = provider.server;
  const token = await firstToken({ adminUrl, codeFile: provider.codeFile });
  client = createAdminClient({ baseUrl: adminUrl, token });
});
afterAll(async () => {
  await provider?.server.stop();
  await simulated?.exchange.close();
  await rm(folder, { recursive: true, force: true });
});

const integrations = async () => {
  const list = await client.GET('/api/admin/v1/integrations', { params: { query: {} } });
  return answerOf(list).items;
};

it('makes three customers with tenants, prefixes, texts and providers of their own', async () => {
  const kept = await keepCustomers(client, simulated.customers);
  expect(kept).toMatchObject([
    { customer: 'Nord AG', action: 'created', troubles: [] },
    { customer: 'Sud SA', action: 'created', troubles: [] },
    { customer: 'West Ltd', action: 'created', troubles: [] },
  ]);
  expect((await integrations()).map(({ tenant_id, provider: mail }) => [tenant_id, mail])).toEqual([
    ['nord', 'ews'],
    ['sud', 'graph'],
    ['west', 'ews'],
  ]);
  const again = await keepCustomers(client, simulated.customers);
  expect(again.map(({ action }) => action)).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

it('changes what the list says otherwise, and tells when a manifest is to be installed', async () => {
  const [nord, ...others] = simulated.customers;
  if (nord === undefined) throw new Error('There is no customer.');
  const texts = { ...nord.texts, roomName: 'Nord AG: {{subject}}' };
  const kept = await keepCustomers(client, [{ ...nord, texts }, ...others]);
  expect(kept.map(({ action, needsManifest }) => [action, needsManifest])).toEqual([
    ['changed', false],
    ['unchanged', false],
    ['unchanged', false],
  ]);
  const [stored] = await integrations();
  const { record } = answerOf(
    await client.GET('/api/admin/v1/integrations/{id}', { params: { path: { id: stored?.id ?? '' } } }),
  );
  expect(record).toMatchObject({ single_use: { conference_name_template: { default: texts.roomName } } });
});

it('a customer gets nothing of another one', async () => {
  const [nord, sud] = simulated.customers;
  if (nord === undefined || sud === undefined) throw new Error('There are no customers.');
  const record = {
    tenant_id: 'nord',
    general: { name: 'More', enable_single_use_vmrs: false },
    single_use: { scheduled_alias_prefix: sud.prefix, scheduled_alias_domain: nord.domain },
    add_in: { server_fqdn: nord.addInServer },
  };
  const refused = await client.POST('/api/admin/v1/integrations', { body: record });
  expect(refused.error).toMatchObject({ code: 'ERR_ALIAS_NOT_AVAILABLE' });
});
