import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchangeIdentityVerifierPlugin } from '@vmrkit/auth-exchange';
import type { Clock, Logger } from '@vmrkit/core';
import type { EgressPolicy } from '@vmrkit/http';
import { ewsMailboxProviderPlugin } from '@vmrkit/provider-ews';
import { createVmrKit, type KitConfig, tokens } from '@vmrkit/sdk';
import { nunjucksTemplateEnginePlugin } from '@vmrkit/templates-nunjucks';
import { createRoomsApp } from './create-rooms-app.ts';
import { journalStorePlugin } from './journal-database.ts';

/** What the app is opened with. */
export interface AppOptions {
  /** Where the app's own store keeps everything. */
  readonly storeFile: string;
  /** 32 bytes from which all keys are drawn. Keep it: without it the store cannot be read. */
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The integrations, as docs/guides/integration-record.md describes them. */
  readonly records: readonly object[];
  /** Whether integrations may name this machine; for trials. */
  readonly allowLoopback?: boolean;
}

/** The app at work. */
export interface RunningApp {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the app: saves its integrations, follows their mailboxes, and listens on a free port of this machine. */
export async function openApp(options: AppOptions): Promise<RunningApp> {
  const ownListeners: EgressPolicy['ownListeners'][number][] = [];
  const kit = createVmrKit({
    plugins: [
      journalStorePlugin,
      ewsMailboxProviderPlugin,
      exchangeIdentityVerifierPlugin,
      nunjucksTemplateEnginePlugin,
    ],
    config: {
      store: { name: 'journal', settings: { file: options.storeFile } },
      egress: { allow_loopback: options.allowLoopback ?? false },
      registry_poll_ms: 1_000,
    } satisfies Partial<Record<keyof KitConfig, unknown>>,
    masterKeys: [{ id: 'app', key: options.masterKey }],
    logger: options.logger,
    ownListeners: () => ownListeners,
    configure: (container) => {
      container.rebind(tokens.clock).toConstantValue(options.clock);
    },
  });
  const records = await kit.get('integrationRecords');
  for (const record of options.records) await records.save(record);
  const manager = await kit.get('manager');
  await manager.start();
  const server = await listen(createRoomsApp(manager));
  const { address, port } = server.address() as AddressInfo;
  ownListeners.push({ address, port, machineAddresses: [address] });
  return {
    url: `http://${address}:${port}`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await manager.stop();
      await kit.close();
    },
  };
}

function listen(app: ReturnType<typeof createRoomsApp>): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server));
    server.once('error', reject);
  });
}
