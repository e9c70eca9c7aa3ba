import { codeOf, type LogFields, type Logger, type Plugin } from '@vmrkit/core';
import type { EgressPolicy } from '@vmrkit/http';
import { createVmrKit, type EdgeSettings, tokens, type VmrKit, type VmrKitOptions } from '@vmrkit/sdk';
import { offerFirstAdministrator } from '../admin-accounts/first-administrator.ts';
import { openAccess } from '../admin-accounts/open-access.ts';
import { openConnections } from '../admission-api/open-connections.ts';
import { kitConfigOf, type ServerConfig } from '../config/server-config.ts';
import type { Environment } from '../environment.ts';
import { createApp } from '../http/create-app.ts';
import { createRouters, type ServerRouters } from '../http/create-routers.ts';
import type { Role } from '../http/server-feature.ts';
import { managerAddress, openManagers } from '../manager-api/open-managers.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { traceHttp } from '../tracing/trace-http.ts';
import { traceMailboxes } from '../tracing/trace-mailboxes.ts';
import { handleLimit, neededHandles, watchHandles } from './file-handles.ts';
import { Listener, type ListenOptions } from './listener.ts';
import type { LogState } from './log-destination.ts';
import { noteOldManifests } from './note-old-manifests.ts';
import { type OpenRoles, openRoles, type Running } from './open-roles.ts';
import { sampleQueues } from './sample-queues.ts';
import { shippedFeatures } from './shipped-features.ts';
import { readTls } from './tls-files.ts';
import { watchCertificates } from './watch-certificates.ts';
import { watchLog } from './watch-log.ts';
import { refuseAbsentStore, storeOf } from './with-kit.ts';

/** What a server is made from. */
export interface VmrServerOptions {
  readonly role: Role;
  readonly config: ServerConfig;
  readonly environment: Pick<Environment, 'masterKeys' | 'managerSecret'> &
    Partial<Pick<Environment, 'webProxyPassword'>>;
  /** All of them: those of the packages that `config.plugins` names are loaded before, by `loadPlugins`. */
  readonly plugins: readonly Plugin[];
  readonly logger: Logger;
  /** False: a manager is refused where there is no store yet. Default: it makes one. */
  readonly mayMakeStore?: boolean;
  /** Whether a start without any account writes the code for the first administrator into its file. */
  readonly offersFirstAdministrator?: boolean;
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
  /** What it works on, for the line that tells of its start. */
  readonly works: LogFields;

  private constructor(running: Running[], { listeners, logger, works }: StartedServer) {
    this.#running = running;
    this.#listeners = listeners;
    this.works = works;
    this.#logger = logger;
  }

