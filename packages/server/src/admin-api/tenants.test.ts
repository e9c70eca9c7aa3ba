import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminCaller } from './admin-world.fixture.ts';
import { openResourceWorld, recordOf } from './resource-world.fixture.ts';

let world: Awaited<ReturnType<typeof openResourceWorld>>;
let olga: AdminCaller;
beforeAll(async () => {
  world = await openResourceWorld();
  olga = (await world.account('olga')).caller;
});
afterAll(() => world.close());

const etag = ({ headers }: { readonly headers: Headers }) => ({ 'If-Match': headers.get('etag') ?? '' });
const grant = { name: 'Nord', prefixes: ['77'], domains: ['VC.nord.example'], fqdns: ['vmr.nord.example'] };
const put = (id: string, body: object, headers: Record<string, string> = {}) =>
  world.call(olga, `PUT tenants/${id}`, { body, headers });

/** A record of a tenant with aliases and a server of these. */
function recordIn(tenant_id: string, name: string, [prefix, domain, server]: readonly string[]) {
  return recordOf(name, {
    tenant_id,
    add_in: { server_fqdn: server },
    single_use: { scheduled_alias_prefix: prefix, scheduled_alias_domain: domain },
  });
}

async function create(tenantId: string, name: string, values: readonly string[]) {
  const body = recordIn(tenantId, name, values);
  const { status, json } = await world.call(olga, 'POST integrations', { body });
  const { correlation_id: _, ...answer } = json;
  return { status, answer };
}

