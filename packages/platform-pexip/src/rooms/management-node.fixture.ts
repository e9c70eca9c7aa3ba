import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlantedRoom } from '@vmrkit/testing';

/** The account that the Management Node lets in. */
export const account = { username: 'vmrkit', password: 'only-in-tests' } as const;

const PATH = '/api/admin/configuration/v1/conference/';
const OWNER = 'primary_owner_email_address';

/** What a Management Node says otherwise than usual; false: it says what it always does. */
export type Oddity = (request: { readonly url: URL }, response: ServerResponse) => boolean;

/** A Management Node as far as its list of conferences goes. */
export interface ManagementNode {
  readonly url: string;
  /** What it was asked, without the account. */
  readonly asked: readonly string[];
  plant(rooms: readonly PlantedRoom[]): void;
  /** Puts conferences in as the API gives them. */
  plantRaw(conferences: readonly object[]): void;
  odd: Oddity;
  close(): Promise<void>;
}

/** Starts one on loopback. Lists come in pages of `limit`, with `meta` and `objects`; filters that it lacks are 400. */
export async function startManagementNode({
  filters = [OWNER, `${OWNER}__iexact`],
}: {
  readonly filters?: readonly string[];
} = {}): Promise<ManagementNode> {
  const asked: string[] = [];
  let conferences: readonly object[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://node');
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    if (node.odd({ url }, response)) return;
    if (!isLetIn(request)) return void response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    if (url.pathname !== PATH) return void response.writeHead(404).end();
    const unknown = [...url.searchParams.keys()].filter(
      (name) => !['limit', 'offset', ...filters].includes(name),
    );
    if (unknown.length > 0) return void json(response, 400, { error: `Invalid filter ${unknown[0]}` });
    const found = conferences.filter((conference) => matches(conference, url.searchParams));
    json(response, 200, pageOf(found, url.searchParams));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node: ManagementNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    plant: (rooms) => {
      conferences = rooms.map(conferenceOf);
    },
    plantRaw: (raw) => {
      conferences = raw;
    },
    odd: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return node;
}

/** A conference as the API gives it, with what nobody reads here as well. */
export function conferenceOf(
  { owner, name, description, aliases, pins, allowGuests }: PlantedRoom,
  at: number,
): Record<string, unknown> {
  const id = at + 1;
  return {
    aliases: aliases.map((alias, place) => ({
      alias,
      conference: `${PATH}${id}/`,
      creation_time: '2026-11-01T10:00:00.000000',
      description: '',
      id: id * 100 + place,
    })),
    allow_guests: allowGuests,
    automatic_participants: [],
    call_type: 'video',
    creation_time: '2026-11-01T10:00:00.000000',
    crypto_mode: null,
    description,
    enable_overlay_text: false,
    guest_pin: pins?.guest ?? '',
    id,
    ivr_theme: null,
    max_callrate_in: null,
    name,
    participant_limit: null,
    pin: pins?.host ?? '',
    primary_owner_email_address: owner,
    resource_uri: `${PATH}${id}/`,
    service_type: 'conference',
    sync_tag: '',
    tag: '',
  };
}

function isLetIn({ headers }: IncomingMessage): boolean {
  const { username, password } = account;
  return headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function matches(conference: object, query: URLSearchParams): boolean {
  const owner = String(Reflect.get(conference, OWNER));
  const [exact, anyCase] = [query.get(OWNER), query.get(`${OWNER}__iexact`)];
  if (exact !== null) return owner === exact;
  return anyCase === null || owner.toLowerCase() === anyCase.toLowerCase();
}

function pageOf(found: readonly object[], query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? 20);
  const offset = Number(query.get('offset') ?? 0);
  const isMore = offset + limit < found.length;
  const next = isMore ? `${PATH}?limit=${limit}&offset=${offset + limit}` : null;
  return {
    meta: { limit, next, offset, previous: null, total_count: found.length },
    objects: found.slice(offset, offset + limit),
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
