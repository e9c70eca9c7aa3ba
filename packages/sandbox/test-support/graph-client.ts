import { SandboxClient } from '../src/client/sandbox-client.ts';
import { createSandbox, type Sandbox } from '../src/create-sandbox.ts';
import type { SandboxSettingsInput } from '../src/sandbox-settings.ts';

export const equipment = 'room@corp.example';
export const organizer = 'anna@corp.example';
export const tenant = '11111111-2222-4333-8444-555555555555';
export const clientId = 'app-1';

/** Any JSON that a test looks into. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers as they are
export type Loose = any;

/** An answer of Graph, read. */
export interface GraphReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Loose;
}

/** What a call has beside its method and path. */
export interface GraphOptions {
  readonly prefer?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

/** A sandbox with an organizer, an equipment mailbox, an application, and ways to call Graph. */
export interface GraphBed {
  readonly sandbox: Sandbox;
  readonly client: SandboxClient;
  /** Directory id of the equipment mailbox. */
  readonly room: string;
  readonly anna: string;
  call(method: string, path: string, body?: unknown, options?: GraphOptions): Promise<GraphReply>;
  token(form?: Readonly<Record<string, string>>): Promise<GraphReply>;
}

const everything = [
  ...([
    'Mail.ReadWrite',
    'Mail.Send',
    'Calendars.ReadWrite',
    'MailboxSettings.Read',
    'User.Read.All',
  ] as const),
];

/** Starts a sandbox for tests of the Graph face. */
export async function startGraphBed(settings: SandboxSettingsInput = {}): Promise<GraphBed> {
  const sandbox = await createSandbox({ settings });
  const client = new SandboxClient(sandbox.adminUrl);
  const { objectId: anna } = await client.createMailbox({ email: organizer, name: 'Anna' });
  const { objectId: room } = await client.createMailbox({
    email: equipment,
    name: 'Room',
    kind: 'equipment',
    processing: 'AutoUpdate',
  });
  await client.createMailbox({ email: 'eve@elsewhere.example', name: 'Eve', location: 'external' });
  await client.graph.registerApp({
    clientId,
    clientSecret: 's3cret',
    grants: everything.map((permission) => ({ permission })),
  });
  const token = async (form: Readonly<Record<string, string>> = {}) =>
    read(
      await fetch(`${sandbox.authorityUrl}/${tenant}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          scope: 'https://graph.microsoft.com/.default',
          ...(form.client_assertion === undefined ? { client_secret: 's3cret' } : {}),
          ...form,
        }),
      }),
    );
  const bearer = (await token()).body.access_token as string;
  const call: GraphBed['call'] = async (method, path, body, options = {}) => {
    const url = /^https?:/.test(path) ? path : `${sandbox.graphUrl}${path}`;
    return read(
      await fetch(url, {
        method,
        headers: {
          Authorization: `Bearer ${options.token ?? bearer}`,
          ...(options.prefer === undefined ? {} : { Prefer: options.prefer }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  };
  return { sandbox, client, room, anna, call, token };
}

async function read(response: Response): Promise<GraphReply> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

/** A meeting of the organizer to which the room is invited. */
export function inviteRoom({ client }: GraphBed, meeting: Loose = {}) {
  return client.invite({
    organizer,
    subject: 'Plan',
    body: '<p>Agenda</p>',
    location: 'Here',
    schedule: {
      start: '2030-03-04T09:00:00Z',
      end: '2030-03-04T10:00:00Z',
      timeZone: 'W. Europe Standard Time',
    },
    attendees: [{ email: equipment, role: 'resource' }],
    ...meeting,
  });
}

/** The whole round of a delta query from a path or link. */
export async function drain(bed: GraphBed, from: string, prefer?: string) {
  const entries: Loose[] = [];
  let link = from;
  for (let pages = 1; ; pages += 1) {
    const { status, body } = await bed.call('GET', link, undefined, prefer === undefined ? {} : { prefer });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    entries.push(...body.value);
    if (body['@odata.deltaLink']) return { entries, pages, deltaLink: body['@odata.deltaLink'] as string };
    link = body['@odata.nextLink'];
  }
}
