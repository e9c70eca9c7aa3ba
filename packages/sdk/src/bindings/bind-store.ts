import { DAY_MS, type DocumentDatabase } from '@vmrkit/core';
import { AlarmService, grantsOf, listTenants, openStore } from '@vmrkit/core/composition';
import { IntegrationNews } from '../integrations/integration-news.ts';
import { IntegrationRecords } from '../integrations/integration-records.ts';
import { openDeployment } from '../keys/open-deployment.ts';
import { IntegrationPlugins } from '../plugins/integration-plugins.ts';
import type { Bind } from './bind.ts';

/** Binds the database, opened when it is asked for and noted in `opened`, and what lies over it. */
export function bindStore(bind: Bind, opened: DocumentDatabase[]): void {
  bind('database', ['plugins', 'config', 'pluginDeps'], async ({ plugins, config, pluginDeps: deps }) => {
    const database = await plugins.create('store', { ...config.store, deps });
    opened.push(database);
    return database;
  });
  // Wrong keys are found before the store begins to open: nobody would be there to hear that it cannot.
  bind('deployment', ['secretBox', 'database', 'random'], ({ secretBox, database, random }) =>
    openDeployment(database, { secretBox, random }),
  );
  // Nothing reads the store before its deployment was found to be ours.
  bind('store', ['deployment', 'database'], ({ database }) => openStore(database));
  bind(
    'integrationPlugins',
    ['plugins', 'pluginDeps', 'store', 'secretBox'],
    (parts) => new IntegrationPlugins(parts),
  );
  bind('integrationNews', ['deployment', 'database'], ({ database }) => new IntegrationNews(database));
  bind(
    'alarms',
    ['store', 'clock', 'random'],
    ({ store, clock, random }) => new AlarmService(store.alarms, clock, random),
  );
  bind('aliasGrants', ['store', 'config'], ({ store, config }) => async () => {
    return grantsOf(config.alias_grants, await listTenants({ store }));
  });
  bind(
    'people',
    ['store', 'secretBox', 'aliasGrants', 'random', 'clock', 'config'],
    ({ secretBox, config, ...parts }) => ({
      ...parts,
      sealer: secretBox,
      aliasRestMs: config.allocation.quarantine_days * DAY_MS,
    }),
  );
  bind(
    'integrationRecords',
    [
      'store',
      'alarms',
      'plugins',
      'integrationPlugins',
      'config',
      'secretBox',
      'templateEngine',
      'clock',
      'random',
      'aliasGrants',
      'integrationNews',
    ],
    ({ plugins, integrationPlugins, config, integrationNews: news, ...parts }) => {
      return new IntegrationRecords({
        ...parts,
        news,
        joinSchemes: config.join_schemes,
        openProvider: (choice) => integrationPlugins.create('mailbox-provider', choice),
        plugins: plugins.settingsContracts(),
        deployment: { allowHttpLoopback: config.egress.allow_loopback },
      });
    },
  );
}
