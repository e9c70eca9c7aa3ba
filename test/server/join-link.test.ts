import { instant } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
