import { instant } from '@vmrkit/core';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, PLATFORM_TOKEN, RESERVATIONS, ServerWorld } from './server-world.ts';

const DECISIONS_PATH = '/api/admission/v1/decisions';

let deployment: ServerWorld;

beforeEach(async () => {
  deployment = await ServerWorld.create();
});
afterEach(() => deployment.close());

it('[S12.7j] PINs go to the invitation, the organizer and the platform, and to nobody else', async () => {
  const pins = { host_pin: true, allow_guests: true, guest_pin: true, length: 8, lobby_until_start: true };
  const singleUse = { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com', pins };
  await deployment.importRecord({ single_use: singleUse });
  const logger = recordingLogger();
  const { publicUrl, adminUrl } = await deployment.start('all', { logger });
  const { json: click } = await ask(`${publicUrl}${RESERVATIONS}`, { token: 'good.to.ken', body: {} });
  const alias = /55\d{6}@example\.com/.exec(click.html)?.[0] ?? 'none';
  const guestPin = /PIN<\/td><td><b>(\d{8})<\/b>/.exec(click.html)?.[1] ?? 'none';
  const start = instant(Math.ceil((deployment.world.now() + 600_000) / 60_000) * 60_000);
  const organizer = { name: 'Olga', email: 'olga@example.com' };
  const times = { start, end: instant(start + 3_600_000) };
  const meeting = await deployment.world.invite({ organizer, subject: 'Plans', html: click.html, ...times });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 10_000);
  const question = { body: { alias } };
  const { json: told } = await ask(`${publicUrl}${DECISIONS_PATH}`, { token: PLATFORM_TOKEN, ...question });
  const hostPin = told.conference.host_pin;
  expect(told.conference).toMatchObject({
    guest_pin: guestPin,
    host_pin: expect.stringMatching(/^\d{8}$/),
    allow_guests: true,
    lobby_until: new Date(start).toISOString(),
  });
  expect(click.html).not.toContain(hostPin);
  const [answer] = await deployment.world.answers(meeting);
  expect(answer?.text).toContain(hostPin);
  const refused = await ask(`${publicUrl}${DECISIONS_PATH}`, { token: 'wrong', ...question });
  expect(refused.status).toBe(401);
  const metrics = await ask(`${adminUrl}/metrics`, { method: 'GET' });
  for (const pin of [hostPin, guestPin]) {
    expect(refused.text).not.toContain(pin);
    expect(metrics.text).not.toContain(pin);
    expect(JSON.stringify(logger.lines)).not.toContain(pin);
  }
});
