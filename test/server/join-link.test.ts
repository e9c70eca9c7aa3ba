import { definePlugin, instant } from '@vmrkit/core';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ask, RESERVATIONS, ServerWorld } from './server-world.ts';

const singleUse = {
  scheduled_alias_prefix: '55',
  scheduled_alias_domain: 'example.com',
  join_url_template: 'https://meet.example.com/{{alias}}',
};
const organizer = { name: 'Olga', email: 'olga@example.com' };
const HOUR_MS = 3_600_000;

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord({ single_use: singleUse });
});
afterEach(() => deployment.close());

/** Books as the pane does; gives the invitation's text, and its link as the server at `origin` serves it. */
async function book(origin: string, draftKey: string) {
  const body = { draft_key: draftKey };
  const { json } = await ask(`${origin}${RESERVATIONS}`, { token: 'good.to.ken', body });
  const link: string = /https:\/\/vmr\.example\.com\/join\/[\w-]+/.exec(json.html)?.[0] ?? 'no link';
  return { html: json.html as string, link: link.replace('https://vmr.example.com', origin) };
}

async function invite(html: string, startsInMs: number) {
  const start = instant(Math.ceil((deployment.world.now() + startsInMs) / 60_000) * 60_000);
  const time = { start, end: instant(start + HOUR_MS) };
  const meeting = await deployment.world.invite({ organizer, subject: 'Secret plans', html, ...time });
  await vi.waitFor(async () => expect(await deployment.world.answers(meeting)).toHaveLength(1), 30_000);
  return { meeting, start };
}

const follow = (link: string, headers = {}) => fetch(link, { redirect: 'manual', headers });

it('[S5.4a] inside the window the link leads to the platform, and dies with the meeting', async () => {
  const { publicUrl } = await deployment.start('all');
  const { html, link } = await book(publicUrl, 'draft-0001');
  const early = await follow(link);
  expect([early.status, await early.text()]).toEqual([200, expect.stringContaining('not open yet')]);
  const { meeting } = await invite(html, 600_000);
  const open = await follow(link);
  expect(open.status).toBe(303);
  expect(open.headers.get('location')).toMatch(/^https:\/\/meet\.example\.com\/55\d{6}@example\.com$/);
  expect(open.headers.get('cache-control')).toBe('no-store');
  expect(open.headers.get('referrer-policy')).toBe('no-referrer');
  await deployment.world.cancel(meeting);
  await vi.waitFor(async () => expect((await follow(link)).status).toBe(200), 30_000);
  expect(await (await follow(link)).text()).toContain('was cancelled');
});

it('[S5.3c] outside of it the page says when it opens, in the reader’s language, and nothing of the meeting', async () => {
  const { publicUrl } = await deployment.start('all');
  const { html, link } = await book(publicUrl, 'draft-0001');
  const { start } = await invite(html, 5 * HOUR_MS);
  const answer = await follow(link, { 'accept-language': 'de-CH,de' });
  const page = await answer.text();
  expect(answer.status).toBe(200);
  expect(page).toContain('noch nicht offen');
  expect(page).toContain(new Date(start - HOUR_MS / 2).toISOString());
  expect(page).not.toMatch(/secret plans|olga|55\d{6}/i);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? '';
  expect((await ask(`${publicUrl}${script}`, { method: 'GET' })).text).toContain('opensAt');
});

it('[S5.4b] what is unknown, foreign or damaged gets one text, and a manager away another', async () => {
  const manager = await deployment.start('manager');
  const { publicUrl } = await deployment.start('edge', { config: deployment.edgeConfig(manager.publicUrl) });
  const { link } = await book(publicUrl, 'draft-0001');
  const damaged = link.slice(0, -9) + (link.at(-9) === 'A' ? 'B' : 'A') + link.slice(-8);
  const others = [damaged, `${publicUrl}/join/x`, `${publicUrl}/join/${'A'.repeat(900)}`];
  const pages = await Promise.all(others.map(async (each) => (await follow(each)).text()));
  expect(new Set(pages).size).toBe(1);
  expect(pages[0]).toContain('leads to no meeting room');
  expect((await follow(damaged)).status).toBe(404);
  await manager.stop();
  const away = await follow(link);
  expect([away.status, await away.text()]).toEqual([503, expect.stringContaining('does not answer')]);
});

it('[S5.4c] without a template there is no link in the invitation', async () => {
  await deployment.importRecord({ single_use: { ...singleUse, join_url_template: null } });
  const { publicUrl } = await deployment.start('all');
  expect((await book(publicUrl, 'draft-0001')).link).toBe('no link');
});

