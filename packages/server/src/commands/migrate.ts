import { type DocumentDatabase, InvalidInputError } from '@vmrkit/core';
import type { StoreMoveEvent } from '@vmrkit/core/composition';
import { createVmrKit, moveDeployment, type VmrKit } from '@vmrkit/sdk';
import { loadConfig } from '../config/load-config.ts';
import { kitConfigOf, type ServerConfig } from '../config/server-config.ts';
import { readEnvironment } from '../environment.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { refuseAbsentStore, storeOf } from '../runtime/with-kit.ts';
import { defineCommand } from './declare-command.ts';
import { count } from './progress.ts';
import type { Shell } from './shell.ts';

/** `vmrkit migrate`: an event a page of documents; the last one is the report. */
export const migrateCommand = defineCommand<{ readonly configuration: string }>({
  name: 'migrate',
  summary: 'copy the deployment to another, empty store and compare both; no server may run',
  arguments: [['<configuration>', 'the configuration file that names the new store']],
  examples: [
    ['migrate mongodb.json --config vmrkit.json', 'from the store of vmrkit.json to that of mongodb.json'],
  ],
  configured: true,
  json: 'an event: kind progress, or last finished with resumed, collections',
  async run(shell, { configuration }) {
    await withStores(shell, configuration, async ({ source, target, from, to }) => {
      shell.note(`From ${from} to ${to}.`);
      let stage: string | null = null;
      let progress = shell.progress('Copying');
      for await (const event of moveDeployment({ source, target, signal: shell.signal })) {
        if (event.kind === 'progress') {
          if (stage !== null && stage !== event.stage) progress = shell.progress('Checking');
          stage = event.stage;
          progress.update(event.documents, event.total);
        }
        shell.show(event, textOf(event, { from, to }));
      }
    });
  },
});

interface Places {
  readonly from: string;
  readonly to: string;
}

interface Stores extends Places {
  readonly source: DocumentDatabase;
  readonly target: DocumentDatabase;
}

/** Opens the store of the command's configuration alone, and that of the other one. */
async function withStores(
  shell: Shell,
  configuration: string,
  use: (stores: Stores) => Promise<void>,
): Promise<void> {
  const environment = readEnvironment();
  const file = shell.config ?? environment.configFile;
  const [here, there] = [await openKit(shell, shell.config), await openKit(shell, configuration)];
  let source: DocumentDatabase | null = null;
  try {
    await refuseAbsentStore(here.kit, { config: here.config, file });
    const [{ place: from }, { place: to }] = [
      await storeOf(here.kit, here.config),
      await storeOf(there.kit, there.config),
    ];
    if (from === to) throw unmovable(`Both configurations name the same store, ${from}.`);
    source = await openAlone(here, from);
    await use({ source, target: await there.kit.get('database'), from, to });
  } finally {
    await source?.close();
    await Promise.all([here.kit.close(), there.kit.close()]);
  }
}

interface OpenedKit {
  readonly kit: VmrKit;
  readonly config: ServerConfig;
}

async function openKit({ plugins: known }: Shell, path: string | null): Promise<OpenedKit> {
  const environment = readEnvironment();
  const config = await loadConfig({ path, environment });
  const configFile = path ?? environment.configFile;
  const { plugins } = await loadPlugins({ packages: config.plugins, configFile, known });
  return { config, kit: createVmrKit({ plugins, config: kitConfigOf(config) }) };
}

async function openAlone({ kit, config: { store } }: OpenedKit, place: string): Promise<DocumentDatabase> {
  const plugins = await kit.get('plugins');
  const { openAlone: open } = plugins.get('store', store.name);
  if (open === undefined) throw unmovable(`The store ${place} is not one that is moved from.`);
  return open(plugins.settings('store', store));
}

function unmovable(message: string): InvalidInputError {
  return new InvalidInputError(message, { code: 'ERR_STORE_MOVE_SOURCE' });
}

function textOf(event: StoreMoveEvent, { from, to }: Places): string[] {
  if (event.kind === 'progress') return [];
  const total = event.collections.reduce((sum, { documents }) => sum + documents, 0);
  return [
    ...event.collections.map(
      ({ collection, documents, sha256 }) =>
        `${collection}: ${count(documents)}, ${sha256.slice(0, 16)} in both`,
    ),
    `${count(total)} documents are copied and the same in both stores. ${from} was not changed.`,
    `Serve from ${to} from now on, and never from the other one again: both are the same deployment.`,
  ];
}
