import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Caller,
  definePlugin,
  instant,
  type Logger,
  NotAuthenticatedError,
  type Plugin,
} from '@vmrkit/core';
import { createVmrKit, type VmrKit } from '@vmrkit/sdk';
import {
  type Environment,
  type Role,
  type ServerConfig,
  serverConfigSchema,
  shippedPlugins,
  VmrServer,
  type VmrServerOptions,
} from '@vmrkit/server';
import {
  createEwsLikeWorld,
  createWeakMemoryDatabase,
  type FakeMailboxWorld,
  type PortStep,
  type StepHook,
} from '@vmrkit/testing';
import { z } from 'zod';
import { withoutSecrets } from '../support/planted-secrets.ts';

export const INTEGRATION = 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10';
export const RESERVATIONS = `/api/client/v2/msexchange_schedulers/${INTEGRATION}/reservations`;
export const PLATFORM_TOKEN = 'platform-token';

const record = {
  id: INTEGRATION,
  general: { name: 'Sales' },
  mailbox: {
    provider: 'world',
    settings: {},
    mailboxes: [{ name: 'VMR booking', email: 'vmr@example.com' }],
  },
  single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
  add_in: {
    server_fqdn: 'vmr.example.com',
    pane: { title: { default: 'Hello', by_language: { de: 'Hallo' } } },
  },
  callers: [{ provider: 'trusting' }],
};

/** Throws at a line that tells a planted secret. */
const heard = (message: string, fields: object = {}) => {
  const line = withoutSecrets(JSON.stringify({ message, ...fields }));
  // With where it happened, which no answer tells.
  if (message === 'A request failed unexpectedly.') process.stderr.write(`${line}\n`);
};
const heardLogger: Logger = {
  debug: heard,
  info: heard,
  warn: heard,
  error: heard,
  child: () => heardLogger,
};

/** Processes of one deployment over one mail world and one store, all in memory but the edges' snapshots. */
export class ServerWorld {
  readonly world: FakeMailboxWorld;
  readonly folder: string;
  readonly #database = createWeakMemoryDatabase();
  readonly #servers: VmrServer[] = [];
  /** What the servers asked of the first mailbox. */
  readonly steps: PortStep[] = [];
  /** Called before and after each of it. */
  onStep: StepHook = async () => undefined;
  readonly #others = new Map<string, FakeMailboxWorld>();
  readonly environment: Pick<Environment, 'masterKeys' | 'managerSecret'> = {
    masterKeys: [{ id: 'k1', key: Buffer.alloc(32, 7) }],
    managerSecret: 'edges-and-managers-share-this-secret',
  };

  private constructor(folder: string) {
    this.folder = folder;
    this.world = createEwsLikeWorld({ email: 'vmr@example.com' });
  }

  static async create(): Promise<ServerWorld> {
    return new ServerWorld(await mkdtemp(join(tmpdir(), 'vmrkit-server-')));
  }

  /** The mail world as seen from another mailbox of the integration's pool. */
  mailboxWorld(email: string): FakeMailboxWorld {
    const known = this.#others.get(email) ?? this.world.addMailbox(email);
    this.#others.set(email, known);
    return known;
  }

  /** Saves the one integration, by way of a kit of its own. */
  async importRecord(changes: object = {}, plugins = this.plugins): Promise<void> {
    const save = async (kit: VmrKit) => (await kit.get('integrationRecords')).save({ ...record, ...changes });
    await this.withKit(save, plugins);
  }

  /** Runs `use` with a kit over the deployment's store. */
  async withKit<T>(use: (kit: VmrKit) => Promise<T>, plugins = this.plugins): Promise<T> {
    const { masterKeys } = this.environment;
    const kit = createVmrKit({ plugins, config: this.#kit, masterKeys });
    try {
      return await use(kit);
    } finally {
      await kit.close();
    }
  }

  config(changes: object = {}): ServerConfig {
    return serverConfigSchema.parse({
      ...this.#kit,
      public: { listen: '127.0.0.1:0' },
      admin: { listen: '127.0.0.1:0' },
      edge: { snapshot_file: join(this.folder, 'edge.snapshot'), refresh_ms: 200 },
      platforms: [
        {
          name: 'demo',
          adapter: 'json',
          credentials: { bearer_sha256: createHash('sha256').update(PLATFORM_TOKEN).digest('hex') },
          tenants: ['default'],
        },
      ],
      ...changes,
    });
  }

  async start(
    role: Role,
    options: { readonly config?: object; readonly logger?: Logger } & Pick<VmrServerOptions, 'configure'> &
      Partial<Pick<VmrServerOptions, 'plugins'>> = {},
  ): Promise<VmrServer> {
    const { config = {}, logger = heardLogger, ...rest } = options;
    const server = await VmrServer.start({
      role,
      logger,
      environment: this.environment,
      plugins: this.plugins,
      ...rest,
      config: this.config(config),
    });
    this.#servers.push(server);
    return server;
  }

  /** The configuration of an edge of the managers at `url`. */
  edgeConfig(url: string): object {
    return {
      edge: { manager_url: url, snapshot_file: join(this.folder, 'edge.snapshot'), refresh_ms: 200 },
    };
  }

  async close(): Promise<void> {
    for (const server of this.#servers) await server.stop();
    await this.world.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  get plugins(): readonly Plugin[] {
    const step: StepHook = async (at) => {
      this.steps.push(at);
      await this.onStep(at);
    };
    const ports = this.world.connect({ step });
    return [
      ...shippedPlugins,
      definePlugin({
        kind: 'store',
        name: 'memory',
        settingsSchema: z.strictObject({}),
        description: { title: 'Of the tests', documentation: '', fields: {} },
        create: () => this.#database.connect(),
      }),
      definePlugin({
        kind: 'mailbox-provider',
        name: 'world',
        settingsSchema: z.strictObject({}),
        description: { title: 'Of the tests', documentation: '', fields: {} },
        create: () => ({
          equipmentMailbox: (email) =>
            email === this.world.email ? ports.mailbox : this.mailboxWorld(email).mailbox,
          organizerCalendars: () => ports.calendars,
          check: async () => undefined,
          close: async () => undefined,
        }),
      }),
      definePlugin({
        kind: 'caller-verifier',
        name: 'trusting',
        settingsSchema: z.strictObject({}),
        description: { title: 'Of the tests', documentation: '', fields: {} },
        create: () => ({
          recognises: () => true,
          async verify(token, { integration, at }): Promise<Caller> {
            if (token.startsWith('good')) {
              return {
                ...integration,
                key: token,
                provider: 'trusting',
                expiresAt: instant(at + 1),
              };
            }
            throw new NotAuthenticatedError('The token is bad.', { code: 'ERR_TOKEN_SIGNATURE' });
          },
        }),
      }),
    ];
  }

  readonly #kit = {
    store: { name: 'memory' },
    egress: { allow_loopback: true },
    registry_poll_ms: 200,
    worker: { poll_ms: 50, lease_beat_ms: 100, lease_timeout_ms: 400 },
  };
}

/** One request, with a JSON body when there is one. */
export async function ask(
  url: string,
  {
    method = 'POST',
    token,
    body,
    headers = {},
  }: {
    readonly method?: string;
    readonly token?: string;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  } = {},
) {
  const response = await fetch(url, {
    method,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = withoutSecrets(await response.text());
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === '' ? null : safeJson(text),
  };
}

function safeJson(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
