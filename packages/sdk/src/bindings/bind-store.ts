import type { Clock, DocumentDatabase, PluginDeps, Random, TemplateEngine } from '@vmrkit/core';
import { AlarmService, openStore, type SecretBox, type Store } from '@vmrkit/core/composition';
import type { Container } from 'inversify';
import { IntegrationRecords } from '../integrations/integration-records.ts';
import { type Deployment, openDeployment } from '../keys/open-deployment.ts';
import type { KitConfig } from '../kit-config.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import { tokens } from '../tokens.ts';

/** Binds the database, opened when it is asked for and noted in `opened`, and what lies over it. */
export function bindStore(container: Container, opened: DocumentDatabase[]): void {
  container.bind(tokens.database).toResolvedValue(
    async (plugins: PluginRegistry, config: KitConfig, deps: PluginDeps) => {
      const database = await plugins.create('store', { ...config.store, deps });
      opened.push(database);
      return database;
    },
    [tokens.plugins, tokens.config, tokens.pluginDeps],
  );
  container.bind(tokens.deployment).toResolvedValue(
    (secretBox: SecretBox, database: DocumentDatabase, random: Random) =>
      openDeployment(database, { secretBox, random }),
    // Wrong keys are found before the store begins to open: nobody would be there to hear that it cannot.
    [tokens.secretBox, tokens.database, tokens.random],
  );
  // Nothing reads the store before its deployment was found to be ours.
  container
    .bind(tokens.store)
    .toResolvedValue(
      (_deployment: Deployment, database: DocumentDatabase) => openStore(database),
      [tokens.deployment, tokens.database],
    );
  container
    .bind(tokens.alarms)
    .toResolvedValue(
      (store: Store, clock: Clock) => new AlarmService(store.alarms, clock),
      [tokens.store, tokens.clock],
    );
  container.bind(tokens.integrationRecords).toResolvedValue(
    (...parts: [Store, AlarmService, PluginRegistry, KitConfig, SecretBox, TemplateEngine, PluginDeps]) => {
      const [store, alarms, plugins, config, secretBox, templateEngine, deps] = parts;
      const { clock, random } = deps;
      return new IntegrationRecords({
        ...{ store, alarms, secretBox, templateEngine, clock, random },
        openProvider: (choice) => plugins.create('mailbox-provider', { ...choice, deps }),
        plugins: plugins.settingsContracts(),
        deployment: { allowHttpLoopback: config.egress.allow_loopback },
        aliasGrants: config.alias_grants,
      });
    },
    [
      ...[tokens.store, tokens.alarms, tokens.plugins, tokens.config, tokens.secretBox],
      ...[tokens.templateEngine, tokens.pluginDeps],
    ] as never,
  );
}
