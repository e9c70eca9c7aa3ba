import type { RequestListener } from 'node:http';
import {
  type Clock,
  codeOf,
  type Logger,
  type Plugin,
  type Random,
  SECOND_MS,
  UnavailableError,
} from '@vmrkit/core';
import type { EgressPolicy, Store } from '@vmrkit/core/composition';
import {
  createVmrKit,
  type Edge,
  type IntegrationRegistry,
  type Manager,
  type VmrKit,
  type VmrKitOptions,
} from '@vmrkit/sdk';
import type { Router } from 'express';
import { createAdmissionRouter } from '../admission-api/create-admission-router.ts';
import { openConnections, refuseUnserved } from '../admission-api/platform-connection.ts';
import { createClientRouter } from '../client-api/create-client-router.ts';
import { kitConfigOf, type ServerConfig } from '../config/server-config.ts';
import type { Environment } from '../environment.ts';
import { createAdminApp, createPublicApp } from '../http/create-apps.ts';
import { createManagerRouter } from '../manager-api/create-manager-router.ts';
import { countAlarms } from '../operations-api/count-alarms.ts';
import { createHealthRouter } from '../operations-api/create-health-router.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { handleLimit, neededHandles, watchHandles } from './file-handles.ts';
import { Listener, type ListenOptions } from './listener.ts';
import type { LogState } from './log-destination.ts';
import { openEdge, type Running } from './open-edge.ts';
import { readTls } from './tls-files.ts';
import { watchLog } from './watch-log.ts';

/** What a process does: everything, only what faces stores and mail, or only what faces add-ins. */
export type Role = 'all' | 'manager' | 'edge';

/** What a server is made from. */
export interface VmrServerOptions {
  readonly role: Role;
  readonly config: ServerConfig;
  readonly environment: Pick<Environment, 'masterKeys' | 'managerSecret'>;
  readonly plugins: readonly Plugin[];
  readonly logger: Logger;
  /** How the log's destination does, for metrics and the alarm; without it nobody can tell. */
  logState?(): LogState;
  /** Replaces bindings of the kit; see `createVmrKit`. */
  readonly configure?: VmrKitOptions['configure'];
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

  /** Opens all parts, then starts them; where one cannot be opened, nothing was started and it rejects with the reason. */
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

/** Opens everything that can fail; nothing works mail or asks managers before all of it is open. */
async function startParts(options: VmrServerOptions, running: Running[]): Promise<Listeners> {
  const { role, config, logger } = options;
  refuseUnserved(config.platforms);
  // Before the store is opened: a start that fails at this makes none.
  const tls = config.public.tls === null ? null : await readTls(config.public.tls);
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
  const manager = role === 'edge' ? null : await openManager(parts, running);
  const edge =
    role === 'manager' ? null : await openEdge(manager, { server: options, clock, random, running });
  let started = false;
  const ready = async () => {
    if (!started) {
      throw new UnavailableError('The server is starting.', { code: 'ERR_SERVER_STARTING' });
    }
    await manager?.ready();
    if (edge !== null && !edge.isReady) {
      throw new UnavailableError('The edge has nothing to answer from yet.', {
        code: 'ERR_EDGE_NO_SNAPSHOT',
      });
    }
  };
  const listeners = await openListeners({ manager, edge, options, parts }, { ready, own, running, tls });
  const { logState: state } = options;
  if (state !== undefined) {
    parts.metrics.showDroppedLines(() => state().dropped);
    running.push(watchLog({ state, logger, alarms: manager === null ? null : await kit.get('alarms') }));
  }
  const integrations = manager === null ? [] : (await kit.get('integrationRegistry')).all();
  const needed = neededHandles(integrations.map(({ record }) => record.mailbox?.mailboxes.length ?? 0));
  running.push(watchHandles({ limit: handleLimit(), needed, logger }));
  await manager?.start();
  await edge?.start();
  started = true;
  return listeners;
}

interface RouterParts {
  readonly manager: Manager | null;
  readonly edge: Edge | null;
  readonly options: VmrServerOptions;
  readonly parts: Parts;
}

interface ListenerParts {
  ready(): Promise<void>;
  /** Gets where it listens. */
  readonly own: EgressPolicy['ownListeners'][number][];
  readonly running: Running[];
  /** Of the public listener. */
  readonly tls: ListenOptions['tls'];
}

async function openListeners(
  served: RouterParts,
  { ready, own, running, tls }: ListenerParts,
): Promise<Listeners> {
  const { config, logger } = served.options;
  const health = () => createHealthRouter({ ready, logger });
  const shared = { ...served.parts, trustedProxies: config.public.trusted_proxies };
  const routers = [health(), ...(await apiRouters(served))];
  const opened: Listener[] = [];
  // Side by side: slow clients of one may take as long as those of both.
  running.push({ stop: async () => void (await Promise.all(opened.map((each) => each.close()))) });
  const open = async (app: RequestListener, options: Omit<ListenOptions, 'logger'>) => {
    const listener = await Listener.open(app, { ...options, logger });
    opened.push(listener);
    own.push(listener.ownListener);
    return listener;
  };
  return {
    admin: await open(createAdminApp({ ...shared, routers: [health()] }), {
      listen: config.admin.listen,
      tls: null,
    }),
    public: await open(createPublicApp({ ...shared, routers }), { listen: config.public.listen, tls }),
  };
}

async function apiRouters({ manager, edge, options, parts }: RouterParts): Promise<Router[]> {
  const { config, environment, logger } = options;
  const { metrics, kit } = parts;
  const routers: Router[] = [];
  if (edge !== null) {
    const { requests_per_minute: requestsPerMinute } = config.public;
    routers.push(createClientRouter({ edge, requestsPerMinute, metrics, logger }));
  }
  if (manager !== null) {
    routers.push(createManagerRouter({ manager, secret: environment.managerSecret }));
    const connections = await openConnections(config.platforms, kit);
    routers.push(
      createAdmissionRouter({
        connections,
        admit: (question) => manager.admit(question),
        metrics,
        logger,
      }),
    );
  }
  return routers;
}

async function openManager({ kit, clock, metrics, logger }: Parts, running: Running[]): Promise<Manager> {
  const { store: choice } = await kit.get('config');
  const found = await (await kit.get('plugins')).probeStore(choice);
  const manager = await kit.get('manager');
  if (found === 'absent') {
    logger.warn('There was no store: a new one was made. Check the configuration if there should be one.', {
      store: choice.name,
      folder: process.cwd(),
    });
  }
  running.push(manager);
  await manager.open();
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
