import { createManagerClient } from '@vmrkit/core/composition';
import { jsonPlatformPlugin } from '@vmrkit/platform-json';
import { PluginRegistry } from '@vmrkit/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Listener } from '../runtime/listener.ts';
import { shippedFeatures } from '../runtime/shipped-features.ts';
import { appsOf, featureParts } from './features.fixture.ts';
import type { RouteDescription } from './route.ts';

/** Routes that answer everybody. */
const open = [
  'GET /healthz',
  'GET /readyz',
  // A pane whose client gives no token may begin; nothing comes of it until somebody signs in.
  'POST /api/client/v2/msexchange_schedulers/{id}/sign_ins',
  // Whoever signs in has nothing to prove oneself with yet.
  'POST /api/admin/v1/session',
  'POST /api/admin/v1/first_administrator',
  'GET /api/admin/v1/sign_in_providers',
];

const reached: string[] = [];
const asked = (name: string) => async () => {
  reached.push(name);
  throw new Error('Nobody may get here.');
};
const platform = {
  name: 'p',
  adapter: 'json',
  tenants: 'all',
  credentials: { bearer_sha256: '0'.repeat(64) },
};
const parts = featureParts({
  kit: {
    edge: { reserve: asked('edge'), knows: () => false },
    manager: { ...createManagerClient(asked('manager')), admit: asked('admit') },
    managers: createManagerClient(asked('managers')),
    plugins: new PluginRegistry([jsonPlatformPlugin]),
    platformWatch: { servedBy: async () => undefined },
    joinLinks: { usePlatforms: () => undefined },
  },
  config: { platforms: [platform] },
  managerSecret: 'secret',
});

interface ListenedRoute extends RouteDescription {
  /** Where it is served first. */
  readonly listener: 'public' | 'admin';
}

let listeners: Record<'public' | 'admin', Listener>;
let routes: readonly ListenedRoute[];
beforeEach(async () => {
  const served = await Promise.all(
    shippedFeatures.map(async (feature) => {
      const { routes: own = [], mount } = await feature.open(parts);
      const [listener = 'public'] = feature.listeners;
      return [...own, ...(mount?.described ?? [])].map((each): ListenedRoute => ({ ...each, listener }));
    }),
  );
  routes = served.flat();
  const apps = await appsOf(shippedFeatures, parts);
  const open = (name: 'public' | 'admin') =>
    Listener.open(apps[name], { listen: '127.0.0.1:0', tls: null, logger: parts.logger });
  listeners = { public: await open('public'), admin: await open('admin') };
});
afterEach(() => Promise.all([listeners.public.close(), listeners.admin.close()]));

describe('the features of the server', () => {
  it('have names, and routes with ids, that are theirs alone', () => {
    for (const names of [shippedFeatures.map(({ name }) => name), routes.map(({ id }) => id)]) {
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('let nobody past without proof, and read no body of a stranger', async () => {
    const passed: string[] = [];
    for (const { method, path, params, body, listener } of routes) {
      const name = `${method.toUpperCase()} ${path}`;
      for (const field of Object.keys(params?.shape ?? {})) expect(path).toContain(`{${field}}`);
      const url = `${listeners[listener].url}${path.replace(/\{\w+\}/g, 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10')}`;
      const answer = await fetch(url, { method: method.toUpperCase(), ...(body && { body: '{bad' }) });
      if (answer.status !== 401) passed.push(name);
    }
    expect(passed).toEqual(open);
    expect(reached).toEqual([]);
  });
});
