import { uuidV4 } from '@vmrkit/core';
import { PoolBalancer, type WorkerSettings } from '@vmrkit/core/composition';
import { createKeyCheck } from '../keys/open-deployment.ts';
import type { KitConfig } from '../kit-config.ts';
import { AnswerWatch } from '../manager/answer-watch.ts';
import { KeyWatch } from '../manager/key-watch.ts';
import { isWorked, MailboxOpener } from '../manager/mailbox-connections.ts';
import { MailboxSupervisor } from '../manager/mailbox-supervisor.ts';
import { Manager } from '../manager/manager.ts';
import { ManagerRoll } from '../manager/manager-roll.ts';
import { ManagerWatch } from '../manager/manager-watch.ts';
import { NoticeBoard } from '../manager/notice-board.ts';
import { Operations } from '../manager/operations.ts';
import { PlatformWatch } from '../manager/platform-watch.ts';
import { WebhookSender } from '../manager/webhook-sender.ts';
import type { KitParts } from '../tokens.ts';
import type { Bind } from './bind.ts';
import { bindPeople } from './bind-people.ts';
import { bindRegistry } from './bind-registry.ts';

/** Binds the manager, operators' commands, and what only they need. */
export function bindManager(bind: Bind): void {
  bindRegistry(bind);
  bind(
    'allocation',
    ['keys', 'store', 'secretBox', 'random', 'clock'],
    ({ keys, secretBox: sealer, ...parts }) => ({ ...parts, sealer, tagKeys: keys.tags }),
  );
  bindMailboxOpener(bind);
  bind(
    'operations',
    ['integrationRegistry', 'mailboxOpener', 'store', 'secretBox', 'keys', 'database', 'clock'],
    ({ integrationRegistry, mailboxOpener, store, secretBox, keys: { tags, secrets }, database, clock }) =>
      new Operations({
        registry: integrationRegistry,
        opener: mailboxOpener,
        sealed: { store, secretBox, tagKeys: tags },
        roll: new ManagerRoll(database, clock),
        keyId: secrets[0]?.id ?? '',
      }),
  );
  bindPeople(bind);
  bind(
    'webhookSender',
    ['store', 'secretBox', 'alarms', 'http', 'clock', 'random', 'logger', 'config'],
    ({ config, ...parts }) => new WebhookSender({ ...parts, pollMs: config.registry_poll_ms }),
  );
  bind('platformWatch', ['store', 'clock', 'logger', 'config'], ({ config, ...parts }) => {
    return new PlatformWatch({ ...parts, pollMs: config.registry_poll_ms });
  });
  bind('manager', managerNeeds, createManager);
}

function bindMailboxOpener(bind: Bind): void {
  bind(
    'mailboxOpener',
    [
      'config',
      'deployment',
      'integrationPlugins',
      'integrationRegistry',
      'keys',
      'store',
      'allocation',
      'alarms',
      'random',
      'logger',
      'clockWatch',
    ],
    ({ config, deployment, integrationPlugins, ...parts }) => {
      const { integrationRegistry: registry, ...others } = parts;
      return new MailboxOpener({
        ...others,
        registry,
        settings: workerSettings(config),
        deploymentId: deployment.id,
        openProvider: (choice) => integrationPlugins.create('mailbox-provider', choice),
      });
    },
  );
}

const managerNeeds = [
  'config',
  'keys',
  'secretBox',
  'database',
  'store',
  'allocation',
  'integrationRegistry',
  'plugins',
  'mailboxOpener',
  'alarms',
  'clock',
  'random',
  'logger',
  'clockWatch',
  'credentialWatch',
  'signIns',
  'personalVmrs',
  'webhookSender',
  'platformWatch',
  'joinLinks',
] as const;

function createManager(parts: Pick<KitParts, (typeof managerNeeds)[number]>): Manager {
  const { integrationRegistry: registry, mailboxOpener: opener, ...others } = parts;
  const { plugins, config, keys, secretBox, database, store, alarms, clock, random, logger } = parts;
  const owner = uuidV4(random);
  const balancer = new PoolBalancer(clock);
  const managers = new ManagerWatch({
    owner,
    balancer,
    alarms,
    clock,
    logger,
    roll: new ManagerRoll(database, clock),
    keyIds: keys.secrets.map(({ id }) => id),
    mailboxIds: () =>
      registry
        .all()
        .filter(isWorked)
        .flatMap(({ record: { mailbox } }) => mailbox?.mailboxes ?? [])
        .map(({ id }) => id),
    beatMs: config.worker.lease_beat_ms,
    lifeMs: config.worker.lease_timeout_ms,
  });
  const prefers = (mailboxId: string) => managers.prefers(mailboxId);
  const supervisor = new MailboxSupervisor({ registry, opener, store, clock, logger, owner, prefers });
  return new Manager({
    ...others,
    registry,
    balancer,
    managers,
    supervisor,
    notices: new NoticeBoard({
      database,
      managers,
      secretBox,
      owner,
      clock,
      random,
      logger,
      isUsed: plugins.notifications().length > 0,
      notified: (delivery) => supervisor.notified(delivery),
    }),
    answers: new AnswerWatch({
      registry,
      balancer,
      store,
      alarms,
      clock,
      logger,
      lookMs: config.answers.look_ms,
      alarmAfterMinutes: config.answers.alarm_after_minutes,
    }),
    keyWatch: new KeyWatch({
      alarms,
      clock,
      logger,
      managers,
      check: createKeyCheck(database, secretBox),
    }),
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