  /** Opens all parts, then starts them; where one cannot be opened, nothing was started and it rejects with the reason. */
  static async start(options: VmrServerOptions): Promise<VmrServer> {
    const running: Running[] = [];
    try {
      const { listeners, works } = await startParts(options, running);
      return new VmrServer(running, { listeners, works, logger: options.logger });
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

interface StartedParts {
  readonly listeners: Listeners;
  readonly works: LogFields;
}

interface StartedServer extends StartedParts {
  readonly logger: Logger;
}

/** Opens everything that can fail; nothing works mail or asks managers before all of it is open. */
async function startParts(options: VmrServerOptions, running: Running[]): Promise<StartedParts> {
  const { role, config, logger, environment, logState: state } = options;
  // Certificates and platforms come before the store: a start that fails at them makes none.
  const tls = { public: await readTls(config, 'public'), admin: await readTls(config, 'admin') };
  const own: EgressPolicy['ownListeners'][number][] = [];
  const metrics = new ServerMetrics();
  const kit = createVmrKit({
    plugins: traceMailboxes(options.plugins, metrics.traffic),
    config: kitConfigOf(config),
    masterKeys: environment.masterKeys,
    webProxyPassword: environment.webProxyPassword ?? null,
    logger,
    ownListeners: () => own,
    ...(role === 'manager' ? {} : { edge: edgeSettings(options, running) }),
    configure: (container) => {
      container.onActivation(tokens.http, (_, http) => traceHttp(http));
      options.configure?.(container);
    },
  });
  running.push({ stop: () => kit.close() });
  if (role !== 'edge') await openConnections(config.platforms, kit);
  if (role !== 'edge' && options.mayMakeStore === false) await refuseAbsentStore(kit, { config, file: null });
  const roles = await openRoles({ role, kit, metrics, running });
  const routers = await createRouters(kit, {
    features: shippedFeatures.filter((feature) => feature.roles.includes(role)),
    config,
    managerSecret: environment.managerSecret,
    metrics,
    alive: roles.alive,
    ready: roles.ready,
    takeAll: true,
  });
  // Stopped after the listeners, and before what it writes to.
  running.push({ stop: () => routers.settled() });
  const listeners = await openListeners(routers, { config, tls, logger, own, running });
  if (roles.manager !== null) {
    const clock = await kit.get('clock');
    running.push(sampleQueues(roles.manager, { traffic: metrics.traffic, clock }));
  }
  const alarms = roles.manager === null ? null : await kit.get('alarms');
  running.push(watchCertificates({ config, logger, alarms }));
  if (state !== undefined) {
    metrics.showDroppedLines(() => state().dropped);
    running.push(watchLog({ state, logger, alarms }));
  }
  running.push(await watchNeededHandles(roles, { kit, logger }));
  await roles.start();
  if (roles.manager !== null && options.offersFirstAdministrator) {
    await offerFirstAdministrator({ config, access: await openAccess(kit), logger });
  }
  if (roles.manager !== null) void noteOldManifests(await kit.get('integrationRecords'), logger);
  return { listeners, works: await worksOf(roles, { kit, config }) };
}

/** The snapshot is drawn from the managers' secret, or where no edge stands apart from the first master key. */
function edgeSettings(
  { role, config, environment: { managerSecret, masterKeys } }: VmrServerOptions,
  running: Running[],
): EdgeSettings {
  const settings = {
    snapshotFile: config.edge.snapshot_file,
    refreshMs: config.edge.refresh_ms,
    secret: managerSecret ?? masterKeys[0]?.key ?? '',
  };
  if (role !== 'edge') return settings;
  return {
    ...settings,
    async managers(parts) {
      const client = await openManagers(managerAddress(config, managerSecret), parts);
      running.push({ stop: () => client.close() });
      return client;
    },
  };
}

interface ListenersOptions {
  readonly config: ServerConfig;
  readonly tls: Readonly<Record<keyof Listeners, ListenOptions['tls']>>;
  readonly logger: Logger;
  /** Gets where it listens. */
  readonly own: EgressPolicy['ownListeners'][number][];
  readonly running: Running[];
}

async function openListeners(
  routers: ServerRouters,
  { config, tls, logger, own, running }: ListenersOptions,
): Promise<Listeners> {
  const opened: Listener[] = [];
  // Side by side: slow clients of one may take as long as those of both.
  running.push({ stop: async () => void (await Promise.all(opened.map((each) => each.close()))) });
  const open = async (name: keyof Listeners) => {
    const app = createApp(routers[name], { trustedProxies: config[name].trusted_proxies });
    const listener = await Listener.open(app, { listen: config[name].listen, tls: tls[name], logger });
    opened.push(listener);
    own.push(listener.ownListener);
    return listener;
  };
  return { admin: await open('admin'), public: await open('public') };
}

/** The store, the integrations and their mailboxes; of an edge its managers. */
async function worksOf(
  { manager }: OpenRoles,
  { kit, config }: { readonly kit: VmrKit; readonly config: ServerConfig },
): Promise<LogFields> {
  if (manager === null) return { managers: [config.edge.manager_url].flat().join(', ') };
  const records = (await kit.get('integrationRegistry')).all().map(({ record }) => record);
  const mailboxes = records.flatMap(({ mailbox }) => mailbox?.mailboxes ?? []);
  return {
    store: (await storeOf(kit, config)).place,
    integrations: records.map(({ id, general }) => `${general.name} (${id})`).join(', ') || 'none',
    mailboxes: mailboxes.map(({ id, name, email }) => `${name} <${email}> (${id})`).join(', ') || 'none',
  };
}

async function watchNeededHandles(
  { manager }: OpenRoles,
  { kit, logger }: { readonly kit: VmrKit; readonly logger: Logger },
): Promise<Running> {
  const integrations = manager === null ? [] : (await kit.get('integrationRegistry')).all();
  const needed = neededHandles(integrations.map(({ record }) => record.mailbox?.mailboxes.length ?? 0));
  return watchHandles({ limit: handleLimit(), needed, logger });
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
