export type { VerifierWorld } from './callers/caller-verifier-checks.ts';
export { callerVerifierContract } from './callers/caller-verifier-contract.ts';
export { equipmentMailboxContract } from './mailbox/equipment-mailbox-contract.ts';
export { createEwsLikeWorld, type EwsLikeWorldOptions } from './mailbox/fakes/create-ews-like-world.ts';
export { createGraphLikeWorld, type GraphLikeWorldOptions } from './mailbox/fakes/create-graph-like-world.ts';
export type {
  DeliveredMessage,
  FakeMailboxWorld,
  FakePorts,
  FakeWorldOptions,
  Forgery,
  PortAct,
  PortStep,
  RecordedAnswer,
  RecordedRewrite,
  ReleaseOptions,
  StepHook,
} from './mailbox/fakes/fake-mailbox-world.ts';
export type { MailSystemTraits } from './mailbox/fakes/mail-system-traits.ts';
export type { OrganizedMeeting } from './mailbox/fakes/model/organized-meeting.ts';
export { occurrencesIn, timeOf } from './mailbox/fakes/model/recurrence.ts';
export { shuffled } from './mailbox/fakes/shuffled.ts';
export type { MailboxContractPart } from './mailbox/mailbox-checks.ts';
export { mailboxProviderContract } from './mailbox/mailbox-provider-contract.ts';
export type {
  MailboxWorld,
  MailboxWorldFactory,
  WorldAnswer,
  WorldChange,
  WorldInvitation,
  WorldMeeting,
  WorldTrouble,
} from './mailbox/mailbox-world.ts';
export type { BookingWorld } from './mailbox/meeting-booker-checks.ts';
export { meetingBookerContract } from './mailbox/meeting-booker-contract.ts';
export { organizerCalendarsContract } from './mailbox/organizer-calendars-contract.ts';
export type { OpenedAccount, ProviderWorld } from './mailbox/provider-world.ts';
export { replyTo } from './mailbox/world-steps.ts';
export {
  type ConnectProxy,
  type ConnectProxyOptions,
  startConnectProxy,
} from './network/connect-proxy.ts';
export { type JoinAdapterContractOptions, joinAdapterContract } from './platform/join-adapter-contract.ts';
export type { PlantedRoom, RoomSourceWorld } from './rooms/room-source-checks.ts';
export { roomSourceContract } from './rooms/room-source-contract.ts';
export { FakeClock } from './runtime/fake-clock.ts';
export { type LogLine, type RecordingLogger, recordingLogger } from './runtime/recording-logger.ts';
export { createSeededRandom } from './runtime/seeded-random.ts';
export { FakeSignInProvider } from './sign-in/fake-sign-in-provider.ts';
export type {
  HostileFacts,
  HostileKey,
  SignInDialect,
  SignInSpoil,
} from './sign-in/hostile-identity-provider.ts';
export { type SignInAttackOptions, signInAttackContract } from './sign-in/sign-in-attack-contract.ts';
export { type SignInWorld, signInProviderContract } from './sign-in/sign-in-provider-contract.ts';
export type { OpenedDatabase } from './store/contract/opened-database.ts';
export { CrashError } from './store/crash-error.ts';
export { documentDatabaseContract } from './store/document-database-contract.ts';
export type { DocumentAccess } from './store/memory-documents.ts';
export {
  createWeakMemoryDatabase,
  type WeakMemoryDatabase,
  type WeakMemoryOptions,
} from './store/weak-memory-database.ts';
export {
  type TemplateEngineContractOptions,
  templateEngineContract,
} from './template-engine/template-engine-contract.ts';
