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
