import { createHash } from 'node:crypto';
import {
  type AdmissionDecision,
  type AdmittedConference,
  type Http,
  type HttpClient,
  InvalidInputError,
  type PlatformRequest,
  parseInstant,
} from '@vmrkit/core';
import { joinAdapterContract } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { createBigBlueButtonJoinAdapter } from './bigbluebutton-join-adapter.ts';
import { bigBlueButtonPlatformPlugin } from './bigbluebutton-platform-plugin.ts';
import { bigBlueButtonSettingsSchema } from './bigbluebutton-settings.ts';

const SECRET = '639259d4-9dd8-4b25-bf01-95f9567eaf4b';
const SERVER = 'https://bbb.example.com/bigbluebutton/';

/** A server that checks checksums and keeps meetings as its documentation says. */
class FakeBigBlueButton {
  readonly meetings = new Map<string, string>();
  answer: string | null = null;
  closed = 0;

  readonly http = { client: () => this.#client() } as unknown as Http;

  #client(): Pick<HttpClient, 'fetch' | 'close'> {
    return {
      fetch: async (url) => new Response(this.answer ?? this.#create(String(url))),
      close: async () => {
        this.closed += 1;
      },
    };
  }

  #create(url: string): string {
    const parameters = parametersOf(url, 'create');
    if (parameters === null) return failure('checksumError');
    const id = parameters.get('meetingID') ?? '';
    const known = this.meetings.get(id);
    if (known !== undefined && known !== parameters.toString()) return failure('idNotUnique');
    this.meetings.set(id, parameters.toString());
    const key = known === undefined ? '' : 'duplicateWarning';
    return `<response><returncode>SUCCESS</returncode><meetingID>${id}</meetingID><messageKey>${key}</messageKey></response>`;
  }
}

const failure = (key: string) =>
  `<response><returncode>FAILED</returncode><messageKey>${key}</messageKey><message>No.</message></response>`;

/** The parameters of a call with the right checksum; null: it is another call, or has none. */
function parametersOf(url: string, call: string, hash = 'sha256'): URLSearchParams | null {
  const match = /^https:\/\/bbb\.example\.com\/bigbluebutton\/api\/(\w+)\?(.*)&checksum=([0-9a-f]+)$/.exec(
    url,
  );
  const [, called = '', query = '', checksum] = match ?? [];
  const right = createHash(hash).update(`${called}${query}${SECRET}`).digest('hex');
  return called === call && checksum === right ? new URLSearchParams(query) : null;
}

function open(changes: object = {}) {
  const server = new FakeBigBlueButton();
  const settings = bigBlueButtonSettingsSchema.parse({ server_url: SERVER, secret_file: 'x', ...changes });
  const adapter = createBigBlueButtonJoinAdapter({ settings, secret: SECRET, http: server.http });
  return { server, adapter };
}

const joining = (alias: string, more: object = {}): PlatformRequest => ({
  method: 'POST',
  path: '/bigbluebutton/join',
  query: {},
  headers: {},
  body: { alias, ...more },
  rawBody: new Uint8Array(),
});

const telling = (room: string): PlatformRequest => ({
  ...joining(''),
  path: '/bigbluebutton/events',
  body: {
    event: JSON.stringify({
      data: {
        id: 'user-joined',
        attributes: {
          meeting: { 'external-meeting-id': room, 'internal-meeting-id': 'f3-1900000000000' },
          user: { 'internal-user-id': 'w_1', 'external-user-id': 'ada@example.com', name: 'Ada Lovelace' },
        },
        event: { ts: 1_900_000_000_000 },
      },
    }),
  },
});

joinAdapterContract({ name: 'BigBlueButton', adapter: open().adapter, asking: joining, telling });

const conference: AdmittedConference = {
  id: '0192f0c1-0000-7000-8000-000000000001',
  name: 'Plan (Ada)',
  description: '',
  subject: 'Plan',
  theme: null,
  ownerEmail: null,
  aliases: ['55123456'],
  aliasDescription: '',
  pins: null,
  allowGuests: null,
  signedIn: null,
  lobbyUntil: null,
  closesAt: parseInstant('2030-01-31T10:00:00Z'),
};
const admitted = (changes: Partial<AdmittedConference> = {}): AdmissionDecision => ({
  kind: 'admitted',
  conference: { ...conference, ...changes },
});
const guarded = { pins: { host: '482915', guest: '7301' }, allowGuests: true };

