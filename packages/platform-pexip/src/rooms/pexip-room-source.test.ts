import { createHttp } from '@vmrkit/http';
import { type PlantedRoom, roomSourceContract } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  account,
  conferenceOf,
  type ManagementNode,
  startManagementNode,
} from './management-node.fixture.ts';
import { PexipRoomSource } from './pexip-room-source.ts';
import { pexipRoomsChecks } from './pexip-rooms-checks.ts';
import { pexipRoomsSettingsSchema } from './pexip-rooms-settings.ts';

const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
const olga = 'Olga.Berg@corp.example';
const room: PlantedRoom = {
  owner: 'olga.berg@CORP.example',
  name: 'Olga',
  description: 'Room of Olga',
  aliases: ['olga@vc.example', '551234'],
  pins: { host: '9876', guest: null },
  allowGuests: false,
};
const LIST = '/api/admin/configuration/v1/conference/';

let nowMs = 0;
const nodes: ManagementNode[] = [];
afterEach(() => Promise.all(nodes.splice(0).map((node) => node.close())));

async function opened(options: Parameters<typeof startManagementNode>[0] = {}): Promise<ManagementNode> {
  const node = await startManagementNode(options);
  nodes.push(node);
  return node;
}

function sourceAt(
  node: Pick<ManagementNode, 'url'>,
  changes: object = {},
  limits: object = {},
): PexipRoomSource {
  const settings = pexipRoomsSettingsSchema.parse({ management_url: node.url, ...account, ...changes });
  return new PexipRoomSource({
    settings,
    client: http.client({ deadlineMs: 500, maxBytes: 4_000_000, ...limits }),
    clock: { monotonicMs: () => nowMs },
  });
}

roomSourceContract('Pexip Infinity', async () => {
  const node = await opened();
  return { source: sourceAt(node), plant: async (rooms) => node.plant(rooms) };
});

describe('the conversation', () => {
  let node: ManagementNode;
  beforeEach(async () => {
    nowMs = 0;
    node = await opened();
    node.plant([room]);
  });

  it('asks for one owner’s conferences, with the account, and reads them', async () => {
    expect(await sourceAt(node).roomsOf(olga)).toEqual([
      {
        id: '1',
        name: 'Olga',
        description: 'Room of Olga',
        aliases: { domain: ['olga@vc.example'], numeric: ['551234'], others: [] },
        pins: { host: '9876', guest: null },
        allowGuests: false,
      },
    ]);
    expect(node.asked).toEqual([
      `GET ${LIST}?primary_owner_email_address__iexact=Olga.Berg%40corp.example&limit=100`,
    ]);
  });

  it('reads page after page', async () => {
    node.plant(Array.from({ length: 250 }, (_, at) => ({ ...room, name: `Room ${at}`, aliases: [`${at}`] })));
    expect(await sourceAt(node).roomsOf(olga)).toHaveLength(250);
    expect(node.asked.map((line) => /offset=(\d+)/.exec(line)?.[1])).toEqual([undefined, '100', '200']);
  });

  it('asks for the address as it stands where the filter knows no other', async () => {
    const strict = await opened({ filters: ['primary_owner_email_address'] });
    strict.plant([{ ...room, owner: olga }, room]);
    expect(await sourceAt(strict).roomsOf(olga)).toHaveLength(1);
    expect(strict.asked[1]).toBe(
      `GET ${LIST}?primary_owner_email_address=Olga.Berg%40corp.example&limit=100`,
    );
  });

  it('offers rooms of the domains that the record names, and asks for no others', async () => {
    const source = sourceAt(node, { owner_domains: ['other.example'] });
    expect(await source.roomsOf(olga)).toEqual([]);
    expect(node.asked).toEqual([]);
    expect(await sourceAt(node, { owner_domains: ['corp.example'] }).roomsOf(olga)).toHaveLength(1);
  });

  it.each([
    [[401, 403], 'ERR_PEXIP_ROOMS_REFUSED'],
    [[302, 404, 429, 500], 'ERR_PEXIP_ROOMS_ANSWER'],
  ])('a status of %j is %s', async (statuses, code) => {
    for (const status of statuses) {
      node.odd = (_, response) => !!response.writeHead(status, { location: `${node.url}/elsewhere` }).end();
      await expect(sourceAt(node).roomsOf(olga)).rejects.toMatchObject({ code });
    }
    expect(node.asked.every((line) => line.includes(LIST))).toBe(true);
  });

  it('an account that is wrong is refused, and its password told nobody', async () => {
    const saying = sourceAt(node, { password: 'wrong-secret' }).roomsOf(olga);
    await expect(saying).rejects.toMatchObject({ code: 'ERR_PEXIP_ROOMS_REFUSED' });
    await expect(saying).rejects.not.toMatchObject({ message: expect.stringContaining('wrong-secret') });
  });

  it('a platform that is away is unavailable', async () => {
    await node.close();
    await expect(sourceAt(node).roomsOf(olga)).rejects.toMatchObject({ name: 'HttpError' });
  });
});

