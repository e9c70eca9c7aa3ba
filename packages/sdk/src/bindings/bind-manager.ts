import {
  type CallerVerifier,
  type Clock,
  type DocumentDatabase,
  type PluginDeps,
  type TemplateEngine,
  uuidV4,
} from '@vmrkit/core';
import {
  type AlarmService,
  type ClockWatch,
  PoolBalancer,
  type ReserveAliasesDeps,
  type SecretBox,
  type Store,
  type WorkerSettings,
} from '@vmrkit/core/composition';
import type { Container } from 'inversify';
import type { IntegrationRecords } from '../integrations/integration-records.ts';
import { IntegrationRegistry } from '../integrations/integration-registry.ts';
import type { KitKeys } from '../keys/kit-keys.ts';
import { createKeyCheck, type Deployment } from '../keys/open-deployment.ts';
import type { KitConfig } from '../kit-config.ts';
import { AnswerWatch } from '../manager/answer-watch.ts';
import { KeyWatch } from '../manager/key-watch.ts';
import { MailboxOpener } from '../manager/mailbox-connections.ts';
import { MailboxSupervisor } from '../manager/mailbox-supervisor.ts';
import { Manager } from '../manager/manager.ts';
import { ManagerRoll } from '../manager/manager-roll.ts';
import { Operations } from '../manager/operations.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import { tokens } from '../tokens.ts';

/** Binds the manager, operators' commands, and what only they need. */
export function bindManager(container: Container): void {
  container
    .bind(tokens.integrationRegistry)
    .toResolvedValue(createRegistry, [
      tokens.integrationRecords,
      tokens.templateEngine,
      tokens.alarms,
      tokens.config,
      tokens.pluginDeps,
    ]);
  container.bind(tokens.allocation).toResolvedValue(
    (keys: KitKeys, store: Store, sealer: SecretBox, { random, clock }: PluginDeps) => ({
      ...{ store, sealer, random, clock },
      tagKeys: keys.tags,
    }),
    [tokens.keys, tokens.store, tokens.secretBox, tokens.pluginDeps],
  );
  container
    .bind(tokens.mailboxOpener)
    .toResolvedValue(createMailboxOpener, [
      tokens.config,
      tokens.keys,
      tokens.deployment,
      tokens.store,
      tokens.allocation,
      tokens.integrationRegistry,
      tokens.callerVerifiers,
      tokens.alarms,
      tokens.plugins,
      tokens.pluginDeps,
      tokens.clockWatch,
    ]);
  container
    .bind(tokens.operations)
    .toResolvedValue(createOperations, [
      tokens.integrationRegistry,
      tokens.mailboxOpener,
      tokens.store,
      tokens.secretBox,
      tokens.keys,
      tokens.database,
      tokens.clock,
    ]);
  container
    .bind(tokens.manager)
    .toResolvedValue(createManager, [
      tokens.config,
      tokens.keys,
      tokens.secretBox,
      tokens.database,
      tokens.store,
      tokens.allocation,
      tokens.integrationRegistry,
      tokens.mailboxOpener,
      tokens.callerVerifiers,
      tokens.alarms,
      tokens.pluginDeps,
      tokens.clockWatch,
    ]);
}

type RegistryParts = [
  book: IntegrationRecords,
  templateEngine: TemplateEngine,
  alarms: AlarmService,
  config: KitConfig,
  deps: PluginDeps,
];

function createRegistry(...parts: RegistryParts): IntegrationRegistry {
  const [book, templateEngine, alarms, config, { clock, logger }] = parts;
  return new IntegrationRegistry({
    ...{ book, templateEngine, alarms, clock, logger },
    pollMs: config.registry_poll_ms,
    renderingBudgetMs: config.rendering_budget_ms,
    quarantineDays: config.allocation.quarantine_days,
    aliasGrants: config.alias_grants,
  });
}

type OpenerParts = [
  config: KitConfig,
  keys: KitKeys,
  deployment: Deployment,
  store: Store,
  allocation: ReserveAliasesDeps,
  registry: IntegrationRegistry,
  verifiers: readonly CallerVerifier[],
  alarms: AlarmService,
  plugins: PluginRegistry,
  deps: PluginDeps,
  clockWatch: ClockWatch,
];

function createMailboxOpener(...parts: OpenerParts): MailboxOpener {
  const [config, keys, deployment, store, allocation, registry, verifiers, alarms, ...others] = parts;
  const [plugins, deps, clockWatch] = others;
  const { random, logger } = deps;
  return new MailboxOpener({
    ...{ registry, allocation, keys, verifiers, store, alarms, random, logger, clockWatch },
    settings: workerSettings(config),
    deploymentId: deployment.id,
    openProvider: (choice) => plugins.create('mailbox-provider', { ...choice, deps }),
  });
}

type OperationsParts = [
  registry: IntegrationRegistry,
  opener: MailboxOpener,
  store: Store,
  secretBox: SecretBox,
  keys: KitKeys,
  database: DocumentDatabase,
  clock: Clock,
];

function createOperations(...parts: OperationsParts): Operations {
  const [registry, opener, store, secretBox, { tags, secrets }, database, clock] = parts;
  return new Operations({
    ...{ registry, opener, sealed: { store, secretBox, tagKeys: tags } },
    roll: new ManagerRoll(database, clock),
    keyId: secrets[0]?.id ?? '',
  });
}

type ManagerParts = [
  config: KitConfig,
  keys: KitKeys,
  secretBox: SecretBox,
  database: DocumentDatabase,
  store: Store,
  allocation: ReserveAliasesDeps,
  registry: IntegrationRegistry,
  opener: MailboxOpener,
  verifiers: readonly CallerVerifier[],
  alarms: AlarmService,
  deps: PluginDeps,
  clockWatch: ClockWatch,
];

function createManager(...parts: ManagerParts): Manager {
  const [config, keys, secretBox, database, store, allocation, registry, ...others] = parts;
  const [opener, verifiers, alarms, deps, clockWatch] = others;
  const { clock, random, logger } = deps;
  const owner = uuidV4(random);
  const supervisor = new MailboxSupervisor({ registry, opener, store, clock, logger, owner });
  const balancer = new PoolBalancer(clock);
  const answers = new AnswerWatch({
    ...{ registry, balancer, store, alarms, clock, logger },
    lookMs: config.answers.look_ms,
    alarmAfterMinutes: config.answers.alarm_after_minutes,
  });
  const keyWatch = new KeyWatch({
    ...{ alarms, clock, logger, owner },
    roll: new ManagerRoll(database, clock),
    check: createKeyCheck(database, secretBox),
    keyIds: keys.secrets.map(({ id }) => id),
  });
  return new Manager({
    ...{
      config,
      keys,
      database,
      store,
      secretBox,
      registry,
      supervisor,
      balancer,
      answers,
      allocation,
      keyWatch,
    },
    ...{ verifiers, alarms, clock, clockWatch, logger },
  });
}

function workerSettings({ worker }: KitConfig): WorkerSettings {
  return {
    sendDeadlineMs: worker.send_deadline_ms,
    batchSize: worker.batch_size,
    parkPausesMs: worker.park_pauses_ms,
    leaseTimeoutMs: worker.lease_timeout_ms,
    leaseBeatMs: worker.lease_beat_ms,
    markRenewMs: worker.mark_renew_ms,
    pollMs: worker.poll_ms,
  };
}
