import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AdminCaller } from './admin-world.fixture.ts';
import { openResourceWorld, recordOf } from './resource-world.fixture.ts';

let world: Awaited<ReturnType<typeof openResourceWorld>>;
let olga: AdminCaller;
beforeAll(async () => {
  world = await openResourceWorld();
  olga = (await world.account('olga')).caller;
});
afterEach(async () => {
  const records = await world.kit.get('integrationRecords');
  for (const stored of await records.stored()) await records.delete(stored, { force: true });
});
afterAll(() => world.close());

const etag = ({ headers }: { readonly headers: Headers }) => ({ 'If-Match': headers.get('etag') ?? '' });

async function sales(changes: object = {}) {
  const made = await world.call(olga, 'POST integrations', { body: recordOf('Sales', changes) });
  expect([made.status, made.code]).toEqual([201, undefined]);
  return made;
}

describe('integrations', () => {
  it('are made, changed and deleted, secrets masked, and tell what a change asks for', async () => {
    const { json: made, ...answer } = await sales();
    expect(made).toMatchObject({
      name: 'Sales',
      requires: { manifest: false },
      connection: [{ error: null }],
    });
    expect(made.record.mailbox.settings.password).toBe('********');
    const body = { ...made.record, add_in: { ...made.record.add_in, display_name: { default: 'New' } } };
    const judged = await world.call(olga, 'POST integrations/validate', { body });
    expect(judged.json).toMatchObject({
      errors: [],
      requires: { manifest: true, manifest_fields: ['add_in.display_name'] },
      changes: [{ path: 'add_in.display_name.default', after: '"New"' }],
    });
    expect(judged.json.connection).toEqual([]);
    const tried = await world.call(olga, 'POST integrations/validate?connect=true', { body });
    expect(tried.json.connection).toEqual([{ mailbox: 'sales@example.com', error: null }]);
    const saved = await world.call(olga, `PUT integrations/${made.id}`, { body, headers: etag(answer) });
    expect(saved).toMatchObject({ status: 200, json: { requires: { manifest: true, sign_in: false } } });
    const [stored] = await (await world.kit.get('integrationRecords')).stored();
    expect(stored?.value.audit).toMatchObject([
      { action: 'integration.created', actor: 'olga' },
      { action: 'integration.changed', changes: [{ path: 'add_in.display_name.default' }] },
    ]);
    expect(JSON.stringify(stored?.value.audit)).not.toContain('secret of sales');
    const disabled = await world.call(olga, `POST integrations/${made.id}/disable`);
    expect(disabled.json).toMatchObject({ enabled: false });
    const list = await world.call(olga, 'GET integrations?q=SALES@');
    expect(list.json).toMatchObject({
      items: [{ id: made.id, enabled: false, alarms: 0 }],
      next_cursor: null,
    });
    const gone = (confirm: string) =>
      world.call(olga, `DELETE integrations/${made.id}?confirm=${confirm}`, { headers: etag(disabled) });
    expect((await gone('Sale')).code).toBe('ERR_INTEGRATION_UNCONFIRMED');
    expect((await gone('Sales')).status).toBe(204);
    expect((await world.call(olga, `GET integrations/${made.id}`)).code).toBe('ERR_INTEGRATION_NOT_FOUND');
  });

  it('two administrators who save at once: the second is told, and nothing is lost', async () => {
    const { json: made, ...answer } = await sales();
    const put = (description: string, headers: Record<string, string>) => {
      const body = { ...made.record, general: { ...made.record.general, description } };
      return world.call(olga, `PUT integrations/${made.id}`, { body, headers });
    };
    expect((await put('none', {})).status).toBe(428);
    const both = await Promise.all([put('first', etag(answer)), put('second', etag(answer))]);
    const [won, lost] = both.toSorted((a, b) => a.status - b.status);
    expect([won?.status, lost?.status]).toEqual([
      200,
      expect.toSatisfy((status) => status === 412 || status === 409),
    ]);
    expect(await put('third', etag(answer))).toMatchObject({
      status: 412,
      code: 'ERR_REQUEST_VERSION_MOVED',
    });
    const { json } = await world.call(olga, `GET integrations/${made.id}`);
    expect(json.record.general.description).toBe(won?.json.record.general.description);
  });

  it('saves nothing of a wrong record and names every fault; markup stays text', async () => {
    const wrong = { ...recordOf('Wrong'), general: { name: '' }, single_use: { join_before_buffer: -1 } };
    const refused = await world.call(olga, 'POST integrations', { body: wrong });
    expect(refused).toMatchObject({ status: 400, code: 'ERR_INTEGRATION_INVALID' });
    const paths = refused.json.errors.map(({ path }: { path: string[] }) => path.join('.'));
    expect(paths).toEqual(expect.arrayContaining(['general.name', 'single_use.join_before_buffer']));
    expect((await world.call(olga, 'GET integrations')).json.items).toEqual([]);
    const markup = '<img src=x onerror=alert(1)>';
    const { json } = await sales({ general: { name: 'Sales', description: markup } });
    expect(json.record.general.description).toBe(markup);
    const bert = (await world.account('bert', ['default'])).caller;
    const advanced = { use_custom_addin_sources: true, office_js_url: 'https://x.example/office.js' };
    const custom = {
      ...recordOf('Custom'),
      advanced: {
        ...advanced,
        fabric_css_url: 'https://x.example/a',
        fabric_components_css_url: 'https://x.example/b',
      },
    };
    const forbidden = await world.call(bert, 'POST integrations', { body: custom });
    expect(forbidden).toMatchObject({ status: 403, code: 'ERR_INTEGRATION_OPERATOR_ONLY' });
  });

  it('give manifests, set-up and forms', async () => {
    const { json: made } = await sales();
    const manifest = await world.call(olga, `GET integrations/${made.id}/manifest?flavour=on-premises`);
    expect([manifest.status, manifest.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/xml/),
    ]);
    const { json } = await world.call(olga, `GET integrations/${made.id}/setup`);
    expect(json.steps.map(({ id }: { id: string }) => id)).toContain('add-in-install');
    expect((await world.call(olga, `GET integrations/${made.id}/setup.ps1`)).status).toBe(200);
    expect((await world.call(olga, `POST integrations/${made.id}/sign_in_link`)).code).toBe(
      'ERR_INTEGRATION_NO_SIGN_IN',
    );
    const form = (await world.call(olga, 'GET record_form')).json;
    const fields = form.groups.flatMap((group: { fields: object[] }) => group.fields);
    const at = (path: string) => fields.find((field: { path: string }) => field.path === path);
    expect(at('single_use.join_before_buffer')).toMatchObject({
      type: 'number',
      minimum: 0,
      maximum: 180,
      default: 30,
    });
    expect(at('email_texts.joining_instructions_template')).toMatchObject({
      type: 'template',
      output: 'html',
    });
    expect(at('add_in.display_name')).toMatchObject({
      flat_name: 'addin_display_name',
      needs_manifest: true,
    });
    const ews = form.plugins.find(({ name }: { name: string }) => name === 'ews');
    expect(ews.fields.find(({ path }: { path: string }) => path === 'service_account_password').type).toBe(
      'secret',
    );
    const tenants = (await world.call(olga, 'GET tenants')).json.items;
    expect(tenants).toContainEqual(
      expect.objectContaining({ id: 'default', used_fqdns: ['sales.example.com'], integrations: 1 }),
    );
  });
});