describe('tenants', () => {
  it('are made, changed at the version that was read and deleted, and each is told once', async () => {
    const made = await put('nord', grant);
    expect(made).toMatchObject({
      status: 201,
      json: { ...grant, domains: ['vc.nord.example'], id: 'nord', is_fixed: false, is_stored: true },
    });
    expect((await put('nord', grant)).status).toBe(428);
    const changed = await put('nord', { ...grant, prefixes: ['77', '78'] }, etag(made));
    expect(changed).toMatchObject({ status: 200, json: { prefixes: ['77', '78'] } });
    expect(await put('nord', grant, etag(made))).toMatchObject({ status: 412 });
    const listed = (await world.call(olga, 'GET tenants')).json.items;
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(['acme', 'beta', 'default', 'nord']);
    const gone = await world.call(olga, 'DELETE tenants/nord', { headers: etag(changed) });
    expect(gone.status).toBe(204);
    expect(await world.call(olga, 'GET tenants/nord')).toMatchObject({ code: 'ERR_TENANT_NOT_FOUND' });
    const [left] = await world.store.tenants.load('nord', ['nord']);
    expect(left?.value.audit).toMatchObject([
      { action: 'tenant.created', actor: 'olga' },
      { action: 'tenant.changed', changes: [{ path: 'prefixes', before: '["77"]', after: '["77","78"]' }] },
      { action: 'tenant.deleted' },
    ]);
  });

  it('of the configuration file keep its prefixes and domains, and are not deleted here', async () => {
    const seen = await world.call(olga, 'GET tenants/beta');
    expect(seen.json).toMatchObject({ is_fixed: true, is_stored: false, prefixes: ['*'], fqdns: ['*'] });
    const refused = await put('beta', grant, etag(seen));
    expect(refused).toMatchObject({ status: 409, code: 'ERR_TENANT_FIXED' });
    expect(refused.json.errors.map(({ path }: { path: string[] }) => path.join())).toEqual([
      'prefixes',
      'domains',
    ]);
    const named = { name: 'Beta Ltd', prefixes: ['*'], domains: ['*'], fqdns: ['*'] };
    expect((await put('beta', named, etag(seen))).json).toMatchObject({ name: 'Beta Ltd' });
    const acme = await world.call(olga, 'GET tenants/acme');
    const gone = await world.call(olga, 'DELETE tenants/acme', { headers: etag(acme) });
    expect(gone).toMatchObject({ status: 409, code: 'ERR_TENANT_FIXED' });
  });

  it('use what they were granted, from the moment on', async () => {
    const own = ['88', 'vc.sued.example', 'vmr.sued.example'];
    expect(await create('sued', 'First', own)).toMatchObject({
      answer: { code: 'ERR_ALIAS_NOT_AVAILABLE' },
    });
    const body = {
      name: 'Sued',
      prefixes: ['88'],
      domains: ['vc.sued.example'],
      fqdns: ['vmr.sued.example'],
    };
    const { json } = await put('sued', body);
    expect((await create('sued', 'First', own)).status).toBe(201);
    const registry = await world.kit.get('integrationRegistry');
    const allocates = async () => {
      await registry.follow();
      const [live] = registry.all().filter(({ record }) => record.tenantId === 'sued');
      return (live?.allocation?.aliasFormat ?? null) !== null;
    };
    expect(await allocates()).toBe(true);
    const used = await world.call(olga, 'DELETE tenants/sued', { headers: { 'If-Match': '*' } });
    expect(used).toMatchObject({ status: 409, code: 'ERR_TENANT_USED' });
    await put('sued', { ...body, prefixes: [] }, { 'If-Match': `"${json.version}"` });
    expect(await allocates()).toBe(false);
  });

  it('hear one text outside their grant, whether it is taken or free', async () => {
    const west = {
      name: 'West',
      prefixes: ['99'],
      domains: ['vc.west.example'],
      fqdns: ['vmr.west.example'],
    };
    await put('west', west);
    await put('ost', { ...west, name: 'Ost', prefixes: ['66'], fqdns: ['vmr.ost.example'] });
    expect((await create('west', 'Taker', ['99', 'vc.west.example', 'vmr.west.example'])).status).toBe(201);
    const own = ['66', 'vc.west.example', 'vmr.ost.example'];
    const outside = (at: number, value: string) => create('ost', 'Asks', own.with(at, value));
    expect(await outside(0, '99')).toEqual(await outside(0, '98'));
    const taken = await outside(2, 'vmr.west.example');
    expect(taken).toMatchObject({ status: 409, answer: { code: 'ERR_ADDIN_SERVER_NOT_AVAILABLE' } });
    expect(taken).toEqual(await outside(2, 'free.west.example'));
    expect((await create('ost', 'Asks', own)).status).toBe(201);
  });

  it('who may use any server may not use one that was granted to another', async () => {
    await put('reserved', { ...grant, fqdns: ['vmr.reserved.example'] });
    const refused = await create('acme', 'Grabs', ['55', 'x.example', 'VMR.reserved.example']);
    expect(refused).toMatchObject({ answer: { code: 'ERR_ADDIN_SERVER_NOT_AVAILABLE' } });
    expect((await create('acme', 'Grabs', ['55', 'x.example', 'vmr.free.example'])).status).toBe(201);
  });
});

describe('integrations', () => {
  it('are made anew under a new id, which is the add-in’s, with their secrets', async () => {
    const body = recordOf('Moved', { tenant_id: 'acme' });
    const made = await world.call(olga, 'POST integrations', { body });
    const again = (confirm: string) =>
      world.call(olga, `POST integrations/${made.json.id}/add_in_id?confirm=${confirm}`, {
        headers: etag(made),
      });
    expect((await again('Other')).code).toBe('ERR_INTEGRATION_UNCONFIRMED');
    const anew = await again('Moved');
    expect(anew).toMatchObject({ status: 201, json: { name: 'Moved', connection: [{ error: null }] } });
    expect(anew.json.id).not.toBe(made.json.id);
    const records = await world.kit.get('integrationRecords');
    const { record } = await records.open(await records.get(anew.json.id));
    expect(record.mailbox?.settings).toEqual({ password: 'secret of moved' });
    const old = await world.call(olga, `GET integrations/${made.json.id}`);
    expect(old.code).toBe('ERR_INTEGRATION_NOT_FOUND');
    const manifest = await world.call(olga, `GET integrations/${anew.json.id}/manifest?flavour=on-premises`);
    expect(manifest.status).toBe(200);
  });
});