/** A platform that lets people in one by one, and what it was asked. */
function openMeet(address = (role: string) => `https://meet.example.com/room?jwt=${role}`) {
  const joined: string[] = [];
  const plugin = definePlugin({
    kind: 'join-adapter',
    name: 'meet',
    settingsSchema: z.strictObject({}),
    description: { title: 'Of the tests', documentation: '', fields: {} },
    create: () => ({
      routes: [{ method: 'GET' as const, path: '/meet' }],
      question: () => ({ alias: '1' }),
      answer: () => ({ status: 200, headers: {}, body: '' }),
      entrance: {
        origin: 'https://meet.example.com',
        addressFor: async ({ name, role }, { conference }) => {
          joined.push(`${role} ${name} ${conference.aliases[0]?.slice(0, 2)}`);
          return address(role);
        },
      },
    }),
  });
  const platform = { name: 'meet', adapter: 'meet', credentials: { bearer_sha256: 'a'.repeat(64) } };
  return { joined, plugins: [...deployment.plugins, plugin], platform };
}

const pins = { host_pin: true, allow_guests: true, guest_pin: true };
const viaPlatform = { ...singleUse, join_url_template: null, join_platform: 'meet', pins };
const enter = (link: string, fields: Record<string, string>) =>
  fetch(link, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

it('[S5.4g] where the platform lets people in one by one, the page asks who comes, and only sending it opens', async () => {
  const { joined, plugins, platform } = openMeet();
  await deployment.importRecord({ single_use: viaPlatform });
  const config = { platforms: [{ ...platform, tenants: ['default'] }] };
  const manager = await deployment.start('manager', { plugins, config });
  const { publicUrl } = await deployment.start('edge', { config: deployment.edgeConfig(manager.publicUrl) });
  const { html, link } = await book(publicUrl, 'draft-0001');
  expect((await enter(link, { name: 'Ada', pin: '' })).status).toBe(200);
  await invite(html, 600_000);
  const guestPin = /PIN<\/td><td><b>(\d+)<\/b>/.exec(html)?.[1] ?? 'none';
  const shown = await follow(link, { 'accept-language': 'fr' });
  const page = await shown.text();
  expect(page).toMatch(/<form[^>]+method="post"/);
  expect(page).toContain('Code PIN');
  expect(page).not.toMatch(/secret plans|olga|55\d{6}|jwt/i);
  expect(shown.headers.get('content-security-policy')).toContain(
    "form-action 'self' https://meet.example.com;",
  );
  const wrong = await enter(link, { name: '<b>"Ada', pin: '0' });
  expect([wrong.status, await wrong.text()]).toEqual([403, expect.stringContaining('&lt;b&gt;&quot;Ada')]);
  expect(joined).toEqual([]);
  const guest = await enter(link, { name: 'Ada', pin: guestPin });
  expect([guest.status, guest.headers.get('location')]).toEqual([
    303,
    'https://meet.example.com/room?jwt=guest',
  ]);
  expect(guest.headers.get('cache-control')).toBe('no-store');
  expect(joined).toEqual(['guest Ada 55']);
  const damaged = await enter(`${publicUrl}/join/${'A'.repeat(80)}`, { name: 'Ada', pin: guestPin });
  expect(damaged.status).toBe(404);
  const guesses = await Promise.all(
    Array.from({ length: 21 }, () => enter(link, { name: 'Eve', pin: '000000' })),
  );
  expect(guesses.map(({ status }) => status)).toContain(429);
  expect((await enter(link, { name: 'Ada', pin: guestPin })).status).toBe(429);
});

it('[S5.4h] a platform that is another tenant’s or leads elsewhere lets nobody in', async () => {
  const { joined, plugins, platform } = openMeet(() => 'https://evil.example.com/');
  await deployment.importRecord({ single_use: { ...viaPlatform, pins: {} } });
  const logger = recordingLogger();
  const config = (tenants: string[]) => ({ platforms: [{ ...platform, tenants }] });
  const foreign = await deployment.start('all', { plugins, config: config(['other']), logger });
  const { html, link } = await book(foreign.publicUrl, 'draft-0001');
  await invite(html, 600_000);
  expect((await follow(link)).status).toBe(503);
  expect(JSON.stringify(logger.lines)).toContain('ERR_JOIN_PLATFORM_UNKNOWN');
  const before = foreign.publicUrl;
  await foreign.stop();
  const own = await deployment.start('all', { plugins, config: config(['default']), logger });
  const answer = await enter(link.replace(before, own.publicUrl), { name: 'Ada' });
  expect([answer.status, answer.headers.get('location')]).toEqual([503, null]);
  expect(joined).toEqual(['guest Ada 55']);
  expect(JSON.stringify(logger.lines)).toContain('ERR_JOIN_PLATFORM_ORIGIN');
});
