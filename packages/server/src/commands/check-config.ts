import { createServer } from 'node:net';
import { systemReasonOf } from '@vmrkit/core';
import { createVmrKit, SnapshotFile, type VmrKit } from '@vmrkit/sdk';
import { openConnections } from '../admission-api/open-connections.ts';
import { loadConfig } from '../config/load-config.ts';
import { kitConfigOf, type ServerConfig } from '../config/server-config.ts';
import { type Environment, readEnvironment } from '../environment.ts';
import type { Role } from '../http/server-feature.ts';
import { managerAddress } from '../manager-api/open-managers.ts';
import { loadPlugins, pluginKey } from '../plugins/load-plugins.ts';
import { cannotListen } from '../runtime/listener.ts';
import { splitListen } from '../runtime/own-listeners.ts';
import { readCaCertificates, readPair, readTls } from '../runtime/tls-files.ts';
import { type KitSource, storeOf } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';

/** `vmrkit config check`. */
export const checkConfigCommand = defineCommand<{ readonly role?: Role }>({
  name: 'config check',
  summary: 'check all that a start could fail at; changes nothing',
  options: [option('--role <role>', 'also what this role needs').choices(['all', 'manager', 'edge'])],
  examples: [
    ['config check --config vmrkit.json', 'all faults, each with its path'],
    ['config check --role edge', 'also the secrets that an edge needs'],
  ],
  configured: true,
  json: 'sound, notes',
  async run(shell, { role: asked = null }) {
    const { notes } = await checkConfig({ config: shell.config, plugins: shell.plugins, role: asked });
    notes.forEach(shell.note);
    shell.show({ sound: true, notes }, 'The configuration is sound.');
  },
});

/** What `vmrkit config check` is told. */
interface CheckConfigOptions extends KitSource {
  /** Null: the secrets that a role needs may be missing. */
  readonly role: Role | null;
}

/**
 * `vmrkit config check`: finds what a start with this configuration and environment would fail at: packages of
 * plugins, which it loads and so runs, the settings of every plugin named, master keys, certificates, addresses to listen on, the store and the place of the edge's snapshot.
 * Changes nothing. Rejects as the start would; `notes` say what is no fault but worth knowing.
 */
async function checkConfig({
  config: path,
  plugins: known,
  role,
}: CheckConfigOptions): Promise<{ readonly notes: readonly string[] }> {
  const environment = readEnvironment();
  const config = await loadConfig({ path, environment });
  const { masterKeys } = environment;
  const configFile = path ?? environment.configFile;
  const { plugins, packages } = await loadPlugins({ packages: config.plugins, configFile, known });
  const kit = createVmrKit({ plugins, config: kitConfigOf(config), masterKeys });
  const notes = packages.map(
    ({ name, version, file, plugins: brought }) =>
      `The package ${name} ${version} (${file}) brings ${brought.map(pluginKey).join(', ')}.`,
  );
  if (configFile === null) {
    notes.push(
      `No configuration was named (--config, VMRKIT_CONFIG): these are the defaults, in ${process.cwd()}.`,
    );
  }
  await checkPlugins(kit, config);
  if (masterKeys.length > 0 || (role !== null && role !== 'edge')) await kit.get('secretBox');
  for (const listener of ['public', 'admin'] as const) await readTls(config, listener);
  if (role !== 'manager') await checkEdge({ config, environment, role });
  if (role !== 'edge') {
    await openConnections(config.platforms, kit);
    const found = await (await kit.get('plugins')).probeStore(config.store);
    const { place } = await storeOf(kit, config);
    notes.push(
      found === 'absent' ? `There is no store yet (${place}): a start makes one.` : `Store: ${place}`,
    );
  }
  for (const { listen } of [config.public, config.admin]) notes.push(...(await tryListening(listen)));
  return { notes };
}

async function checkPlugins(kit: VmrKit, config: ServerConfig): Promise<void> {
  const plugins = await kit.get('plugins');
  plugins.settings('store', config.store);
  plugins.settings('template-engine', config.template_engine);
}

interface EdgeCheck {
  readonly config: ServerConfig;
  readonly environment: Environment;
  readonly role: Role | null;
}

async function checkEdge({ config, environment, role }: EdgeCheck): Promise<void> {
  if (role === 'edge') managerAddress(config, environment.managerSecret);
  const { manager_ca_file: caFile, client_tls: clientTls, snapshot_file: path } = config.edge;
  if (caFile !== null) await readCaCertificates(caFile);
  if (clientTls !== null) await readPair(clientTls, 'edge.client_tls');
  await SnapshotFile.check(path);
}

/** Listens for a moment. A port in use is only noted: a server that runs already has it. */
async function tryListening(listen: string): Promise<string[]> {
  const { address: host, port } = splitListen(listen);
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ host, port, exclusive: true }, resolve);
    });
    await new Promise((resolve) => server.close(resolve));
    return [];
  } catch (error) {
    if (systemReasonOf(error)?.includes('EADDRINUSE') !== true) throw cannotListen(listen, error);
    return [`${listen} is in use: a start would fail unless it is by a vmrkit that is stopped before.`];
  }
}
