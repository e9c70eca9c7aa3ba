import { type Child, integrations } from '@vmrkit/example-demo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { reserved } from './scenario-table.ts';

const servers: Child[] = [];
let world: ExchangeWorld;
let tag = '';

beforeAll(async () => {
  world = await ExchangeWorld.create();
  const manager = await world.deployment.start('manager');
  servers.push(await world.deployment.start('edge'));
  await world.addIn.reserve(integrations.sales);
  await manager.stop();
  const { html } = await world.addIn.reserve(integrations.sales);
  const text = html.replaceAll(/<[^>]*>|\s/g, '');
  tag = /TOK:-[^#]+#/.exec(text)?.[0] ?? '';
  servers.push(await world.deployment.start('manager'));
  await reserved(world, integrations.sales);
});

afterAll(async () => {
  await Promise.all(servers.map((child) => child.stop()));
  await world.close();
});

it('[S7.3a] the token tag of an invitation opens no API', async () => {
  expect(tag.length).toBeGreaterThan(100);
  const { managerUrl, edgeUrl } = world.deployment;
  const reservations = `/api/client/v2/msexchange_schedulers/${integrations.sales.id}/reservations`;
  const draft = { draft_key: null, language: null };
  const doors: readonly (readonly [url: string, method: string, body: unknown])[] = [
    [edgeUrl + reservations, 'POST', draft],
    [`${managerUrl}/api/admission/v1/decisions`, 'POST', { alias: '55000000' }],
    [`${managerUrl}/api/manager/v1/snapshot`, 'GET', undefined],
  ];
  for (const credential of [tag, tag.slice('TOK:-'.length, -1)]) {
    for (const [url, method, body] of doors) {
      const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
      const response = await fetch(url, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      });
      expect(response.status, url).toBe(401);
    }
  }
});
