import {
  type AlarmBook,
  type AllocateReservationDeps,
  type CallerVerifier,
  type DocumentDatabase,
  type PluginDeps,
  PoolBalancer,
  type SecretBox,
  type Store,
  type TemplateEngine,
  uuidV4,
  type WorkerSettings,
} from '@vmrkit/core';
import type { Container } from 'inversify';
import type { IntegrationBook } from '../integrations/integration-book.ts';
import { IntegrationRegistry } from '../integrations/integration-registry.ts';
import type { KitKeys } from '../keys/kit-keys.ts';
import type { Deployment } from '../keys/open-deployment.ts';
import type { KitConfig } from '../kit-config.ts';
import { AnswerWatch } from '../manager/answer-watch.ts';
import { MailboxCrew } from '../manager/mailbox-crew.ts';
import { Manager } from '../manager/manager.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import { tokens } from '../tokens.ts';

/** Binds the manager and what only it needs. */
export function bindManager(container: Container): void {
  container.bind(tokens.integrationRegistry).toResolvedValue(
    (book: IntegrationBook, templateEngine: TemplateEngine, config: KitConfig, deps: PluginDeps) =>
      new IntegrationRegistry({
        book,
        templateEngine,
        clock: deps.clock,
        logger: deps.logger,
        pollMs: config.registry_poll_ms,
        quarantineDays: config.allocation.quarantine_days,
        aliasGrants: config.alias_grants,
      }),
    [tokens.integrationBook, tokens.templateEngine, tokens.config, tokens.pluginDeps],
  );
  container
    .bind(tokens.manager)
    .toResolvedValue(createManager, [
      tokens.config,
      tokens.keys,
      tokens.database,
      tokens.deployment,
      tokens.store,
      tokens.secretBox,
      tokens.integrationRegistry,
      tokens.callerVerifiers,
      tokens.alarms,
      tokens.plugins,
      tokens.pluginDeps,
    ]);
}

type ManagerParts = [
  config: KitConfig,
  keys: KitKeys,
  database: DocumentDatabase,
  deployment: Deployment,
  store: Store,
  secretBox: SecretBox,
  registry: IntegrationRegistry,
  verifiers: readonly CallerVerifier[],
  alarms: AlarmBook,
  plugins: PluginRegistry,
  deps: PluginDeps,
];

function createManager(...parts: ManagerParts): Manager {
  const [config, keys, database, deployment, store, secretBox, registry, verifiers, alarms, plugins, deps] =
    parts;
  const { clock, random, logger } = deps;
  const allocation: AllocateReservationDeps = { store, sealer: secretBox, random, clock, tagKeys: keys.tags };
  const crew = new MailboxCrew({
    ...{ registry, allocation, keys, verifiers, store, alarms, random, logger },
    settings: workerSettings(config),
    deploymentId: deployment.id,
    owner: uuidV4(random),
    openProvider: (choice) => plugins.create('mailbox-provider', { ...choice, deps }),
  });
  const balancer = new PoolBalancer(clock);
  const answers = new AnswerWatch({
    ...{ registry, balancer, store, alarms, clock, logger },
    lookMs: config.answers.look_ms,
    alarmAfterMinutes: config.answers.alarm_after_minutes,
  });
  return new Manager({
    ...{ config, keys, database, store, secretBox, registry, crew, balancer, answers, allocation },
    ...{ verifiers, alarms, clock, logger },
  });
}

function workerSettings({ worker }: KitConfig): WorkerSettings {
  return {
    sendDeadlineMs: worker.send_deadline_ms,
    batchSize: worker.batch_size,
    parkPausesMs: worker.park_pauses_ms,
    leaseTimeoutMs: worker.lease_timeout_ms,
    leaseBeatMs: worker.lease_beat_ms,
    pollMs: worker.poll_ms,
  };
}
