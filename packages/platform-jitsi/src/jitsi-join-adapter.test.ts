import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AdmissionDecision,
  type AdmittedConference,
  InvalidInputError,
  type PlatformRequest,
  parseInstant,
} from '@vmrkit/core';
import { FakeClock, joinAdapterContract } from '@vmrkit/testing';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createJitsiJoinAdapter } from './jitsi-join-adapter.ts';
import { jitsiSettingsSchema } from './jitsi-settings.ts';
import { openJitsiSigner } from './jitsi-signer.ts';

const folder = mkdtempSync(join(tmpdir(), 'jitsi-'));
const fileOf = (name: string) => join(folder, name);
const secret = 's'.repeat(32);
const secretFile = fileOf('secret');
writeFileSync(secretFile, `${secret}\n`);
const clock = new FakeClock();

async function adapterWith(changes: object = {}) {
  const settings = jitsiSettingsSchema.parse(changes);
  return createJitsiJoinAdapter({ settings, sign: await openJitsiSigner(settings), clock });
}
const tokens = { app_id: 'vmrkit', secret_file: secretFile, server_url: 'https://meet.example.com' };

const request = (path: string, body: object): PlatformRequest => ({
  method: 'POST',
  path,
  query: {},
  headers: {},
  body,
  rawBody: new Uint8Array(),
});
/** What Prosody sends, as the handbook of Jitsi has it. */
const reserving = (name: string) =>
  request('/jitsi/conference', {
    name,
    start_time: '2048-04-20T17:55:12.000Z',
    mail_owner: 'client1@xmpp.com',
  });
const joining = (alias: string, more: object = {}) => request('/jitsi/join', { alias, ...more });

const telling = (room: string) =>
  request('/jitsi/events/occupant/joined', {
    ...{ event_name: 'muc-occupant-joined', room_name: room, room_jid: `${room}@conference.example.com` },
    occupant: {
      occupant_jid: 'x/1a',
      joined_at: 1_900_000_000,
      name: 'Ada Lovelace',
      email: 'ada@example.com',
    },
  });

joinAdapterContract({
  ...{ name: 'Jitsi, reservations', adapter: await adapterWith(), asking: reserving, telling },
});
joinAdapterContract({ name: 'Jitsi, tokens', adapter: await adapterWith(tokens), asking: joining, telling });

const conference: AdmittedConference = {
  id: '0192f0c1-0000-7000-8000-000000000001',
  name: 'Plan (Ada)',
  description: '',
  subject: 'Plan',
  theme: null,
  ownerEmail: null,
  aliases: ['55123456', '55123456@vc.example.com'],
  aliasDescription: '',
  pins: null,
  allowGuests: null,
  signedIn: null,
  lobbyUntil: null,
  closesAt: parseInstant('2048-04-20T19:00:00Z'),
};
const admitted = (changes: Partial<AdmittedConference> = {}): AdmissionDecision => ({
  kind: 'admitted',
  conference: { ...conference, ...changes },
});
const pins = { pins: { host: '482915', guest: '7301' }, allowGuests: true };

async function told(decision: AdmissionDecision, settings: object = {}) {
  const { status, body } = await (await adapterWith(settings)).answer(decision, reserving('55123456'));
  return { status, ...JSON.parse(body) };
}

