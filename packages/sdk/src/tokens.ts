import type {
  Clock,
  DocumentDatabase,
  Http,
  Logger,
  ManagerClient,
  PluginDeps,
  Random,
  TemplateEngine,
} from '@vmrkit/core';
import type {
  AlarmService,
  AliasGrants,
  ClockWatch,
  PaneBearers,
  ReserveAliasesDeps,
  RoomDeps,
  SecretBox,
  Store,
  UserDeps,
} from '@vmrkit/core/composition';
import type { EgressResolver } from '@vmrkit/http';
import type { ServiceIdentifier } from 'inversify';
import type { Edge } from './edge/edge.ts';
import type { NotificationRelay } from './edge/notification-relay.ts';
import type { IntegrationNews } from './integrations/integration-news.ts';
import type { IntegrationRecords } from './integrations/integration-records.ts';
import type { IntegrationRegistry } from './integrations/integration-registry.ts';
import type { KitKeys } from './keys/kit-keys.ts';
import type { Deployment } from './keys/open-deployment.ts';
import type { KitConfig } from './kit-config.ts';
import type { CredentialWatch } from './manager/credential-watch.ts';
import type { JoinLinks } from './manager/join-links.ts';
import type { MailboxOpener } from './manager/mailbox-connections.ts';
import type { Manager } from './manager/manager.ts';
import type { Operations } from './manager/operations.ts';
import type { PersonalVmrs } from './manager/personal-vmrs.ts';
import type { SignIns, UsersOf } from './manager/sign-ins.ts';
import type { WebhookSender } from './manager/webhook-sender.ts';
import type { IntegrationPlugins } from './plugins/integration-plugins.ts';
import type { PluginRegistry } from './plugins/plugin-registry.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`@vmrkit/sdk/${name}`);

/** What a kit is bound by; each binding may be replaced (see `createVmrKit`). */
export const tokens = {
  config: token<KitConfig>('config'),
  plugins: token<PluginRegistry>('plugins'),
  keys: token<KitKeys>('keys'),
  clock: token<Clock>('clock'),
  clockWatch: token<ClockWatch>('clock-watch'),
  random: token<Random>('random'),
  logger: token<Logger>('logger'),
  egress: token<EgressResolver>('egress'),
  http: token<Http>('http'),
  pluginDeps: token<PluginDeps>('plugin-deps'),
  secretBox: token<SecretBox>('secret-box'),
  templateEngine: token<TemplateEngine>('template-engine'),
  integrationPlugins: token<IntegrationPlugins>('integration-plugins'),
  database: token<DocumentDatabase>('database'),
  deployment: token<Deployment>('deployment'),
  store: token<Store>('store'),
  alarms: token<AlarmService>('alarms'),
  aliasGrants: token<() => Promise<AliasGrants>>('alias-grants'),
  integrationNews: token<IntegrationNews>('integration-news'),
  integrationRecords: token<IntegrationRecords>('integration-records'),
  integrationRegistry: token<IntegrationRegistry>('integration-registry'),
  allocation: token<ReserveAliasesDeps>('allocation'),
  people: token<UserDeps & RoomDeps>('people'),
  mailboxOpener: token<MailboxOpener>('mailbox-opener'),
  operations: token<Operations>('operations'),
  webhookSender: token<WebhookSender>('webhook-sender'),
  manager: token<Manager>('manager'),
  paneBearers: token<PaneBearers>('pane-bearers'),
  signInUsers: token<UsersOf>('sign-in-users'),
  credentialWatch: token<CredentialWatch>('credential-watch'),
  signIns: token<SignIns>('sign-ins'),
  personalVmrs: token<PersonalVmrs>('personal-vmrs'),
  joinLinks: token<JoinLinks>('join-links'),
  managers: token<ManagerClient>('managers'),
  notificationRelay: token<NotificationRelay>('notification-relay'),
  edge: token<Edge>('edge'),
} as const;

/** What a token stands for. */
export type KitPart<Name extends keyof typeof tokens> =
  (typeof tokens)[Name] extends ServiceIdentifier<infer Part> ? Part : never;

/** All parts of a kit, by name. */
export type KitParts = { readonly [Name in keyof typeof tokens]: KitPart<Name> };
