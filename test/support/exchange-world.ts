import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddIn,
  Deployment,
  type DeploymentOptions,
  Organizer,
  Platform,
  type SandboxProcess,
  startSandbox,
} from '@vmrkit/example-demo';
import type { SandboxClient, SandboxSettingsInput } from '@vmrkit/sandbox';
import { plantSecret, withoutSecrets } from './planted-secrets.ts';
import { openSlowLink, type SlowLink } from './slow-link.ts';

/** What an {@link ExchangeWorld} is made from. */
export interface ExchangeWorldOptions
  extends Pick<DeploymentOptions, 'provider' | 'worker' | 'limits' | 'program' | 'onLine'> {
  readonly sandbox?: SandboxSettingsInput;
  /** Added to each round trip between the servers and Exchange. */
  readonly roundTripMs?: number;
}

/** A sandbox in a process of its own, and a deployment of the real command line that is ready to be started. */
export class ExchangeWorld {
  readonly folder: string;
  readonly exchange: SandboxProcess;
  readonly deployment: Deployment;
  readonly addIn: AddIn;
  readonly organizer: Organizer;
  readonly platform: Platform;

  readonly #link: SlowLink | null;

  private constructor(
    parts: Pick<ExchangeWorld, 'folder' | 'exchange' | 'deployment'>,
    link: SlowLink | null,
  ) {
    this.#link = link;
    this.folder = parts.folder;
    this.exchange = parts.exchange;
    this.deployment = parts.deployment;
    const { managerUrl, edgeUrl, platformCredential } = parts.deployment;
    this.addIn = new AddIn(parts.exchange.client, edgeUrl);
    this.organizer = new Organizer(parts.exchange.client);
    this.platform = new Platform(managerUrl, platformCredential);
  }

  /** Starts the sandbox and imports the demo's two integrations; starts no server. */
  static async create(options: ExchangeWorldOptions = {}): Promise<ExchangeWorld> {
    const { sandbox = {}, roundTripMs = 0, ...server } = options;
    const folder = await mkdtemp(join(tmpdir(), 'vmrkit-test-'));
    const near = await startSandbox(folder, sandbox);
    const link = roundTripMs === 0 ? null : await openSlowLink(near.url, roundTripMs);
    const exchange = link === null ? near : { ...near, url: link.url };
    try {
      const onLine = (line: string) => server.onLine?.(withoutSecrets(line)) ?? void withoutSecrets(line);
      const deployment = await Deployment.prepare({ folder, exchange, ...server, onLine });
      plantSecret(deployment.platformCredential);
      return new ExchangeWorld({ folder, exchange, deployment }, link);
    } catch (error) {
      await link?.close();
      await exchange.child.stop();
      throw error;
    }
  }

  /** Drives the sandbox. */
  get sandbox(): SandboxClient {
    return this.exchange.client;
  }

  /** The store's file, for a look when no manager runs. */
  get storeFile(): string {
    return join(this.folder, 'vmrkit.db');
  }

  /** Ends the sandbox and removes the folder; stop the servers before. */
  async close(): Promise<void> {
    await this.#link?.close();
    await this.exchange.child.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
