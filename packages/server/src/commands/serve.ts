import { resolve } from 'node:path';
import type { Logger } from '@vmrkit/core';
import { loadConfig } from '../config/load-config.ts';
import { readEnvironment } from '../environment.ts';
import type { Role } from '../http/server-feature.ts';
import { loadPlugins, logPackages } from '../plugins/load-plugins.ts';
import { createPinoLogger } from '../runtime/create-pino-logger.ts';
import { LogDestination, standardOutput } from '../runtime/log-destination.ts';
import { VmrServer } from '../runtime/vmr-server.ts';
import { defineCommand, option } from './declare-command.ts';
import { INTERRUPTED, type Shell } from './shell.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Longest time that a graceful stop may take. */
const STOP_DEADLINE_MS = 10_000;
/** Longest wait for the device of the log. */
const LOG_DEADLINE_MS = 1_000;

interface ServeInput {
  readonly role: Role;
  readonly newStore: boolean;
}

/** `vmrkit serve`: runs until SIGTERM or SIGINT; a second signal ends the process at once. */
export const serveCommand = defineCommand<ServeInput>({
  name: 'serve',
  summary: 'run the server until SIGTERM or SIGINT',
  options: [
    option('--role <role>', 'what this process does').choices(['all', 'manager', 'edge']).default('all'),
    option('--new-store', 'may make a store although no configuration was named'),
  ],
  examples: [
    ['serve --config /etc/vmrkit/vmrkit.json', 'everything in one process'],
    ['serve --role edge --config edge.json', 'only what Outlook clients ask'],
  ],
  configured: true,
  json: null,
  ownSignals: true,
  run: serve,
});

async function serve(shell: Shell, input: ServeInput): Promise<void> {
  // Heard before the start, so that one which is interrupted is followed by a stop that lets everything go.
  const signals = hearSignals();
  try {
    await serveUntil(signals.stopping, shell, input);
  } finally {
    signals.forget();
  }
}

async function serveUntil(
  stopping: Promise<void>,
  { config: path, plugins: known }: Shell,
  { role, newStore }: ServeInput,
): Promise<void> {
  const environment = readEnvironment();
  const config = await loadConfig({ path, environment });
  const destination = new LogDestination(standardOutput());
  const logger = createPinoLogger(config.log.level, destination);
  const configFile = path ?? environment.configFile;
  const { plugins, packages } = await loadPlugins({ packages: config.plugins, configFile, known });
  logPackages(packages, logger);
  const server = await VmrServer.start({
    role,
    config,
    environment,
    plugins,
    logger,
    offersFirstAdministrator: true,
    mayMakeStore: configFile !== null || newStore,
    logState: () => destination.state,
  }).finally(() => destination.drained(LOG_DEADLINE_MS));
  const { publicUrl, adminUrl } = server;
  logger.info('VMRKit serves.', {
    role,
    config: configFile === null ? 'defaults' : resolve(configFile),
    public: publicUrl,
    admin: adminUrl,
    ...server.works,
  });
  await stopping;
  logger.info('VMRKit stops.');
  await stopInTime(server, logger);
  // What a stopped reader leaves in a pipe would keep the process.
  if (!(await destination.drained(LOG_DEADLINE_MS))) process.exit(0);
}

/** Resolves with the first signal; `forget` hears no more. */
function hearSignals(): { readonly stopping: Promise<void>; forget(): void } {
  let told: () => void = () => undefined;
  let count = 0;
  const onSignal = () => {
    count += 1;
    if (count > 1) process.exit(INTERRUPTED);
    told();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    stopping: new Promise((resolve) => {
      told = resolve;
    }),
    forget: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

async function stopInTime(server: VmrServer, logger: Logger): Promise<void> {
  const late = setTimeout(() => {
    logger.error('Stopping took too long.');
    process.exit(1);
  }, STOP_DEADLINE_MS);
  await server.stop();
  clearTimeout(late);
  logger.info('VMRKit stopped.');
}
