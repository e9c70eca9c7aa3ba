export { createVmrKit, type VmrKit, type VmrKitOptions } from './create-vmr-kit.ts';
export { Edge, type EdgeOptions, type EdgeSettings, type PaneTexts } from './edge/edge.ts';
export {
  type NotificationCounts,
  NotificationRelay,
  type NotificationRelayOptions,
} from './edge/notification-relay.ts';
export { SnapshotFile, type SnapshotFileOptions } from './edge/snapshot-file.ts';
export {
  type CheckedIntegration,
  IntegrationRecords,
  type IntegrationRecordsOptions,
  type SavedIntegration,
  type SaveOptions,
  type StoredIntegration,
} from './integrations/integration-records.ts';
export {
  IntegrationRegistry,
  type IntegrationRegistryOptions,
  type IntegrationRenderingCost,
} from './integrations/integration-registry.ts';
export type { LiveIntegration } from './integrations/live-integration.ts';
export { type RecreateOptions, recreateIntegration } from './integrations/recreate-integration.ts';
export type { KitKeys } from './keys/kit-keys.ts';
export { type Deployment, openDeployment } from './keys/open-deployment.ts';
export { type KitConfig, kitConfigSchema } from './kit-config.ts';
export { JoinLinks, type JoinLinksOptions, type JoinPlatform } from './manager/join-links.ts';
export {
  type MailboxConnections,
  MailboxOpener,
  type MailboxOpenerOptions,
} from './manager/mailbox-connections.ts';
export { Manager, type ManagerOptions } from './manager/manager.ts';
export type { LivingManager, ManagerRoll } from './manager/manager-roll.ts';
export { type MoveDeploymentOptions, moveDeployment } from './manager/move-deployment.ts';
export { Operations, type OperationsOptions } from './manager/operations.ts';
export { PersonalVmrs, type PersonalVmrsOptions } from './manager/personal-vmrs.ts';
export {
  type PlatformStanding,
  PlatformWatch,
  type PlatformWatchOptions,
  type ServePlatforms,
} from './manager/platform-watch.ts';
export { SignIns, type SignInsOptions, type UsersOf } from './manager/sign-ins.ts';
export {
  type IntegrationPluginChoice,
  IntegrationPlugins,
  type IntegrationPluginsOptions,
} from './plugins/integration-plugins.ts';
export {
  type NotificationWay,
  type PluginChoice,
  type PluginCreation,
  PluginRegistry,
} from './plugins/plugin-registry.ts';
export { CLIENT_PATH, JOIN_PATH, oauthRedirectUri, paneUrl } from './runtime/client-routes.ts';
export { systemClock } from './runtime/system-clock.ts';
export { systemRandom } from './runtime/system-random.ts';
export { type KitPart, tokens } from './tokens.ts';
