import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { instant, type PluginDeps, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { type GraphSettings, graphSettingsSchema } from '../settings.ts';

/** What the kit lends, for real; each time another kit's. */
export function testDeps(more: Partial<PluginDeps> = {}): PluginDeps {
  return {
    clock: {
      now: () => instant(Date.now()),
      monotonicMs: () => performance.now(),
      sleep: async (milliseconds, signal) => {
        await sleep(milliseconds, undefined, signal ? { signal } : {});
      },
    },
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    logger: silentLogger,
    // Every host is called at the loopback address.
    http: createHttp({
      egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
    }),
    ...more,
  };
}

/** Id of the application in tests. */
export const CLIENT_ID = '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c10';

/** Settings for servers on loopback. */
export function testSettings(
  url: string,
  { limits, ...more }: Readonly<Record<string, unknown>> = {},
): GraphSettings {
  return graphSettingsSchema.parse({
    tenant_id: '11111111-2222-4333-8444-555555555555',
    client_id: CLIENT_ID,
    client_secret: 's3cret',
    authority_url: url,
    graph_url: `${url}/graph`,
    limits: { poll_interval_ms: 200, ...(limits as object | undefined) },
    ...more,
  });
}
