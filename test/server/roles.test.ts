import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { instant, UnavailableError } from '@vmrkit/core';
import { tokens } from '@vmrkit/sdk';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, INTEGRATION, PLATFORM_TOKEN, RESERVATIONS, ServerWorld } from './server-world.ts';

const DECISIONS_PATH = '/api/admission/v1/decisions';

let deployment: ServerWorld;
let strangers: Server[];

beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
  strangers = [];
});
afterEach(async () => {
  for (const server of strangers) {
    server.closeAllConnections();
    server.close();
  }
  await deployment.close();
});

const organizer = { name: 'Olga', email: 'olga@example.com' };
const reserve = (origin: string, token = 'good.to.ken', body: unknown = {}) =>
  ask(`${origin}${RESERVATIONS}`, { token, body });
const join = (origin: string, alias: string, token = PLATFORM_TOKEN) =>
  ask(`${origin}${DECISIONS_PATH}`, { token, body: { alias } });

const startIn = (ms: number) => instant(Math.ceil((deployment.world.now() + ms) / 60_000) * 60_000);

/** Invites with the given text, and waits for the mailbox's answer. */
async function invite(html: string, startsInMs: number) {
  const start = startIn(startsInMs);
  const time = { start, end: instant(start + 3_600_000) };
  const meeting = await deployment.world.invite({ organizer, subject: 'Plans', html, ...time });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 30_000);
  return meeting;
}

/** Begins a request that is never finished. */
async function beginRequest(origin: string): Promise<Socket> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  await once(socket, 'connect');
  await new Promise((sent) => socket.write('POST /slow HTTP/1.1\r\nHost: here\r\n', sent));
  return socket.on('error', () => undefined);
}

const aliasIn = (html: string) => /55\d{6}@example\.com/.exec(html)?.[0] ?? 'none';

