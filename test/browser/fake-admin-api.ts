import type { IncomingMessage, ServerResponse } from 'node:http';
import { adapters, FakeConnections, platform, webhook } from './fake-admin-connections.ts';
import { makeAdminData } from './fake-admin-data.ts';
import { recordForm } from './fake-admin-form.ts';
import { answersOf, integrationItem, preview, validate } from './fake-admin-judgement.ts';
import { makeOverview } from './fake-admin-overview.ts';
import { Refusal } from './fake-refusal.ts';

const PASSWORD = 'correct horse battery';
const operator = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'olga',
  email: 'olga@corp.example',
  role: 'operator',
  tenants: 'all',
  created_at: '2026-11-01T08:00:00.000Z',
  last_signed_in_at: '2026-12-01T07:30:00.000Z',
  locked_until: null,
  issuer: null,
  version: '1',
};

interface Request {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: string;
  readonly ifMatch: string | undefined;
}

/** Answers with a text or a file. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
) {
  response.writeHead(status, headers).end(body);
}

/** The admin API over data in memory; one operator, by one password. */
export class FakeAdminApi {
  readonly data;
  readonly now: number;
  readonly webhooks = new FakeConnections(webhook);
  readonly platforms = new FakeConnections(platform);
  readonly pastAlarms: object[] = [];
  isSignedIn = false;
  /** What is asked waits for it, to see what stands there meanwhile. */
  held: Promise<void> = Promise.resolve();
  /** A place that the server fails at. */
  failing = '';