describe('a hostile answer', () => {
  let node: ManagementNode;
  beforeEach(async () => {
    nowMs = 0;
    node = await opened();
  });

  const raw = (changes: object) => ({ ...conferenceOf(room, 0), ...changes });

  it.each<[string, object]>([
    ['of a foreign owner', { primary_owner_email_address: 'ben@corp.example' }],
    ['of an owner whose address begins alike', { primary_owner_email_address: `${olga}.evil.example` }],
    ['of nobody', { primary_owner_email_address: null }],
    ['that is a gateway', { service_type: 'two_stage_dialing' }],
    ['whose name is none', { name: { toString: 'x' } }],
    ['whose PIN is markup', { pin: '<script>' }],
    ['with an alias of 10,000 characters', { aliases: [{ alias: 'x'.repeat(10_000) }] }],
    ['whose id is a path', { id: '../1' }],
  ])('a room %s is left out, and the others are offered', async (_, changes) => {
    const page = { meta: { next: null }, objects: [raw(changes), raw({ id: 2 }), null, 'x'] };
    node.odd = (__, response) => !!response.end(JSON.stringify(page));
    expect((await sourceAt(node).roomsOf(olga)).map(({ id }) => id)).toEqual(['2']);
  });

  it.each([['no JSON'], ['[]'], ['{"meta":{"next":null}}'], ['{"meta":{"next":7},"objects":[]}']])(
    'that is no list, %s, is unreadable',
    async (body) => {
      node.odd = (_, response) => !!response.end(body);
      await expect(sourceAt(node).roomsOf(olga)).rejects.toMatchObject({ code: 'ERR_PEXIP_ROOMS_ANSWER' });
    },
  );

  it('of 50 MB is cut at 4', async () => {
    let sent = 0;
    node.odd = (_, response) => {
      const piece = Buffer.alloc(1_000_000, ' ');
      const write = () => {
        while (sent < 50 && !response.destroyed) {
          sent += 1;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end('{"meta":{"next":null},"objects":[]}');
      };
      write();
      return true;
    };
    await expect(sourceAt(node, {}, { deadlineMs: 10_000 }).roomsOf(olga)).rejects.toMatchObject({
      code: 'ERR_HTTP_TOO_LARGE',
    });
    expect(sent).toBeLessThan(50);
  });

  it('that never ends is given up', async () => {
    node.odd = (_, response) => !!response.write('{"meta":');
    await expect(sourceAt(node).roomsOf(olga)).rejects.toMatchObject({ code: 'ERR_HTTP_TIMEOUT' });
  });

  it('whose pages never end, or lead elsewhere, is given up after ten', async () => {
    const page = { meta: { next: 'https://evil.example/' }, objects: [raw({})] };
    node.odd = (_, response) => !!response.end(JSON.stringify(page));
    await expect(sourceAt(node).roomsOf(olga)).rejects.toMatchObject({ code: 'ERR_PEXIP_ROOMS_ANSWER' });
    expect(node.asked).toHaveLength(10);
  });

  it('that comes slowly is given up after some seconds', async () => {
    const page = { meta: { next: 'more' }, objects: [raw({})] };
    node.odd = (_, response) => {
      nowMs += 5_000;
      return !!response.end(JSON.stringify(page));
    };
    await expect(sourceAt(node).roomsOf(olga)).rejects.toMatchObject({ code: 'ERR_PEXIP_ROOMS_ANSWER' });
    expect(node.asked.length).toBeLessThan(4);
  });
});

it.each([[[]], [['corp.example']]])(
  'the doctor asks the management API, for owners of %j',
  async (owner_domains) => {
    const node = await opened();
    const said = async (changes: object) => {
      const settings = pexipRoomsSettingsSchema.parse({
        management_url: node.url,
        ...account,
        owner_domains,
      });
      const product = sourceAt(node, { owner_domains, ...changes });
      return Promise.all(pexipRoomsChecks.map(({ run }) => run(settings, { product } as never)));
    };
    expect(await said({})).toMatchObject([{ kind: 'ok' }]);
    expect(await said({ password: 'wrong' })).toEqual([
      { kind: 'problem', evidence: 'ERR_PEXIP_ROOMS_REFUSED' },
    ]);
  },
);

it.each([
  [{ management_url: 'http://management.example.com' }],
  [{ username: 'a:b' }],
  [{ password: '' }],
  [{ owner_domains: ['@corp'] }],
  [{ unheard_of: 1 }],
])('refuses the settings %j', (changes) => {
  const sound = { management_url: 'https://management.example.com', ...account };
  expect(pexipRoomsSettingsSchema.safeParse(sound).success).toBe(true);
  expect(pexipRoomsSettingsSchema.safeParse({ ...sound, ...changes }).success).toBe(false);
});