describe('conferences', () => {
  it('are searched, shown and changed; what was changed by hand is told', async () => {
    const { json: made } = await sales();
    const at = {
      tenantId: 'default',
      integrationId: made.id,
      mailboxId: made.record.mailbox.mailboxes[0].id,
    };
    const id = await world.addConference({ ...at, subject: 'Plan <b>budget</b>', number: 7001 });
    await world.addConference({ ...at, subject: 'Other', number: 7002 });
    const found = async (query: string) =>
      (await world.call(olga, `GET conferences?${query}`)).json.items.map((each: { id: string }) => each.id);
    expect(await found('q=BUDGET')).toEqual([id]);
    expect(await found(`integration_id=${made.id}&limit=1`)).toEqual([id]);
    expect(await found('alias=557001@example.com')).toEqual([id]);
    expect(await found('organizer=ADA@corp.example')).toHaveLength(2);
    const seen = await world.call(olga, `GET conferences/${id}`);
    expect(seen.json).toMatchObject({ subject: 'Plan <b>budget</b>', edited: [], none_in_two_days: false });
    const body = { theme: 'dark', additional_aliases: ['board@example.com'], host_pin: '4829' };
    const changed = await world.call(olga, `PATCH conferences/${id}`, { body, headers: etag(seen) });
    expect(changed.json).toMatchObject({
      theme: 'dark',
      additional_aliases: ['board@example.com'],
      has_host_pin: true,
      edited: ['host_pin', 'guest_pin', 'allow_guests', 'theme', 'additional_aliases'],
    });
    expect(JSON.stringify(changed.json)).not.toContain('4829');
    expect(await world.call(olga, `PATCH conferences/${id}`, { body, headers: etag(seen) })).toMatchObject({
      status: 412,
    });
    expect(await found('alias=board@example.com')).toEqual([id]);
    const byTrail = (await world.call(olga, 'GET search?correlation_id=trail-7001')).json;
    expect(byTrail).toMatchObject({ conference: { id }, reservation: null, outbox: [] });
    const overview = (await world.call(olga, 'GET overview')).json;
    expect(overview).toMatchObject({ queue: { waiting: 0 }, mailboxes: [{ state: 'active' }] });
    expect(overview.next.map((each: { conference_id: string }) => each.conference_id)).toContain(id);
  });
});