  constructor(now: number) {
    this.now = now;
    this.data = makeAdminData(now);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await this.held;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
    try {
      const { value, etag } = this.#answer({
        method: request.method ?? 'GET',
        path: pathname.replace('/api/admin/v1/', '').split('/').map(decodeURIComponent),
        query: searchParams,
        body: Buffer.concat(chunks).toString(),
        ifMatch: request.headers['if-match'],
      });
      const headers = {
        'Content-Type': 'application/json',
        ...(etag !== undefined && { ETag: `"${etag}"` }),
      };
      send(response, 200, headers, JSON.stringify(value));
    } catch (error) {
      const { status, problem } =
        error instanceof Refusal ? error : new Refusal(500, 'ERR_FAKE', String(error));
      send(response, status, { 'Content-Type': 'application/problem+json' }, JSON.stringify(problem));
    }
  }

  #answer(request: Request): { readonly value: unknown; readonly etag?: string | number } {
    const { method, path, query, body } = request;
    const [place = '', id = '', action = ''] = path;
    const json = () => JSON.parse(body || '{}');
    if (place === 'session') return { value: this.#session(method, json) };
    if (place === 'sign_in_providers') {
      return {
        value: { items: [{ name: 'entra', title: 'Microsoft', url: '/api/admin/v1/sign_in/entra' }] },
      };
    }
    if (!this.isSignedIn) throw new Refusal(401, 'ERR_ADMIN_SIGNED_OUT', 'Nobody is signed in.');
    const tenant = query.get('tenant_id') ?? '';
    const mine = <Item extends { readonly tenant_id: string }>(items: readonly Item[]) =>
      items.filter((item) => tenant === '' || item.tenant_id === tenant);
    if (place === this.failing) throw new Refusal(503, 'ERR_STORE_AWAY', 'The store does not answer.');
    switch (place) {
      case 'webhooks':
      case 'platforms':
        return { value: this.#connections(this[place], request) };
      case 'platform_adapters':
        return { value: { items: adapters } };
      case 'tenants':
        return { value: this.#page(this.data.tenants, query) };
      case 'overview':
        return { value: makeOverview(this.now, this.data) };
      case 'record_form':
        return { value: recordForm };
      case 'alarms':
        return { value: this.#page(mine(this.data.alarms), query) };
      case 'past_alarms':
        return { value: this.#page(this.pastAlarms, query) };
      case 'audit_events':
        return { value: this.#page(mine(this.data.audit), query) };
      case 'outbox':
        return { value: this.#page(mine(this.data.outbox), query) };
      case 'users':
        if (id === 'import') throw this.#halfWrong();
        return { value: this.#page(mine(this.data.users), query) };
      case 'personal_vmrs':
        return { value: this.#page(mine(this.data.rooms), query) };
      case 'accounts':
        return { value: this.#page([operator], query) };
      case 'search':
        return { value: this.#search(query.get('correlation_id') ?? '') };
      case 'template_previews':
        return { value: preview(json()) };
      case 'conferences':
        return id === '' ? { value: this.#conferences(query) } : this.#conference(id, request);
      case 'integrations':
        return this.#integrations(id, action, request);
      default:
        return { value: { items: [], next_cursor: null } };
    }
  }

  #session(method: string, json: () => { readonly password?: string }): object {
    if (method === 'DELETE') this.isSignedIn = false;
    if (method === 'POST') {
      if (json().password !== PASSWORD) {
        throw new Refusal(
          401,
          'ERR_ADMIN_CREDENTIALS',
          'Name or password is wrong, or the account is locked for a while.',
        );
      }
      this.isSignedIn = true;
    }
    if (method === 'GET' && !this.isSignedIn)
      throw new Refusal(401, 'ERR_ADMIN_SIGNED_OUT', 'Nobody is signed in.');
    return { account: operator, session_ends_at: new Date(this.now + 8 * 3_600_000).toISOString() };
  }

  #connections(connections: FakeConnections, { method, path, query, body }: Request): unknown {
    const [, id = '', action = ''] = path;
    if (method === 'GET' && id === '') return this.#page(connections.items, query);
    const answer = connections.answer({ method, id, action, json: () => JSON.parse(body || '{}') });
    if (answer === undefined) throw new Refusal(404, 'ERR_NOT_FOUND', 'There is no such thing.');
    return answer;
  }

  #page<Item>(items: readonly Item[], query: URLSearchParams) {
    const [from, limit] = [Number(query.get('cursor') ?? 0), Number(query.get('limit') ?? 50)];
    const end = from + limit;
    return { items: items.slice(from, end), next_cursor: end < items.length ? String(end) : null };
  }

  #conferences(query: URLSearchParams) {
    const has = (name: string, text: string) =>
      text.toLowerCase().includes((query.get(name) ?? '').toLowerCase());
    const tenant = query.get('tenant_id') ?? '';
    const found = this.data.conferences.filter(
      (each) =>
        has('q', each.subject) &&
        has('organizer', each.organizer.email) &&
        has('alias', each.alias) &&
        (tenant === '' || each.tenant_id === tenant) &&
        has('correlation_id', each.correlation_ids.join()),
    );
    return this.#page(found, query);
  }

  #conference(id: string, { method, body, ifMatch }: Request) {
    const found = this.data.conferences.find((each) => each.id === id);
    if (found === undefined)
      throw new Refusal(404, 'ERR_CONFERENCE_NOT_FOUND', 'There is no such conference.');
    if (method === 'PATCH') {
      if (ifMatch !== `"${found.version}"`)
        throw new Refusal(412, 'ERR_ADMIN_MOVED', 'It was changed meanwhile.');
      const changes = JSON.parse(body);
      Object.assign(found, changes, { version: found.version + 1, edited: Object.keys(changes) });
    }
    const opens = Date.parse(found.start) - 30 * 60_000;
    const detail = {
      ...found,
      window: opens <= this.now ? { start: new Date(opens).toISOString(), end: found.end } : null,
      next_opens_at: opens <= this.now ? null : new Date(opens).toISOString(),
      journal: [{ at: found.created_at, outcome: 'accepted-new', correlation_id: found.correlation_ids[0] }],
      waiting: [],
    };
    return { value: detail, etag: found.version };
  }

  #integrations(id: string, action: string, request: Request) {
    const { method, body, query } = request;
    if (id === 'validate') return { value: validate(JSON.parse(body)) };
    if (id === '' && method === 'POST') {
      const record = { ...JSON.parse(body), id: '10000000-0000-4000-8000-000000000099' };
      this.data.integrations.unshift({ record, version: 1, enabled: true });
      return {
        value: { id: record.id, name: record.general.name, record, version: '1', connection: [] },
        etag: 1,
      };
    }
    if (id === '') {
      const q = (query.get('q') ?? '').toLowerCase();
      const items = this.data.integrations
        .map((each) => integrationItem(each, this.data.alarms))
        .filter(
          ({ name, tenant_id: tenant }) =>
            name.toLowerCase().includes(q) && [tenant, ''].includes(query.get('tenant_id') ?? ''),
        );
      return { value: this.#page(items, query) };
    }
    const found = this.data.integrations.find(({ record }) => record.id === id);
    if (found === undefined)
      throw new Refusal(404, 'ERR_INTEGRATION_NOT_FOUND', 'There is no such integration.');
    return this.#integration(found, action, request);
  }

  #integration(
    found: FakeAdminApi['data']['integrations'][number],
    action: string,
    { method, body, ifMatch }: Request,
  ) {
    const told = answersOf(this.now)[action];
    if (told !== undefined) return { value: told };
    if (method === 'PUT') {
      if (ifMatch !== `"${found.version}"`)
        throw new Refusal(412, 'ERR_ADMIN_MOVED', 'It was changed meanwhile.');
      found.record = JSON.parse(body);
      found.version += 1;
    }
    const { record, version } = found;
    return {
      value: { id: record.id, name: record.general.name, record, version: String(version), connection: [] },
      etag: version,
    };
  }

  #search(id: string) {
    return {
      conference: this.data.conferences.find(({ correlation_ids: ids }) => ids.includes(id)) ?? null,
      audit: this.data.audit.filter(({ correlation_id: each }) => each === id),
      outbox: [],
      reservation: null,
    };
  }

  #halfWrong(): Refusal {
    return new Refusal(422, 'ERR_IMPORT', 'Two lines are wrong; nothing was saved.', [
      { path: ['line 2', 'email'], code: 'invalid', message: 'This is no e-mail address.' },
      { path: ['line 5', 'email'], code: 'duplicate', message: 'The address stands twice.' },
    ]);
  }
}
