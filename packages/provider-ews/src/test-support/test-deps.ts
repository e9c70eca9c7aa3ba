import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { instant, type MailboxProvider, type PluginDeps, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { type EwsSettings, ewsSettingsSchema } from '../settings.ts';

/** What the kit lends, for real. */
export const testDeps: PluginDeps = {
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
};

/** Settings for a server on loopback. */
export function testSettings(url: string, more: Readonly<Record<string, unknown>> = {}): EwsSettings {
  return ewsSettingsSchema.parse({
    ews_url: url,
    service_account_username: 'corp\\svc',
    service_account_password: 'pässword',
    ...more,
  });
}

/** A provider for a server on loopback. */
export function testProvider(url: string, more: Readonly<Record<string, unknown>> = {}): MailboxProvider {
  return createEwsMailboxProvider(testSettings(url, more), testDeps);
}