describe('people', () => {
  it('saves nothing of a table that is half wrong, and lists all its faults', async () => {
    const csv = (path: string, text: string) =>
      world.call({ ...olga, 'Content-Type': 'text/csv' }, `POST ${path}`, { text });
    const half = 'email,msexchuid\nada@x.example,\nno address,\nbea@x.example,1\n';
    const refused = await csv('users/import', half);
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.json.errors.map(({ path }: { path: string[] }) => path.join())).toEqual([
      expect.stringContaining('line 3'),
      expect.stringContaining('line 4'),
    ]);
    expect((await world.call(olga, 'GET users')).json.items).toEqual([]);
    expect((await csv('users/import', 'email\nada@x.example\n')).json).toMatchObject({ created: 1 });
    const [ada] = (await world.call(olga, 'GET users')).json.items;
    const patch = (headers: Record<string, string>) =>
      world.call(olga, `PATCH users/${ada.id}`, { body: { display_name: 'Ada <i>' }, headers });
    expect((await patch({ 'If-Match': `"${ada.version}"` })).json.name).toBe('Ada <i>');
    expect((await patch({ 'If-Match': `"${ada.version}"` })).status).toBe(412);
    expect((await csv('personal_vmrs/import', 'name,owner_email\nA,x\n')).json.errors).toHaveLength(1);
    const room = { name: 'Olga', owner_email: 'olga@x.example', aliases: ['olga@x.example'], pin: '482915' };
    const made = await world.call(olga, 'POST personal_vmrs', { body: room });
    expect(made).toMatchObject({ status: 201, json: { has_pin: true } });
    const change = (body: object) =>
      world.call(olga, `PATCH personal_vmrs/${made.json.id}`, { body, headers: etag(made) });
    expect((await change({ guest_pin: '482915' })).code).toBe('ERR_ROOM_INVALID');
    expect((await change({ description: 'hers' })).json).toMatchObject({
      description: 'hers',
      has_pin: true,
    });
    expect((await change({ description: 'again' })).status).toBe(412);
  });
});

describe('previews of templates', () => {
  it('render with sample values, and end whatever the template says', async () => {
    const preview = async (template: string, slot = 'email_texts.joining_instructions_template') =>
      (await world.call(olga, 'POST template_previews', { body: { slot, template } })).json;
    expect(await preview('<p>{{alias}}</p>')).toMatchObject({
      html: '<p>5512345678@example.com</p>',
      error: null,
    });
    expect(await preview('{{ subject', 'single_use.conference_name_template')).toMatchObject({
      text: null,
      error: { line: 1 },
    });
    const endless = '{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}';
    expect((await preview(endless)).error.message).not.toBe('');
    expect((await preview('{{ nobody }}')).error).toMatchObject({ line: 1 });
  });

  it('show the stored text of an integration in a language, with its own aliases and server', async () => {
    const slot = 'email_texts.joining_instructions_template';
    const text = {
      default: '{{alias}} {{alias_uuid}}',
      by_language: { de: 'Wählen: {{alias}} {{alias_uuid}}' },
    };
    const record = recordOf('Preview', { email_texts: { joining_instructions_template: text } });
    const { json } = await world.call(olga, 'POST integrations', { body: record });
    const preview = async (body: object) =>
      (await world.call(olga, 'POST template_previews', { body: { slot, integration_id: json.id, ...body } }))
        .json;
    expect((await preview({ language: 'de-at' })).html).toMatch(/^Wählen: 5512345678@example\.com /);
    expect((await preview({})).template).toBe(text.default);
    expect(await preview({ template: '{{addin_server_domain}}' })).toMatchObject({
      html: 'preview.example.com',
    });
  });
});
