import { uuidV4 } from '@vmrkit/core';
import {
  createPaneBearerVerifier,
  IntegrationUsers,
  PoolBalancer,
  sealJoinToken,
  tagIdOf,
  type WorkerSettings,
} from '@vmrkit/core/composition';
import { IntegrationRegistry } from '../integrations/integration-registry.ts';
import { createKeyCheck } from '../keys/open-deployment.ts';
import { createPaneBearers } from '../keys/pane-bearers.ts';
import type { KitConfig } from '../kit-config.ts';
import { AnswerWatch } from '../manager/answer-watch.ts';
import { CredentialWatch } from '../manager/credential-watch.ts';
import { JoinLinks } from '../manager/join-links.ts';
import { KeyWatch } from '../manager/key-watch.ts';
import { isWorked, MailboxOpener } from '../manager/mailbox-connections.ts';
import { MailboxSupervisor } from '../manager/mailbox-supervisor.ts';
import { Manager } from '../manager/manager.ts';
import { ManagerRoll } from '../manager/manager-roll.ts';
import { ManagerWatch } from '../manager/manager-watch.ts';
import { NoticeBoard } from '../manager/notice-board.ts';
import { Operations } from '../manager/operations.ts';
import { PersonalVmrs } from '../manager/personal-vmrs.ts';
import { SignIns } from '../manager/sign-ins.ts';
import { WebhookSender } from '../manager/webhook-sender.ts';
import { joinLinkUrl, paneUrl } from '../runtime/client-routes.ts';
import type { KitParts } from '../tokens.ts';
import type { Bind } from './bind.ts';

/** Binds the manager, operators' commands, and what only they need. */
export function bindManager(bind: Bind): void {
  bind(
    'integrationRegistry',
    [
      ...(['integrationRecords', 'templateEngine', 'alarms', 'config', 'clock', 'logger'] as const),
      ...(['integrationPlugins', 'paneBearers', 'signInUsers', 'integrationNews', 'keys'] as const),
      'aliasGrants',
    ],
    ({
      integrationRecords: book,
      integrationNews: news,
      config,
      integrationPlugins,
      paneBearers,
      signInUsers,
      keys,
      ...parts
    }) =>
      new IntegrationRegistry({
        ...parts,
        book,
        news,
        paneVerifier: createPaneBearerVerifier(
          paneBearers,
          async (integration, userId) =>
            (await signInUsers(integration, { allowsNewUsers: false }).get(userId)) !== null,
        ),
        audienceOf: paneUrl,
        joinLinkOf: (record, tag) => joinLinkUrl(record, sealJoinToken(tagIdOf(tag), keys.joinLinks)),
        createVerifier: (choice) => integrationPlugins.create('caller-verifier', choice),
        createSignIn: (choice) => integrationPlugins.create('sign-in-provider', choice),
        createRoomSource: (choice) => integrationPlugins.create('room-source', choice),
        pollMs: config.registry_poll_ms,
        renderingBudgetMs: config.rendering_budget_ms,
        quarantineDays: config.allocation.quarantine_days,
      }),
  );
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
  bindSignIns(bind);
  bind(
    'webhookSender',
    ['store', 'secretBox', 'alarms', 'http', 'clock', 'random', 'logger', 'config'],
    ({ config, ...parts }) => new WebhookSender({ ...parts, pollMs: config.registry_poll_ms }),
  );
  bind('manager', managerNeeds, createManager);
}

function bindSignIns(bind: Bind): void {
  bind('paneBearers', ['keys'], ({ keys }) => createPaneBearers(keys.bearers));
  bind(
    'signInUsers',
    ['store', 'clock', 'random'],
    (deps) => (integration, options) => new IntegrationUsers({ ...deps, integration, ...options }),
  );
  bind(
    'credentialWatch',
    ['integrationRegistry', 'alarms', 'clock'],
    ({ integrationRegistry, ...parts }) =>
      new CredentialWatch({
        ...parts,
        providers: () =>
          integrationRegistry
            .all()
            .flatMap(({ callers: { integration }, record, signIn }) =>
              signIn === null || !record.general.enabled
                ? []
                : [{ integration, provider: () => signIn.get() }],
            ),
      }),
  );
  bind(
    'signIns',
    [
      ...(['integrationRegistry', 'store', 'secretBox', 'paneBearers', 'signInUsers'] as const),
      'credentialWatch',
      ...(['clock', 'random', 'logger'] as const),
    ],
    ({ integrationRegistry: registry, paneBearers: bearers, signInUsers: usersOf, ...parts }) =>
      new SignIns({ ...parts, registry, bearers, usersOf }),
  );
  bind(
    'personalVmrs',
    ['integrationRegistry', 'store', 'secretBox', 'signInUsers', 'clock'],
    ({ integrationRegistry: registry, signInUsers: usersOf, ...parts }) =>
      new PersonalVmrs({ ...parts, registry, usersOf }),
  );
  bind(
    'joinLinks',
    ['integrationRegistry', 'keys', 'store', 'secretBox', 'clock', 'logger'],
    ({ integrationRegistry: registry, ...parts }) => new JoinLinks({ ...parts, registry }),
  );
}

function bindMailboxOpener(bind: Bind): void {
  bind(
    'mailboxOpener',
    [
      ...(['config', 'deployment', 'integrationPlugins', 'integrationRegistry'] as const),
      ...(['keys', 'store', 'allocation', 'alarms', 'random', 'logger', 'clockWatch'] as const),
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
  ...(['config', 'keys', 'secretBox', 'database', 'store', 'allocation', 'integrationRegistry'] as const),
  ...([
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
    'joinLinks',
  ] as const),
] as const;

function createManager(parts: Pick<KitParts, (typeof managerNeeds)[number]>): Manager {
  const { integrationRegistry: registry, mailboxOpener: opener, ...others } = parts;
  const { plugins, config, keys, secretBox, database, store, alarms, clock, random, logger } = parts;
  const owner = uuidV4(random);
  const balancer = new PoolBalancer(clock);
  const managers = new ManagerWatch({
    ...{ owner, balancer, alarms, clock, logger },
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
      ...{ database, managers, secretBox, owner, clock, random, logger },
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
