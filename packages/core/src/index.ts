export { dialledAlias } from './admission/dialled-alias.ts';
export {
  type AdmissionDecision,
  type AdmissionQuestion,
  type AdmittedConference,
  type ClosedReason,
  type JoinAdapter,
  type JoiningParticipant,
  type ParticipantRole,
  PLATFORM_METHODS,
  type PlatformCredentials,
  type PlatformEntrance,
  type PlatformEvent,
  type PlatformEvents,
  type PlatformOperation,
  type PlatformRequest,
  type PlatformResponse,
  type PlatformRoute,
} from './admission/join-adapter.ts';
export { participantRole } from './admission/participant-role.ts';
export { refusalText } from './admission/refusal-text.ts';
export type { Pins } from './allocation/derive-pins.ts';
export type { Caller, CallerVerifier, IntegrationCallers, VerifyOptions } from './callers/caller.ts';
export { checkTokenLifetime, TOKEN_TOLERANCE_MS } from './callers/check-token-lifetime.ts';
export { fetchMetadata, METADATA_LIMITS } from './callers/fetch-metadata.ts';
export { quoted } from './callers/quoted.ts';
export { SigningKeys, type SigningKeysOptions } from './callers/signing-keys.ts';
export {
  type Http,
  type HttpClient,
  type HttpClientOptions,
  type HttpConnection,
  HttpError,
  type RequestSent,
  type WireAnswer,
  type WireRequest,
} from './egress/http.ts';
export { systemReasonOf } from './errors/system-reason.ts';
export {
  ConflictError,
  codeOf,
  type InputIssue,
  InvalidInputError,
  NotAllowedError,
  NotAuthenticatedError,
  NotFoundError,
  ThrottledError,
  UnavailableError,
  VmrKitError,
  type VmrKitErrorOptions,
} from './errors/vmrkit-error.ts';
export { cleanGlobalObjectId, type MeetingIdentity } from './identity/meeting-key.ts';
export type { IntegrationId, IntegrationRef, TenantId } from './identity/tenancy.ts';
export { configuredUrl, hostname, lineList } from './integration/fields.ts';
export type { IntegrationRecord, IntegrationRecordJson } from './integration/integration-record.ts';
export { findMarkupFault, type MarkupFault } from './integration/markup-fault.ts';
export type { CamelCase, CamelCased } from './integration/record-case.ts';
export { type JsonPath, toInputIssues } from './integration/record-issues.ts';
export type {
  PluginDescription,
  PluginSettings,
  SecretSetting,
  ServiceAccountSignIn,
  SettingDescription,
  SettingsContract,
  SettingsContracts,
} from './integration/settings-contract.ts';
export type {
  AcceptedMeeting,
  AnswerSubject,
  CalendarOccurrence,
  CallOptions,
  ChangeBatch,
  DeletionFilter,
  DeletionProgress,
  EquipmentMailbox,
  FollowOptions,
  FoundAnswer,
  MailboxInspection,
  MailboxMark,
  MarkRenewal,
  ReadResult,
  Reply,
  ReplyOutcome,
  SenderHint,
} from './mailbox/equipment-mailbox.ts';
export {
  type InboundNotification,
  type InboundNotifications,
  type InboundRequest,
  type InboundResponse,
  MOST_KEY_LENGTH,
  MOST_PAYLOAD_LENGTH,
} from './mailbox/inbound-notifications.ts';
export { readMailboxMark, writeMailboxMark } from './mailbox/mailbox-mark.ts';
export type { MailboxProvider } from './mailbox/mailbox-provider.ts';
export type { MeetingBooker, TestMeeting, TestMeetingAnswer } from './mailbox/meeting-booker.ts';
export type {
  AboutMeeting,
  ItemRef,
  MailboxMessage,
  MeetingCancellation,
  MeetingRequest,
  MeetingZone,
  MessageEnvelope,
  ModifiedOccurrence,
  OtherMessage,
  Participant,
  SeriesFacts,
} from './mailbox/meeting-message.ts';
export type {
  BodyRewrite,
  LocateResult,
  OnlineMeetingChange,
  OrganizerCalendars,
  OrganizerItemRef,
  OrganizerMeetingQuery,
  RewriteOutcome,
} from './mailbox/organizer-calendars.ts';
export { readAddress, readDirectoryName } from './mailbox/smtp-address.ts';
export { isNewer, type MeetingVersion } from './meetings/meeting-version.ts';
export {
  advanceHtml,
  HTML_START,
  type HtmlMode,
  type HtmlMove,
  type HtmlState,
} from './message-body/html-state.ts';
export type { MessageBody } from './message-body/message-body.ts';
export {
  type AccountDeps,
  type AuthorizationAnswer,
  accountTokens,
  beginAccountSignIn,
  finishAccountSignIn,
  type SignedInAccount,
} from './oauth/account-sign-in.ts';
export {
  type ClientCredential,
  type IssuedTokens,
  isClientCertificate,
  type OAuthClient,
  requestTokens,
  type TokenDeps,
} from './oauth/token-endpoint.ts';
export {
  cachedTokens,
  clientCredentialsTokens,
  type TokenAudience,
  type TokenSource,
} from './oauth/token-source.ts';
export type { DoctorFinding } from './operations/doctor/examination.ts';
export {
  type PersonalRoom,
  type RoomAliases,
  type RoomSource,
  sortAliases,
} from './personal-rooms/room-source.ts';
export { calendarProcessingStep } from './plugin/calendar-processing-step.ts';
export type { DoctorCheck, DoctorContext } from './plugin/doctor-check.ts';
export {
  type AccountSignIn,
  definePlugin,
  type IntegrationDeps,
  type IntegrationDepsOf,
  type IntegrationPluginKind,
  type Plugin,
  type PluginDeps,
  type PluginErrors,
  type PluginKind,
  type PluginProducts,
  type RestoreOptions,
  type StoreCopies,
  type StoreTools,
} from './plugin/plugin.ts';
export { powerShellText, type SetupContext, type SetupStep } from './plugin/setup-step.ts';
export type {
  ManagerAnswer,
  ManagerCallName,
  ManagerClient,
  ManagerRequest,
  NotificationDelivery,
  ReserveAnswer,
  ReserveRequest,
} from './reserving/manager-calls.ts';
export type { Clock } from './runtime/clock.ts';
export type { ServerTime } from './runtime/judge-clock.ts';
export { type LogFields, type Logger, silentLogger } from './runtime/logger.ts';
export { Pauses, type PausesOptions } from './runtime/pauses.ts';
export { type Random, uuidV4 } from './runtime/random.ts';
export { type Hold, SharedByKey } from './runtime/shared-by-key.ts';
export type { PluginSecret, PluginSecrets, PluginSecretWrite } from './secrets/plugin-secrets.ts';
export type {
  BegunSignIn,
  SignedInIdentity,
  SignInProvider,
  SignInReturn,
  SignInStart,
} from './sign-in/sign-in-provider.ts';
export { toSignInError } from './sign-in/to-sign-in-error.ts';
export type { ContentsQuery, DatabaseContents, HeldCollection } from './store/database-contents.ts';
export {
  type Change,
  type ChangeResult,
  type CollectionShape,
  DEPLOYMENT,
  type DocumentCollection,
  type IndexQuery,
  type IndexValue,
  type JsonObject,
  type Page,
  type Partition,
  type Revision,
  type Stored,
} from './store/document-collection.ts';
export type { DocumentDatabase } from './store/document-database.ts';
export { readDocument, writeDocument } from './store/stored-text.ts';
export type {
  CompiledTemplate,
  CompileOptions,
  TemplateEngine,
  TemplateLimits,
  TemplateOutput,
  TemplateValue,
  TemplateValues,
  TemplateVariable,
} from './templates/template-engine.ts';
export {
  DAY_MS,
  formatInstant,
  HOUR_MS,
  type Instant,
  type Interval,
  instant,
  MINUTE_MS,
  parseInstant,
  SECOND_MS,
  shift,
} from './time/instant.ts';
export type { YearlyChange, ZoneEra, ZoneRules } from './time/zone-rules.ts';
