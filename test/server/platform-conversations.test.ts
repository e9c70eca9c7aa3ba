import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instant } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, RESERVATIONS, ServerWorld } from './server-world.ts';

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

const platform = (name: string, adapter: string, rest: object = {}) => ({
  name,
  adapter,
  tenants: ['default'],
  credentials: { bearer_sha256: createHash('sha256').update(name).digest('hex') },
  ...rest,
});
const MINUTE = 60_000;

async function start() {
  const secret_file = join(deployment.folder, 'platform-secret');
  await writeFile(secret_file, 's'.repeat(40));
  const settings = { rejected_prefixes: ['55'] };
  const basic = { username: 'infinity', password_sha256: createHash('sha256').update('pass').digest('hex') };
  return deployment.start('all', {
    config: {
      platforms: [
        platform('infinity', 'pexip', { settings, credentials: basic }),
        platform('stranger', 'pexip', { tenants: ['other'] }),
        platform('prosody', 'jitsi', {
          settings: { server_url: 'https://meet.example.com', app_id: 'vmrkit', secret_file },
        }),
        platform('portal', 'bigbluebutton', {
          settings: { server_url: 'https://bbb.example.com/bigbluebutton/', secret_file },
        }),
      ],
    },
  });
}

/** The numeric alias of a meeting that begins in some minutes. */
async function meetingIn(minutes: number, publicUrl: string): Promise<string> {
  const { json: click } = await ask(`${publicUrl}${RESERVATIONS}`, { token: 'good.to.ken', body: {} });
  const at = instant(Math.ceil((deployment.world.now() + minutes * MINUTE) / MINUTE) * MINUTE);
  const meeting = await deployment.world.invite({
    organizer: { name: 'Olga', email: 'olga@example.com' },
    subject: 'Plans',
    html: click.html,
    start: at,
    end: instant(at + 60 * MINUTE),
  });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 10_000);
  return /55\d{6}/.exec(click.html)?.[0] ?? 'none';
}

it('[S5.2e, S5.3a] Pexip Infinity, Jitsi and BigBlueButton ask in their own ways and get the same decision', async () => {
  const { publicUrl } = await start();
  const [open, early] = [await meetingIn(10, publicUrl), await meetingIn(300, publicUrl)];
  const form = (path: string, token: string, fields: Record<string, string>) =>
    fetch(`${publicUrl}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(fields),
    });

  const node = { authorization: `Basic ${btoa('infinity:pass')}` };
  const policy = async (alias: string, headers: Record<string, string> = node) => {
    const query = new URLSearchParams({
      call_direction: 'dial_in',
      protocol: 'webrtc',
      bandwidth: '0',
      remote_alias: 'Alice',
      trigger: 'web',
      version_id: '38',
      local_alias: alias,
    });
    return (await ask(`${publicUrl}/policy/v1/service/configuration?${query}`, { method: 'GET', headers }))
      .json;
  };
  expect(await policy(`sip:${open}@example.com`)).toMatchObject({
    status: 'success',
    result: { service_type: 'conference', name: expect.any(String), service_tag: expect.any(String) },
  });
  expect(await policy(early)).toEqual({ status: 'success', action: 'reject' });
  expect(await policy('55000000')).toEqual({ status: 'success', action: 'reject' });
  expect(await policy('reception')).toEqual({ status: 'success', action: 'continue' });
  expect(await policy(open, { authorization: 'Bearer stranger' })).toEqual({
    status: 'success',
    action: 'continue',
  });
  expect(await policy(open, {})).toMatchObject({ code: 'ERR_PLATFORM_CREDENTIALS' });

  const times = {
    start_time: new Date(deployment.world.now()).toISOString(),
    mail_owner: 'olga@example.com',
  };
  const granted = await form('/jitsi/conference', 'prosody', { name: open, ...times });
  expect(await granted.json()).toMatchObject({ name: open, ...times, duration: expect.any(Number) });
  const refused = await form('/jitsi/conference', 'prosody', { name: `[acme]${early}`, ...times });
  expect([refused.status, await refused.json()]).toEqual([
    403,
    { message: expect.stringMatching(/^The meeting is not open yet\. It opens at \d{4}-/) },
  ]);
  const joined = await form('/jitsi/join', 'prosody', { alias: open, name: 'Ada' });
  const token = new URL(joined.headers.get('location') ?? '').searchParams.get('jwt') ?? '';
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect([joined.status, claims]).toMatchObject([303, { room: open, iss: 'vmrkit' }]);

  const closed = await form('/bigbluebutton/join', 'portal', { alias: early, name: 'Ada' });
  expect([closed.status, (await closed.json()).message]).toEqual([
    403,
    expect.stringContaining('not open yet'),
  ]);
  expect((await form('/bigbluebutton/join', 'prosody', { alias: open })).status).toBe(401);
});

it('[S12.6f] an event sink tells of the conferences of its tenants, in counts and times, and changes none', async () => {
  const { publicUrl } = await start();
  const alias = await meetingIn(10, publicUrl);
  const node = { authorization: `Basic ${btoa('infinity:pass')}` };
  const asked = `${publicUrl}/policy/v1/service/configuration?local_alias=${alias}`;
  const service = async () => (await ask(asked, { method: 'GET', headers: node })).json.result;
  const before = await service();
  const time = deployment.world.now() / 1_000;
  const data = { name: before.name, tag: before.service_tag, start_time: time };
  const joined = {
    service_tag: before.service_tag,
    display_name: 'Zoe Secret',
    source_alias: 'zoe@secret.example',
  };
  const told: readonly (readonly [number, string, object])[] = [
    [1, 'conference_started', data],
    [3, 'participant_connected', joined],
    [2, 'participant_connected', joined],
    [3, 'participant_connected', joined],
    [4, 'conference_ended', data],
    [4, 'conference_ended', data],
  ];
  const tell = ([seq, event, about]: (typeof told)[number], headers: Record<string, string>) =>
    ask(`${publicUrl}/event-sink/v1/events`, {
      headers,
      body: { node: '10.0.0.1', seq, version: 2, time: time + seq, event, data: about },
    });
  for (const each of told) {
    expect((await tell(each, { authorization: 'Bearer stranger' })).status).toBe(200);
    expect((await tell(each, node)).status).toBe(200);
  }
  expect((await tell([9, 'conference_started', data], {})).status).toBe(401);
  const trail = () =>
    deployment.withKit(async (kit) => {
      const { auditEvents } = await kit.get('store');
      const about = { index: 'conference', equals: [before.service_tag], limit: 50 } as const;
      const told = (await auditEvents.find('default', about)).items.map(({ value }) => value);
      return told.filter(({ action }) => action !== 'conference.created');
    });
  await vi.waitFor(async () => expect(await trail()).toHaveLength(2), { timeout: 10_000, interval: 200 });
  const [ended, started] = await trail();
  expect(started).toMatchObject({ action: 'conference.started', details: { platform: 'infinity' } });
  expect(ended).toMatchObject({ action: 'conference.ended', details: { participants: '2' } });
  expect(JSON.stringify(await trail())).not.toMatch(/zoe/i);
  expect(await service()).toEqual(before);
});
