import { hkdfSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import {
  type Clock,
  codeOf,
  type EgressPolicy,
  InvalidInputError,
  type JoinAdapter,
  type Logger,
  type ManagerClient,
  type Plugin,
  type PluginDeps,
  type Random,
  SECOND_MS,
  type Store,
  UnavailableError,
} from '@vmrkit/core';
import {
  createVmrKit,
  Edge,
  type IntegrationRegistry,
  type Manager,
  SnapshotFile,
  type VmrKit,
  type VmrKitOptions,
} from '@vmrkit/sdk';
import type { Router } from 'express';
import { createAdmissionRouter } from '../admission-api/create-admission-router.ts';
import { connectionsFor, refuseUnserved, SERVED_ADAPTER } from '../admission-api/platform-connection.ts';
import { createClientRouter } from '../client-api/create-client-router.ts';
import { kitConfigOf, type ServerConfig } from '../config/server-config.ts';
import type { Environment } from '../environment.ts';
import { createAdminApp, createPublicApp } from '../http/create-apps.ts';
import { createManagerRouter } from '../manager-api/create-manager-router.ts';
import { HttpManagerClient } from '../manager-api/http-manager-client.ts';
import { countAlarms } from '../operations-api/count-alarms.ts';
import { createHealthRouter } from '../operations-api/create-health-router.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { Listener, type ListenOptions } from './listener.ts';
import { readCaCertificates } from './tls-files.ts';

/** What a process does: everything, only what faces stores and mail, or only what faces add-ins. */
export type Role = 'all' | 'manager' | 'edge';

/** What a server is made from. */
export interface VmrServerOptions {
  readonly role: Role;
  readonly config: ServerConfig;
  readonly environment: Pick<Environment, 'masterKeys' | 'managerSecret'>;
  readonly plugins: readonly Plugin[];
  readonly logger: Logger;
  /** Replaces bindings of the kit; see `createVmrKit`. */
  readonly configure?: VmrKitOptions['configure'];
}

/** Something that runs and is to be stopped, the youngest first. */
interface Running {
  stop(): Promise<void>;
}

/** One process of a deployment: its roles and its two listeners. */
export class VmrServer {
  readonly #running: Running[];
  readonly #listeners: Listeners;
  readonly #logger: Logger;

  private constructor(running: Running[], { listeners, logger }: StartedServer) {
    this.#running = running;
    this.#listeners = listeners;
    this.#logger = logger;
  }

  /** Starts all parts, or stops those that started and rejects with the reason. */
  static async start(options: VmrServerOptions): Promise<VmrServer> {
    const running: Running[] = [];
    try {
      const listeners = await startParts(options, running);
      return new VmrServer(running, { listeners, logger: options.logger });
    } catch (error) {
      await stopAll(running, options.logger);
      throw error;
    }
  }

  /** Origin of the public listener. */
  get publicUrl(): string {
    return this.#listeners.public.url;
  }

  /** Origin of the admin listener. */
  get adminUrl(): string {
    return this.#listeners.admin.url;
  }

  /** Takes no more requests, finishes those under way, lets leases and store go. */
  stop(): Promise<void> {
    return stopAll(this.#running, this.#logger);
  }
}

interface Listeners {
  readonly public: Listener;
  readonly admin: Listener;
}

interface StartedServer {
  readonly listeners: Listeners;
  readonly logger: Logger;
}

interface Parts {
  readonly kit: VmrKit;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: ServerMetrics;
}

async function startParts(options: VmrServerOptions, running: Running[]): Promise<Listeners> {
  const { role, config, logger } = options;
  refuseUnserved(config.platforms);
  const own: EgressPolicy['ownListeners'][number][] = [];
  const kit = createVmrKit({
    plugins: options.plugins,
    config: kitConfigOf(config),
    masterKeys: options.environment.masterKeys,
    logger,
    ownListeners: () => own,
    ...(options.configure === undefined ? {} : { configure: options.configure }),
  });
  running.push({ stop: () => kit.close() });
  const [clock, random] = [await kit.get('clock'), await kit.get('random')];
  const parts: Parts = { kit, clock, random, logger, metrics: new ServerMetrics() };
  const manager = role === 'edge' ? null : await startManager(parts, running);
  const edge =
    role === 'manager'
      ? null
      : await startEdge(manager ?? (await managersOf(options, { parts, running })), {
          options,
          parts,
          running,
        });
  const ready = async () => {
    await manager?.ready();
    if (edge !== null && !edge.isReady) {
      throw new UnavailableError('The edge has nothing to answer from yet.', {
        code: 'ERR_EDGE_NO_SNAPSHOT',
      });
    }
  };
  const health = () => createHealthRouter({ ready, logger });
  const shared = { ...parts, trustedProxies: config.public.trusted_proxies };
  const routers = [health(), ...(await apiRouters({ manager, edge, options, parts }))];
  const opened: Listener[] = [];
  // Side by side: slow clients of one may take as long as those of both.
  running.push({ stop: async () => void (await Promise.all(opened.map((each) => each.close()))) });
  const open = async (app: RequestListener, { listen, tls }: Omit<ListenOptions, 'logger'>) => {
    const listener = await Listener.open(app, { listen, tls, logger });
    opened.push(listener);
    own.push(listener.ownListener);
    return listener;
  };
  return {
    admin: await open(createAdminApp({ ...shared, routers: [health()] }), {
      listen: config.admin.listen,
      tls: null,
    }),
    public: await open(createPublicApp({ ...shared, routers }), config.public),
  };
}

interface RouterParts {
  readonly manager: Manager | null;
  readonly edge: Edge | null;
  readonly options: VmrServerOptions;
  readonly parts: Parts;
}

async function apiRouters({ manager, edge, options, parts }: RouterParts): Promise<Router[]> {
  const { config, environment, logger } = options;
  const { metrics } = parts;
  const routers: Router[] = [];
  if (edge !== null) {
    const { requests_per_minute: requestsPerMinute } = config.public;
    routers.push(createClientRouter({ edge, requestsPerMinute, metrics, logger }));
  }
  if (manager !== null) {
    routers.push(createManagerRouter({ manager, secret: environment.managerSecret, logger }));
    const connections = connectionsFor(config.platforms, SERVED_ADAPTER);
    const adapter = await joinAdapter(parts.kit, SERVED_ADAPTER);
    routers.push(
      createAdmissionRouter({
        connections,
        adapter,
        admit: (question) => manager.admit(question),
        metrics,
        logger,
      }),
    );
  }
  return routers;
}

async function joinAdapter(kit: VmrKit, name: string): Promise<JoinAdapter> {
  const plugins = await kit.get('plugins');
  const deps: PluginDeps = await kit.get('pluginDeps');
  return plugins.create('join-adapter', { name, deps });
}

async function startManager({ kit, clock, metrics }: Parts, running: Running[]): Promise<Manager> {
  const manager = await kit.get('manager');
  running.push(manager);
  await manager.start();
  const registry: IntegrationRegistry = await kit.get('integrationRegistry');
  const store: Store = await kit.get('store');
  metrics.showAlarms(() => countAlarms(store, registry));
  metrics.showAnswerQueues(() =>
    manager.answerQueues().map(({ oldestAt, ...queue }) => {
      const oldestSeconds = oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt) / SECOND_MS;
      return { ...queue, oldestSeconds };
    }),
  );
  metrics.showRenderingCosts(() => manager.renderingCosts());
  return manager;
}

interface EdgeParts {
  readonly options: VmrServerOptions;
  readonly parts: Parts;
  readonly running: Running[];
}

async function startEdge(managers: ManagerClient, { options, parts, running }: EdgeParts) {
  const { config, environment, logger } = options;
  const { clock, random } = parts;
  const secret = environment.managerSecret ?? environment.masterKeys[0]?.key;
  if (secret === undefined) throw missing('VMRKIT_MANAGER_SECRET');
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'vmrkit edge snapshot', 32));
  const edge = new Edge({
    ...{ managers, clock, random, logger },
    file: new SnapshotFile({ path: config.edge.snapshot_file, key, logger }),
    refreshMs: config.edge.refresh_ms,
  });
  running.push(edge);
  await edge.start();
  return edge;
}

