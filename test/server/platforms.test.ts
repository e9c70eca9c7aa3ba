import { createHash } from 'node:crypto';
import { type AdmissionDecision, definePlugin, formatInstant, instant, type Plugin } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ask, PLATFORM_TOKEN, RESERVATIONS, ServerWorld } from './server-world.ts';

const DECISIONS_PATH = '/api/admission/v1/decisions';
const HOUR = 3_600_000;

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

/** An adapter that no package ships: form fields in, a text for the user out, under a path of its settings. */
const reservations: Plugin = definePlugin({
  kind: 'join-adapter',
  name: 'reservations',
  settingsSchema: z.strictObject({ prefix: z.string() }),
  description: {
    title: 'Reservations',
    documentation: 'docs/guides/server.md',
    fields: { prefix: { title: 'Prefix', help: 'Where its paths begin.' } },
  },
  create: ({ prefix }) => ({
    routes: [
      { method: 'POST', path: `${prefix}/conference`, body: 'form' },
      { method: 'DELETE', path: `${prefix}/conference/{id}` },
    ],
    question: ({ method, body }) =>
      method === 'DELETE' ? { status: 204, headers: {}, body: '' } : { alias: String(Object(body).name) },
    answer: (decision, { body }) => ({
      status: decision.kind === 'admitted' ? 200 : 403,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: Object(body).name, ...told(decision) }),
    }),
  }),
});

function told(decision: AdmissionDecision) {
  if (decision.kind === 'admitted') return { id: decision.conference.id };
  const opensAt = decision.kind === 'closed' ? decision.opensAt : null;
  return { message: opensAt === null ? decision.kind : `opens at ${formatInstant(opensAt)}` };
}

const platform = (name: string, rest: object) => ({
  name,
  adapter: 'json',
  tenants: ['default'],
  credentials: { bearer_sha256: createHash('sha256').update(name).digest('hex') },
  ...rest,
});

it('[S5.2c, S5.3a] platforms of a foreign adapter are served beside the shipped one, each by its settings', async () => {
  const { publicUrl } = await deployment.start('all', {
    plugins: [...deployment.plugins, reservations],
    config: {
      platforms: [
        platform(PLATFORM_TOKEN, {}),
        platform('north', { adapter: 'reservations', settings: { prefix: '/north' } }),
        platform('south', { adapter: 'reservations', settings: { prefix: '/south' }, tenants: ['other'] }),
      ],
    },
  });
  const { json } = await ask(`${publicUrl}${RESERVATIONS}`, { token: 'good.to.ken', body: {} });
  const alias = /55\d{6}@example\.com/.exec(json.html)?.[0] ?? '';
  const start = instant(Math.ceil((deployment.world.now() + 3 * HOUR) / 60_000) * 60_000);
  const meeting = await deployment.world.invite({
    organizer: { name: 'Olga', email: 'olga@example.com' },
    subject: 'Plans',
    html: json.html,
    start,
    end: instant(start + HOUR),
  });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 10_000);

  const conference = (place: string, token: string) =>
    ask(`${publicUrl}/${place}/conference`, { token, body: new URLSearchParams({ name: alias }).toString() });
  expect(await conference('north', 'north')).toMatchObject({
    status: 403,
    json: { name: alias, message: `opens at ${new Date(start - HOUR / 2).toISOString()}` },
  });
  expect((await conference('south', 'south')).json).toEqual({ name: alias, message: 'unknown' });
  expect((await conference('south', 'north')).json).toMatchObject({ code: 'ERR_PLATFORM_CREDENTIALS' });
  const over = await ask(`${publicUrl}/north/conference/7`, { method: 'DELETE', token: 'north' });
  expect(over.status).toBe(204);
  const plain = await ask(`${publicUrl}${DECISIONS_PATH}`, { token: PLATFORM_TOKEN, body: { alias } });
  expect(plain.json).toMatchObject({ decision: 'closed', reason: 'not_yet' });
});

it('[S5.2c] a path that two platforms cannot share ends the start', async () => {
  const north = { adapter: 'reservations', settings: { prefix: '/north' } };
  const credentials = { bearer_sha256: 'a'.repeat(64) };
  const started = deployment.start('manager', {
    plugins: [...deployment.plugins, reservations],
    config: {
      platforms: [platform('one', { ...north, credentials }), platform('two', { ...north, credentials })],
    },
  });
  await expect(started).rejects.toMatchObject({ code: 'ERR_CONFIG_PLATFORM' });
});
