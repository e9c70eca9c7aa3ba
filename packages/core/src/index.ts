export { type AdmitDeps, admit, decideAdmission } from './admission/admit.ts';
export {
  type AdmissionDecision,
  type AdmissionQuestion,
  type AdmittedConference,
  type ClosedReason,
  type JoinAdapter,
  PLATFORM_METHODS,
  type PlatformCredentials,
  type PlatformOperation,
  type PlatformRequest,
  type PlatformResponse,
  type PlatformRoute,
} from './admission/join-adapter.ts';
export { type Alarm, type AlarmKind, alarmShape } from './alarms/alarm.ts';
export { type AlarmRef, AlarmService } from './alarms/alarm-service.ts';
export type { AliasFormat } from './allocation/alias-format.ts';
export type { AllocationStore, KeySealContext, KeySealer } from './allocation/allocation-store.ts';
export {
  aliasClaim,
  type Claim,
  type ClaimOwner,
  claimShape,
  draftClaim,
  nameClaim,
  tokenClaim,
  untrustedAnswerClaim,
} from './allocation/claim.ts';
export type { PinSettings, Pins } from './allocation/derive-pins.ts';
export { type DrawNumberDeps, type DrawNumberInput, drawNumber } from './allocation/draw-number.ts';
export {
  type HoldResult,
  holdClaims,
  releaseClaims,
  sameOwner,
  type WantedClaim,
} from './allocation/hold-claims.ts';
export {
  type NumberSpace,
  numberDigits,
  numberSpaceFamily,
  numberSpaceId,
  numberSpaceShape,
  prefixesOverlap,
  type SpaceNumber,
  type SpaceNumberState,
  spaceNumberId,
  spaceNumberShape,
} from './allocation/number-space.ts';
export {
  ensureNumberSpace,
  measureFillLevel,
  type NumberSpaceDeps,
  type NumberSpaceInput,
  openSpaceKey,
  SPACE_ALARM_LEVEL,
} from './allocation/number-spaces.ts';
export {
  createPermutation,
  keyedRank,
  MAX_NUMBER_LENGTH,
  type Permutation,
} from './allocation/permutation.ts';
export {
  type NumberRef,
  releaseNumber,
  restartQuarantine,
  type SweepNumbersOptions,
  sweepNumbers,
} from './allocation/quarantine.ts';
export {
  isReservation,
  type Reservation,
  type ReservationRecord,
  type ReservationState,
  type ReservationTombstone,
  reservationShape,
} from './allocation/reservation.ts';
export {
  type BindResult,
  bindReservation,
  type FindByTagOptions,
  findReservationByTag,
  type LapseOptions,
  lapseReservations,
  type ReleaseOptions,
  type ReservationRef,
  releaseReservation,
  reservationOwner,
  type TagLookup,
} from './allocation/reservation-lifecycle.ts';
export {
  type AllocationPolicy,
  type HeldReservation,
  type Redemption,
  ReservationService,
  type TaggedReservation,
  type Unobtainable,
} from './allocation/reservation-service.ts';
export {
  DRAFT_VALID_MS,
  type ReserveAliasesDeps,
  type ReserveAliasesInput,
  type ReservedAliases,
  reservationAliases,
  reservationClaims,
  reserveAliases,
} from './allocation/reserve-aliases.ts';
export type { SealedPins } from './allocation/sealed-pins.ts';
export {
  type ClaimOwnerSide,
  type RaiseOwnerOptions,
  type RaiseResult,
  raiseOwner,
  type SweepClaimsOptions,
  type SweepReport,
  sweepClaims,
} from './allocation/sweeper.ts';
export type { Caller, CallerVerifier, IntegrationCallers, VerifyOptions } from './callers/caller.ts';
export { isRefusedForClock } from './callers/is-refused-for-clock.ts';
export { verifyCaller } from './callers/verify-caller.ts';
export { openStore, type Store } from './collections/store.ts';
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
export {
  cleanGlobalObjectId,
  globalObjectIdOf,
  type MeetingIdentity,
  type MeetingKey,
  meetingKey,
} from './identity/meeting-key.ts';
export type { IntegrationId, IntegrationRef, TenantId } from './identity/tenancy.ts';
export {
  type AliasGrant,
  type AliasGrants,
  checkAliasGrant,
  isAliasGranted,
} from './integration/alias-grants.ts';
export { configuredUrl, hostname, lineList } from './integration/fields.ts';
export {
  expandFlatRecord,
  type FlatName,
  type FlatOptions,
  flatNameAt,
  flatNames,
  flatSettings,
  flattenRecord,
} from './integration/flat-names.ts';
export {
  type ClaimedValue,
  claimedValues,
  claimStoredIntegration,
  findTaken,
} from './integration/integration-claims.ts';
export {
  type IntegrationDocument,
  type IntegrationEntry,
  integrationShape,
  isIntegration,
} from './integration/integration-document.ts';
export {
  type IntegrationRecord,
  type IntegrationRecordJson,
  integrationRecordSchema,
  toRecordJson,
} from './integration/integration-record.ts';
export { type LocalizedText, textFor } from './integration/localized-text.ts';
export { findMarkupFault, type MarkupFault } from './integration/markup-fault.ts';
export { SECRET_MASK } from './integration/masked-secrets.ts';
export { type ParseRecordOptions, parseIntegrationRecord } from './integration/parse-integration-record.ts';
export type { ReadRecord } from './integration/read-stored-record.ts';
export { type CamelCase, type CamelCased, toCamelCase, toSnakeCase } from './integration/record-case.ts';
export { type RecordConsequences, recordConsequences } from './integration/record-consequences.ts';
export { type JsonPath, toInputIssues } from './integration/record-issues.ts';
export type { RecordDeployment } from './integration/record-rules.ts';
export {
  formatIntegrationRecord,
  openIntegrationRecord,
  type RecordSecretsOptions,
  type StoredIntegrationRecord,
  sealIntegrationRecord,
} from './integration/record-secrets.ts';
export {
  type IntegrationSave,
  type SaveIntegrationDeps,
  type SaveIntegrationResult,
  saveIntegration,
} from './integration/save-integration.ts';
export type {
  PluginDescription,
  PluginSettings,
  SecretSetting,
  ServiceAccountSignIn,
  SettingDescription,
  SettingsContract,
  SettingsContracts,
} from './integration/settings-contract.ts';
export { checkTemplates, type TemplateSlot, templateSlots } from './integration/template-slots.ts';
export { upgradeCallers } from './integration/upgrade-callers.ts';
export { defaultWorkerSettings, type WorkerContext, type WorkerSettings } from './lease/worker-context.ts';
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
export type { MailboxProvider } from './mailbox/mailbox-provider.ts';
export {
  type MailboxLease,
  type MailboxRecord,
  mailboxShape,
  type ParkedMessage,
  parkedShape,
} from './mailbox/mailbox-record.ts';
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
  OrganizerCalendars,
  OrganizerItemRef,
  OrganizerMeetingQuery,
  RewriteOutcome,
} from './mailbox/organizer-calendars.ts';
export { type ConferenceTimes, conferenceTimes } from './meetings/conference-times.ts';
export { decide, type MeetingMessage, type MessageFacts } from './meetings/decide.ts';
export { evolve } from './meetings/evolve.ts';
export type { Intent } from './meetings/intent.ts';
export { type Conference, type Meeting, meetingShape } from './meetings/meeting.ts';
export { compareVersions, isNewer, type MeetingVersion } from './meetings/meeting-version.ts';
export { type JoinBuffers, joinWindow, occurrencesOf } from './meetings/occurrences.ts';
export type { SchedulingPolicy } from './meetings/scheduling-policy.ts';
export type { Step, StepContext } from './meetings/step.ts';
export type { MessageBody } from './message-body/message-body.ts';
export { type BodyReplacement, replaceInBody } from './message-body/replace-in-body.ts';
export type { TextRange } from './message-body/text-range.ts';
export { claimOwners } from './operations/claim-owners.ts';
export type {
  KeyRotationDeps,
  KeyRotationEvent,
  KeyRotationOptions,
  KeyRotationReport,
  RetiredTags,
  SealedCollection,
  SealedTally,
} from './operations/key-rotation/key-rotation-types.ts';
export { rotateKeys } from './operations/key-rotation/rotate-keys.ts';
export { findMailboxRemains, type MailboxRemains } from './operations/mailbox-remains.ts';
export { maintainMailboxes } from './operations/maintenance/maintain-mailboxes.ts';
export type {
  FolderReport,
  MailboxMaintenance,
  MaintenanceDeps,
  MaintenanceEvent,
  MaintenanceOptions,
  MaintenanceReport,
} from './operations/maintenance/maintenance-types.ts';
export type { OperatedMailbox } from './operations/operated-mailbox.ts';
export { planRecovery } from './operations/recovery/plan-recovery.ts';
export { recoverConferences } from './operations/recovery/recover-conferences.ts';
export { maintenanceTrouble, recoveryTrouble } from './operations/recovery/recovery-trouble.ts';
export type {
  LeftReason,
  MailboxPlan,
  RecoveryDeps,
  RecoveryEvent,
  RecoveryOptions,
  RecoveryPlan,
  RecoveryReport,
  RecoveryScope,
  RecoveryTask,
} from './operations/recovery/recovery-types.ts';
export {
  type TakeOverEvent,
  type TakeOverOptions,
  takeOverMailbox,
} from './operations/recovery/take-over-mailbox.ts';
export {
  type HousekeepingDeps,
  type HousekeepingReport,
  runHousekeeping,
} from './operations/run-housekeeping.ts';
export { TextAlarms, type TextAlarmsOptions } from './operations/text-alarms.ts';
export {
  type TriedMailbox,
  type TryConnectionDeps,
  tryConnection,
} from './operations/try-connection.ts';
export { type WatchAnswersDeps, type WatchedMailbox, watchAnswers } from './operations/watch-answers.ts';
export type { AnswerQueue } from './outbox/answer-queue.ts';
export {
  definePlugin,
  type Plugin,
  type PluginDeps,
  type PluginErrors,
  type PluginKind,
  type PluginProducts,
} from './plugin/plugin.ts';
export { aliasFormatOf } from './policies/alias-format-of.ts';
export { type CompileTextsOptions, compileTexts } from './policies/compile-texts.ts';
export { allocationPolicyOf, schedulingPolicyOf } from './policies/policies-of.ts';
export { chooseMailbox, type MailboxLoad } from './reserving/choose-mailbox.ts';
export {
  type EdgeIntegration,
  type EdgeSnapshot,
  edgeSnapshotSchema,
  edgeTextFor,
  type InvitedMailbox,
} from './reserving/edge-snapshot.ts';
export {
  createManagerClient,
  type ManagerAnswer,
  type ManagerCall,
  type ManagerCallName,
  type ManagerClient,
  type ManagerRequest,
  managerCalls,
  type ReserveAnswer,
  type ReserveRequest,
} from './reserving/manager-calls.ts';
export { PoolBalancer, type PoolMailbox } from './reserving/pool-balancer.ts';
export { type AllocationLimits, ReservationLimiter } from './reserving/reservation-limiter.ts';
export { type EdgeDeps, MANAGER_DEADLINE_MS, reserveAtEdge } from './reserving/reserve-at-edge.ts';
export {
  type PooledMailbox,
  type ReserveDeps,
  reserveSingleUseVmr,
} from './reserving/reserve-single-use-vmr.ts';
export type { Clock } from './runtime/clock.ts';
export { type ClockReading, ClockWatch } from './runtime/clock-watch.ts';
export {
  type ClockLimits,
  type ClockSigns,
  type ClockVerdict,
  defaultClockLimits,
  type ServerTime,
} from './runtime/judge-clock.ts';
export { type LogFields, type Logger, silentLogger } from './runtime/logger.ts';
export { type Random, uuidV4, uuidV7 } from './runtime/random.ts';
export {
  createSecretBox,
  type SecretBoxOptions,
  type SecretKey,
  sealingKeyOf,
} from './secrets/create-secret-box.ts';
export type { SecretBox, SecretContext } from './secrets/secret-box.ts';
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
export { fromOrderedText, toOrderedText } from './store/ordered-text.ts';
export {
  checkChanges,
  checkQuery,
  type IndexEntry,
  indexEntry,
  leadingText,
  type PagePosition,
  readPagePosition,
  writePagePosition,
} from './store/store-usage.ts';
export { readDocument, writeDocument } from './store/stored-text.ts';
export { type ChooseTagOptions, type ChosenTag, chooseTag, type TagWorth } from './tags/choose-tag.ts';
export {
  openSchedulingTag,
  type SchedulingTagContent,
  type SealSchedulingTagOptions,
  schedulingTagText,
  sealSchedulingTag,
  type TagKeyRing,
} from './tags/scheduling-tag.ts';
export type { TagFact } from './tags/tag-fact.ts';
export { type FoundTag, findTags } from './tags/tag-parser.ts';
export {
  type OpenedToken,
  TagReader,
  type TagReaderOptions,
  type TokenReplacement,
} from './tags/tag-reader.ts';
export {
  createTokenKeyPair,
  openToken,
  type SealTokenOptions,
  sealToken,
  TOKEN_VALID_MS,
  type TokenContent,
  type TokenKeyPair,
  type TokenProof,
  tokenHash,
  tokenStatement,
  tokenTagText,
  tokenWithinValidity,
} from './tags/token-tag.ts';
export type {
  AcceptText,
  DeclineText,
  IntegrationTexts,
  TextName,
  TextsWatch,
} from './templates/integration-texts.ts';
export {
  DEFAULT_RENDERING_BUDGET_MS,
  RenderingBudget,
  type RenderingCost,
} from './templates/rendering-budget.ts';
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
export { withinBudget } from './templates/within-budget.ts';
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
export { type MailboxWorkerOptions, runMailboxWorker } from './worker/mailbox-worker.ts';
