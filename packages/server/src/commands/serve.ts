import type { Logger } from '@vmrkit/core';
import { loadConfig } from '../config/load-config.ts';
import { readEnvironment } from '../environment.ts';
import type { Role } from '../http/server-feature.ts';
import { loadPlugins, logPackages } from '../plugins/load-plugins.ts';
import { createPinoLogger } from '../runtime/create-pino-logger.ts';
import { LogDestination, standardOutput } from '../runtime/log-destination.ts';
import { VmrServer } from '../runtime/vmr-server.ts';
import type { KitSource } from '../runtime/with-kit.ts';

/** Longest time that a graceful stop may take. */
const STOP_DEADLINE_MS = 10_000;
/** Longest wait for the device of the log. */
const LOG_DEADLINE_MS = 1_000;
/** 128 + SIGINT, as shells count. */
const INTERRUPTED = 130;

/** `vmrkit serve`: runs until SIGTERM or SIGINT; a second signal ends the process at once. */
export async function serve({
  role,
  config: path,
  plugins: known,
}: KitSource & { readonly role: Role }): Promise<void> {
  // Asked before the start, so that one which is interrupted is followed by a stop that lets everything go.
  const stopping = signalled();
  const environment = readEnvironment();
  const config = await loadConfig({ path, environment });
  const destination = new LogDestination(standardOutput());
  const logger = createPinoLogger(config.log.level, destination);
  const configFile = path ?? environment.configFile;
  if (configFile === null) {
    logger.warn('No configuration was named (--config, VMRKIT_CONFIG): these are the defaults.');
  }
  const { plugins, packages } = await loadPlugins({ packages: config.plugins, configFile, known });
  logPackages(packages, logger);
  const server = await VmrServer.start({
    role,
    config,
    environment,
    plugins,
    logger,
    logState: () => destination.state,
  }).finally(() => destination.drained(LOG_DEADLINE_MS));
  logger.info('VMRKit serves.', { role, public: server.publicUrl, admin: server.adminUrl });
  await stopping;
  logger.info('VMRKit stops.');
  await stopInTime(server, logger);
  // What a stopped reader leaves in a pipe would keep the process.
  if (!(await destination.drained(LOG_DEADLINE_MS))) process.exit(0);
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const onSignal = () => {
      count += 1;
      if (count > 1) process.exit(INTERRUPTED);
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
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