describe('VmrServer', () => {
  it('[S3.1a, S3.3a, S5.2b] goes from the click to a VMR that may be joined in its window, in one process', async () => {
    const { publicUrl } = await deployment.start('all');
    const click = await reserve(publicUrl, 'good.to.ken', { draft_key: 'draft-0001', language: 'de-CH' });
    expect(click).toMatchObject({
      status: 200,
      json: { kind: 'reserved', mailbox: { email: 'vmr@example.com' } },
    });
    expect(click.json.texts.title).toBe('Hallo');
    expect(click.json.html).toContain('PXPS:-');
    const again = await reserve(publicUrl, 'good.to.ken', { draft_key: 'draft-0001' });
    const alias = aliasIn(click.json.html);
    expect(aliasIn(again.json.html)).toBe(alias);
    expect((await join(publicUrl, alias)).json).toMatchObject({ decision: 'unknown' });
    const meeting = await invite(click.json.html, 600_000);
    const [answer] = await deployment.world.answers(meeting);
    expect(answer?.verdict).toBe('accept');
    const admitted = await join(publicUrl, alias);
    expect(admitted.json).toMatchObject({
      decision: 'admitted',
      conference: { owner_email: organizer.email },
    });
    expect((await join(publicUrl, alias, 'wrong')).json).toMatchObject({ code: 'ERR_PLATFORM_CREDENTIALS' });
    const asked = await ask(`${publicUrl}${DECISIONS_PATH}`, { method: 'GET', token: PLATFORM_TOKEN });
    expect(asked).toMatchObject({ status: 404, json: { code: 'ERR_REQUEST_ROUTE' } });
  });

  it('[S3.5a] gives a draft with a live tag nothing new but the texts, and one with a dead tag a room', async () => {
    const manager = await deployment.start('manager');
    const edge = await deployment.start('edge', { config: deployment.edgeConfig(manager.publicUrl) });
    const clicked = async (...bodies: readonly string[]) => asked({}, ...bodies);
    const asked = async (told: object, ...bodies: readonly string[]) => {
      const body_tags = bodies.flatMap((html) => {
        const [text] = /PXPS:-[^#]*#/.exec(html) ?? [];
        return text === undefined ? [] : [{ text }];
      });
      return (await reserve(edge.publicUrl, 'good.to.ken', { body_tags, ...told })).json;
    };
    const first = await clicked();
    const pane = {
      already_video_meeting_heading: expect.any(String),
      already_video_meeting_message: expect.any(String),
    };
    expect(await clicked(first.html)).toMatchObject({ kind: 'already', html: '', texts: pane });
    expect(await clicked('PXPS:-never#', first.html)).toMatchObject({ kind: 'already' });
    const starts = startIn(600_000);
    await invite(first.html, 600_000);
    const start = new Date(starts).toISOString();
    expect(await asked({ start }, first.html)).toMatchObject({ kind: 'already' });
    expect(await clicked(first.html)).toMatchObject({ kind: 'ask', html: '' });
    const anew = await asked({ replace: true }, first.html);
    expect(anew).toMatchObject({ kind: 'reserved', replaces: true });
    expect(aliasIn(anew.html)).not.toBe(aliasIn(first.html));
    expect(await clicked('PXPS:-never#')).toMatchObject({ kind: 'reserved' });
    expect(aliasIn((await clicked()).html)).not.toBe(aliasIn(first.html));
  });

  it('[S3.1a] edge and manager apart: reserves over HTTP and passes refusals on', async () => {
    const manager = await deployment.start('manager');
    const edge = await deployment.start('edge', { config: deployment.edgeConfig(manager.publicUrl) });
    expect((await reserve(edge.publicUrl)).json).toMatchObject({ kind: 'reserved' });
    const refused = await reserve(edge.publicUrl, 'bad-token');
    expect(refused).toMatchObject({ status: 401, json: { code: 'ERR_TOKEN_SIGNATURE' } });
    const unknown = `${edge.publicUrl}${RESERVATIONS.replace(INTEGRATION, INTEGRATION.replace('b', 'a'))}`;
    expect(await ask(unknown, { token: 'good', body: {} })).toMatchObject({
      status: 404,
      json: { code: 'ERR_INTEGRATION_NOT_FOUND' },
    });
    expect((await reserve(manager.publicUrl)).status).toBe(404);
    expect((await join(edge.publicUrl, '55123456')).status).toBe(404);
    const stranger = await ask(`${manager.publicUrl}/api/manager/v1/snapshot`, {
      method: 'GET',
      token: 'guess',
    });
    expect(stranger).toMatchObject({ status: 401, json: { code: 'ERR_MANAGER_SECRET' } });
  });

  it('[S3.4a, S3.4b, S3.4c, S8.8a] answers within 5 s while the manager refuses or hangs, also after its own restart; the tag is redeemed later, under the id of its click', async () => {
    const correlation = '0f0e0d0c-0b0a-4908-8706-050403020101';
    const manager = await deployment.start('manager');
    const config = deployment.edgeConfig(manager.publicUrl);
    const edge = await deployment.start('edge', { config });
    await vi.waitFor(
      async () => expect((await ask(`${edge.adminUrl}/readyz`, { method: 'GET' })).status).toBe(200),
      15_000,
    );
    await manager.stop();
    await edge.stop();
    const restarted = await deployment.start('edge', { config });
    const began = performance.now();
    const away = await ask(`${restarted.publicUrl}${RESERVATIONS}`, {
      token: 'good.to.ken',
      body: {},
      headers: { 'x-correlation-id': correlation },
    });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(away).toMatchObject({
      status: 200,
      json: { kind: 'deferred', mailbox: { email: 'vmr@example.com' } },
    });
    expect(away.json.html).toContain('TOK:-');
    expect(away.json.texts.title).toBe('Hello');

    const hanging = createServer(() => undefined);
    strangers.push(hanging);
    await new Promise<void>((done) => hanging.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
    const patient = await deployment.start('edge', { config: deployment.edgeConfig(url) });
    const hung = performance.now();
    expect((await reserve(patient.publicUrl)).json).toMatchObject({ kind: 'deferred' });
    expect(performance.now() - hung).toBeLessThan(5_000);
    await patient.stop();

    const logger = recordingLogger();
    const back = await deployment.start('manager', { logger });
    const meeting = await invite(`<p>Dear all</p>${away.json.html}`, 600_000);
    const fields = expect.objectContaining({ correlation_id: correlation });
    await vi.waitFor(() => {
      for (const message of [
        'Decided about a message.',
        'Rewrote an organizer’s meeting.',
        'Answered the organizer.',
      ])
        expect(logger.lines).toContainEqual({ level: 'info', message, fields });
    }, 15_000);
    const view = await deployment.world.organizerView(meeting);
    expect(view?.html).toContain('PXPS:-');
    expect(view?.html).not.toContain('TOK:-');
    expect((await join(back.publicUrl, aliasIn(view?.html ?? ''))).json).toMatchObject({
      decision: 'admitted',
    });
  });

  it('[S2.11a, S2.11c] obeys a changed record without a restart: buffers count for what exists, disabling stops allocation', async () => {
    const { publicUrl } = await deployment.start('all');
    const click = await reserve(publicUrl);
    await invite(click.json.html, 3_600_000);
    const alias = aliasIn(click.json.html);
    expect((await join(publicUrl, alias)).json).toMatchObject({ decision: 'closed', reason: 'not_yet' });
    const single_use = {
      scheduled_alias_prefix: '55',
      scheduled_alias_domain: 'example.com',
      join_before_buffer: 180,
    };
    await deployment.importRecord({ single_use, general: { name: 'Sales', enabled: false } });
    await vi.waitFor(
      async () => expect((await join(publicUrl, alias)).json.decision).toBe('admitted'),
      15_000,
    );
    expect(await reserve(publicUrl)).toMatchObject({ status: 403, json: { code: 'ERR_INTEGRATION_OFF' } });
    await deployment.importRecord({ single_use });
    await vi.waitFor(async () => expect((await reserve(publicUrl)).status).toBe(200), 15_000);
    const again = await reserve(publicUrl);
    const meeting = await invite(again.json.html, 600_000);
    expect((await deployment.world.answers(meeting))[0]?.verdict).toBe('accept');
  });

  it('opens mailboxes later that their provider could not open at first', async () => {
    const logger = recordingLogger();
    let failures = 2;
    const { publicUrl } = await deployment.start('all', {
      logger,
      configure: (container) =>
        container.onActivation(tokens.mailboxOpener, (_, opener) => {
          const open = opener.open.bind(opener);
          const away = () => Promise.reject(new UnavailableError('Away.', { code: 'ERR_TEST' }));
          opener.open = (live) => (failures-- > 0 ? away() : open(live));
          return opener;
        }),
    });
    const click = await reserve(publicUrl);
    const meeting = await invite(click.json.html, 600_000);
    expect((await deployment.world.answers(meeting))[0]?.verdict).toBe('accept');
    expect(logger.lines.filter(({ fields }) => fields.code === 'ERR_TEST')).toHaveLength(1);
  });

  it('[S8.8a, S8.8b] follows one correlation id from the click to the reply mail and writes no secret', async () => {
    const logger = recordingLogger();
    const { publicUrl } = await deployment.start('all', { logger });
    const correlation = '0f0e0d0c-0b0a-4908-8706-050403020100';
    const answer = await ask(`${publicUrl}${RESERVATIONS}`, {
      token: 'good.but.secret',
      body: {},
      headers: { 'x-correlation-id': correlation },
    });
    expect(answer.json.correlation_id).toBe(correlation);
    expect(answer.headers.get('x-correlation-id')).toBe(correlation);
    await invite(answer.json.html, 600_000);
    const fields = expect.objectContaining({ correlation_id: correlation });
    await vi.waitFor(() => {
      for (const message of [
        'An add-in was answered.',
        'Decided about a message.',
        'Answered the organizer.',
      ])
        expect(logger.lines).toContainEqual({ level: 'info', message, fields });
    }, 15_000);
    const address = expect.objectContaining({ address: 'vmr@example.com' });
    expect(logger.lines).toContainEqual({
      level: 'info',
      message: 'Answered the organizer.',
      fields: address,
    });
    const lines = JSON.stringify(logger.lines);
    expect(lines).not.toContain('good.but.secret');
    expect(lines).not.toContain('PXPS:');
  });

  it('[S8.8c, S8.8d] tells health, readiness and metrics on the admin listener', async () => {
    const { publicUrl, adminUrl } = await deployment.start('all');
    await reserve(publicUrl);
    for (const path of ['/healthz', '/readyz']) {
      expect((await ask(`${adminUrl}${path}`, { method: 'GET' })).json).toEqual({ status: 'ok' });
    }
    const metrics = await ask(`${adminUrl}/metrics`, { method: 'GET' });
    expect(metrics.text).toContain('vmrkit_reservations_total{outcome="reserved"} 1');
    expect((await ask(`${publicUrl}/metrics`, { method: 'GET' })).status).toBe(404);
  });

  it('stops in time, however slow the clients of both listeners are', async () => {
    const server = await deployment.start('all');
    const slow = await Promise.all([server.publicUrl, server.adminUrl].map(beginRequest));
    const began = performance.now();
    await server.stop();
    expect(performance.now() - began).toBeLessThan(8_000);
    for (const socket of slow) socket.destroy();
  });

  it('refuses a store that was written under another key', async () => {
    const other = { masterKeys: [{ id: 'k1', key: Buffer.alloc(32, 8) }], managerSecret: null };
    Object.assign(deployment, { environment: other });
    await expect(deployment.start('all')).rejects.toMatchObject({ code: 'ERR_KIT_KEY_MISMATCH' });
  });

  it('an edge needs the address of its managers and the secret that they share', async () => {
    await expect(deployment.start('edge')).rejects.toMatchObject({ code: 'ERR_CONFIG_INCOMPLETE' });
  });
});