describe('a join', () => {
  it('creates the meeting once for all, without an end, and leads into it', async () => {
    const { server, adapter } = open({ max_participants: 20, record: false });
    const first = await adapter.answer(admitted(), joining('55123456', { name: 'Ada & Bob' }));
    expect([...server.meetings]).toEqual([
      [
        conference.id,
        new URLSearchParams({
          name: 'Plan (Ada)',
          meetingID: conference.id,
          guestPolicy: 'ASK_MODERATOR',
          maxParticipants: '20',
          record: 'false',
        }).toString(),
      ],
    ]);
    expect(first).toMatchObject({
      status: 303,
      headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
      body: '',
    });
    expect(Object.fromEntries(parametersOf(first.headers.location ?? '', 'join') ?? [])).toEqual({
      fullName: 'Ada & Bob',
      meetingID: conference.id,
      role: 'VIEWER',
      redirect: 'true',
    });
    expect((await adapter.answer(admitted(), joining('55123456'))).status).toBe(303);
    expect([server.meetings.size, server.closed]).toEqual([1, 2]);
    expect(JSON.stringify(first)).not.toContain(SECRET);
  });

  it('leads into a meeting that runs with other settings', async () => {
    const { server, adapter } = open();
    server.meetings.set(conference.id, 'name=before');
    expect((await adapter.answer(admitted(), joining('1'))).status).toBe(303);
  });

  const lobbyUntil = parseInstant('2030-01-31T09:00:00Z');
  it.each([
    ['482915', {}, 'MODERATOR', null],
    ['7301', {}, 'VIEWER', null],
    ['482915', { lobbyUntil }, 'MODERATOR', null],
    ['7301', { lobbyUntil }, 'VIEWER', 'true'],
    ['', { lobbyUntil, pins: null, allowGuests: null }, 'VIEWER', null],
  ])('has a role by the PIN %j, and waits in the lobby: %j', async (pin, changes, role, guest) => {
    const said = await open().adapter.answer(admitted({ ...guarded, ...changes }), joining('1', { pin }));
    const parameters = parametersOf(said.headers.location ?? '', 'join');
    expect([parameters?.get('role'), parameters?.get('guest')]).toEqual([role, guest]);
  });

  it('creates nothing where people have to sign in', async () => {
    const { server, adapter } = open();
    const signedIn = { hostGroup: 'staff', guestGroup: null, others: null };
    expect((await adapter.answer(admitted({ signedIn }), joining('1'))).status).toBe(403);
    expect(server.meetings.size).toBe(0);
  });

  it('by a wrong PIN creates nothing', async () => {
    const { server, adapter } = open();
    expect(await adapter.answer(admitted(guarded), joining('1', { pin: '0000' }))).toMatchObject({
      status: 403,
    });
    expect(server.meetings.size).toBe(0);
  });

  it.each(['sha1', 'sha384', 'sha512'])('is signed by %s where the server wants it', async (checksum) => {
    const { server, adapter } = open({ checksum });
    server.answer = '<response><returncode>SUCCESS</returncode></response>';
    const { headers } = await adapter.answer(admitted(), joining('1'));
    expect(parametersOf(headers.location ?? '', 'join', checksum)).not.toBeNull();
  });

  it.each([
    ['x', 'x.'],
    ['😀'.repeat(70), '😀'.repeat(64)],
  ])('names the meeting as the server takes it', async (name, expected) => {
    const { server, adapter } = open();
    await adapter.answer(admitted({ name }), joining('1'));
    expect(new URLSearchParams(server.meetings.get(conference.id)).get('name')).toBe(expected);
  });
});

it.each([
  [failure('checksumError'), 'checksumError'],
  [failure('<b>x</b>'), 'Its reason: none'],
  ['<!DOCTYPE x><response><returncode>SUCCESS</returncode></response>', 'no answer that can be read'],
  ['<response><a><returncode>SUCCESS</returncode></a></response>', 'Its reason: none'],
  ['<html>', 'no answer that can be read'],
  ['', 'no answer that can be read'],
])('a server that answers %j lets nobody in and tells no secret', async (xml, why) => {
  const { server, adapter } = open();
  server.answer = xml;
  const error = await Promise.resolve(adapter.answer(admitted(), joining('1'))).catch((caught) => caught);
  expect(error).toMatchObject({ code: 'ERR_BIGBLUEBUTTON_CREATE', message: expect.stringContaining(why) });
  expect(`${error.message} ${error.cause?.message}`).not.toMatch(new RegExp(`${SECRET}|checksum=`));
});

it.each<[AdmissionDecision, number, string]>([
  [
    { kind: 'closed', reason: 'not-yet', opensAt: parseInstant('2030-01-31T08:30:00Z') },
    403,
    'The meeting is not open yet. It opens at 2030-01-31T08:30:00.000Z.',
  ],
  [{ kind: 'closed', reason: 'over', opensAt: null }, 403, 'The meeting is over.'],
  [{ kind: 'closed', reason: null, opensAt: null }, 403, 'The meeting cannot be joined now.'],
  [{ kind: 'unknown' }, 404, 'There is no such meeting.'],
])('nothing is created for %j', async (decision, status, message) => {
  const { server, adapter } = open();
  const said = await adapter.answer(decision, joining('1'));
  expect([said.status, JSON.parse(said.body), server.closed]).toEqual([status, { message }, 0]);
});

it.each([[null], [{}], [{ alias: '1', role: 'MODERATOR' }], [{ alias: '1', name: 'x'.repeat(101) }]])(
  'refuses the form %j',
  (body) => {
    expect(() => open().adapter.question({ ...joining('1'), body })).toThrow(InvalidInputError);
  },
);

it('needs its secret', async () => {
  const settings = bigBlueButtonSettingsSchema.parse({ server_url: SERVER, secret_file: '/nowhere/secret' });
  const deps = { http: new FakeBigBlueButton().http } as Parameters<
    typeof bigBlueButtonPlatformPlugin.create
  >[1];
  await expect(bigBlueButtonPlatformPlugin.create(settings, deps, null)).rejects.toMatchObject({
    code: 'ERR_BIGBLUEBUTTON_SECRET',
  });
});
