import { silentLogger } from '@vmrkit/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appsOf, featureParts } from '../http/features.fixture.ts';
import { Listener } from '../runtime/listener.ts';
import { adminPageFeature } from './admin-page-feature.ts';

let admin: Listener;
let open: Listener;

beforeAll(async () => {
  const apps = await appsOf([adminPageFeature], featureParts());
  const options = { listen: '127.0.0.1:0', tls: null, logger: silentLogger };
  [admin, open] = [await Listener.open(apps.admin, options), await Listener.open(apps.public, options)];
});
afterAll(async () => {
  await admin.close();
  await open.close();
});

describe('the admin page', () => {
  test.each(['/', '/admin'])('%s leads to it', async (path) => {
    const { status, headers } = await fetch(`${admin.url}${path}`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, '/admin/']);
  });

  test('what is no file of it is not there, whatever it is called', async () => {
    for (const name of ['none.js', '..%2ffiles.json', 'files.json']) {
      const { status, headers } = await fetch(`${admin.url}/admin/assets/${name}`);
      expect([404, 503]).toContain(status);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  test('is not on the public listener', async () => {
    for (const path of ['/', '/admin/']) expect((await fetch(`${open.url}${path}`)).status).toBe(404);
  });
});