describe('reservations', () => {
  it.each(['55123456', '[acme]55123456'])('takes the room %s', async (name) => {
    expect((await adapterWith()).question(reserving(name))).toEqual({ alias: '55123456' });
  });

  it('are granted until well after the window', async () => {
    expect(await told(admitted(), { overrun_minutes: 60, max_occupants: 50 })).toEqual({
      status: 200,
      id: conference.id,
      name: '55123456',
      mail_owner: 'client1@xmpp.com',
      start_time: '2048-04-20T17:55:12.000Z',
      duration: 64 * 60 + 48 + 3_600,
      max_occupants: 50,
    });
    expect((await told(admitted({ closesAt: null }))).duration).toBe(86_400);
    expect((await told(admitted({ closesAt: clock.now() }))).duration).toBe(60);
  });

  it('of a room with PINs are granted only where tokens guard it', async () => {
    expect(await told(admitted(pins))).toEqual({ status: 403, message: expect.stringContaining('PINs') });
    expect(await told(admitted(pins), tokens)).toMatchObject({ status: 200 });
  });

  it.each<[AdmissionDecision, number, string]>([
    [
      { kind: 'closed', reason: 'not-yet', opensAt: parseInstant('2048-04-20T18:00:00Z') },
      403,
      'The meeting is not open yet. It opens at 2048-04-20T18:00:00.000Z.',
    ],
    [{ kind: 'closed', reason: 'not-yet', opensAt: null }, 403, 'The meeting is not open yet.'],
    [{ kind: 'closed', reason: 'over', opensAt: null }, 403, 'The meeting is over.'],
    [{ kind: 'closed', reason: 'cancelled', opensAt: null }, 403, 'The meeting was cancelled.'],
    [{ kind: 'closed', reason: null, opensAt: null }, 403, 'The meeting cannot be joined now.'],
    [{ kind: 'unknown' }, 404, 'There is no such meeting.'],
  ])('are refused in words for the participant: %j', async (decision, status, message) => {
    expect(await told(decision)).toEqual({ status, message });
  });

  it('and tokens are refused where people have to sign in', async () => {
    const signedIn = { hostGroup: 'staff', guestGroup: null, others: null };
    expect(await told(admitted({ signedIn }), tokens)).toMatchObject({ status: 403 });
    expect((await (await adapterWith(tokens)).answer(admitted({ signedIn }), joining('1'))).status).toBe(403);
  });

  it('end without a question', async () => {
    const ended = { ...request('/jitsi/conference/364758328', {}), method: 'DELETE', body: null };
    expect((await adapterWith()).question(ended)).toMatchObject({ status: 200 });
  });

  it.each([
    [null],
    [{ name: '1' }],
    [{ name: '1', start_time: 'soon' }],
    [{ start_time: '2048-04-20T17:55:12Z' }],
  ])('are not asked for by %j', async (body) => {
    const adapter = await adapterWith();
    expect(() => adapter.question({ ...reserving('1'), body })).toThrow(InvalidInputError);
  });
});

describe('tokens', () => {
  const join = async (decision: AdmissionDecision, form: object, settings: object = tokens) => {
    const { status, headers } = await (await adapterWith(settings)).answer(decision, joining('1', form));
    return { status, location: headers.location ?? '', headers };
  };
  const verify = (location: string) =>
    jwtVerify(new URL(location).searchParams.get('jwt') ?? '', new TextEncoder().encode(secret), {
      currentDate: new Date(clock.now()),
      issuer: 'vmrkit',
      audience: 'jitsi',
    });

  it.each([
    ['482915', true],
    ['7301', false],
  ])('tell the role of who has the PIN %s', async (pin, moderator) => {
    const { status, location, headers } = await join(admitted(pins), { name: 'Ada & Co', pin });
    expect(status).toBe(303);
    expect(location).toMatch(/^https:\/\/meet\.example\.com\/55123456\?jwt=/);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect((await verify(location)).payload).toEqual({
      iss: 'vmrkit',
      aud: 'jitsi',
      sub: '*',
      room: '55123456',
      exp: Date.parse('2048-04-20T19:00:00Z') / 1_000,
      context: { user: { name: 'Ada & Co', moderator, affiliation: moderator ? 'owner' : 'member' } },
    });
  });

  it('end after some hours for a room that never closes', async () => {
    const { location } = await join(admitted({ closesAt: null }), {});
    expect((await verify(location)).payload.exp).toBe(clock.now() / 1_000 + 86_400);
  });

  it.each([
    ['', 403],
    ['0000', 403],
  ])('are not given for the PIN %j', async (pin, status) => {
    expect(await join(admitted(pins), { pin })).toMatchObject({ status, location: '' });
  });

  it('are not given for a room without an alias that is a room’s name', async () => {
    expect(await join(admitted({ aliases: ['a@b.example'] }), {})).toMatchObject({
      status: 404,
      location: '',
    });
  });

  it('may be signed by a private key, under its name', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const keyFile = fileOf('key.pem');
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { secret_file: _, ...rest } = tokens;
    const { location } = await join(admitted(), {}, { ...rest, key_file: keyFile, key_id: 'k/1' });
    const { protectedHeader } = await jwtVerify(new URL(location).searchParams.get('jwt') ?? '', publicKey);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: 'k/1' });
  });

  it('need a key that can be read and a secret that is long', async () => {
    const short = fileOf('short');
    writeFileSync(short, 'abc');
    for (const file of [short, fileOf('missing')])
      await expect(adapterWith({ ...tokens, secret_file: file })).rejects.toMatchObject({
        code: 'ERR_JITSI_KEY',
      });
  });
});

it.each([
  [{ app_id: 'a' }],
  [{ secret_file: 'a' }],
  [{ ...tokens, key_file: 'b', key_id: 'c' }],
  [{ ...tokens, server_url: 'http://meet.example.com' }],
  [{ app_id: 'a', key_file: 'b', server_url: 'https://m.example' }],
  [{ path: '/a?b' }],
])('refuses the settings %j', (settings) => {
  expect(jitsiSettingsSchema.safeParse(settings).success).toBe(false);
});