/** The managers in other processes. */
async function managersOf(
  { config, environment, logger }: VmrServerOptions,
  { parts, running }: { readonly parts: Parts; readonly running: Running[] },
): Promise<ManagerClient> {
  const { manager_url: url, manager_ca_file: caFile } = config.edge;
  const { managerSecret: secret } = environment;
  if (secret === null) throw missing('VMRKIT_MANAGER_SECRET');
  if (url === null) {
    throw new InvalidInputError('An edge needs edge.manager_url.', { code: 'ERR_CONFIG_INCOMPLETE' });
  }
  const caCertificates = caFile === null ? null : await readCaCertificates(caFile);
  const client = new HttpManagerClient({ url, secret, caCertificates, clock: parts.clock, logger });
  running.push({ stop: () => client.close() });
  return client;
}

function missing(variable: string): InvalidInputError {
  return new InvalidInputError(`The environment variable ${variable} is missing.`, {
    code: 'ERR_CONFIG_INCOMPLETE',
  });
}

/** One part that cannot be stopped keeps none of the others from it. */
async function stopAll(running: Running[], logger: Logger): Promise<void> {
  for (const each of running.splice(0).reverse()) {
    await each.stop().catch((error: unknown) => {
      logger.error('A part could not be stopped.', {
        code: codeOf(error),
      });
    });
  }
}
