export type { Account, AccountPerson, AdminRights, AdminRole } from './accounts/account.ts';
export {
  countAccounts,
  findAccount,
  findAccountByName,
  type KnownAccount,
  listAccounts,
} from './accounts/account-records.ts';
export type { AuditedBy } from './accounts/account-rules.ts';
export {
  AdminSessions,
  type BegunAdminSession,
  type SignedInAdministrator,
} from './accounts/admin-sessions.ts';
export {
  type AdministratorsDeps,
  createAccount,
  editAccount,
  noAccount,
  removeAccount,
  unlockName,
} from './accounts/administrators.ts';
export { answerOnce } from './accounts/answered-requests.ts';
export { API_TOKEN_PREFIX, type ApiToken } from './accounts/api-token.ts';
export {
  type ApiTokensDeps,
  createApiToken,
  listApiTokens,
  noToken,
  revokeApiToken,
  useApiToken,
} from './accounts/api-tokens.ts';
export type { PasswordHasher } from './accounts/password-hasher.ts';
export { admit } from './admission/admit.ts';
export { enterByJoinLink } from './admission/enter-by-join-link.ts';
export { type FollowDeps, followJoinLink } from './admission/follow-join-link.ts';
export { type TakeEventsDeps, takePlatformEvents } from './admission/take-platform-events.ts';
export type { Alarm } from './alarms/alarm.ts';
export { type AlarmRef, AlarmService } from './alarms/alarm-service.ts';
export { alarmTexts } from './alarms/alarm-texts.ts';
export { aliasClaim } from './allocation/claim.ts';
export type { PinSettings } from './allocation/derive-pins.ts';
export type { AllocationPolicy, HeldReservation } from './allocation/held-reservation.ts';
export { openSpaceKey } from './allocation/number-spaces.ts';
export { attendeePinValues } from './allocation/pin-values.ts';
export { sweepNumbers } from './allocation/quarantine.ts';
export { isReservation, type Reservation, type ReservationRecord } from './allocation/reservation.ts';
export { ReservationService } from './allocation/reservation-service.ts';
export type { ReserveAliasesDeps } from './allocation/reserve-aliases.ts';
export { type AuditEntry, type AuditNote, withAudit } from './audit/audit-entry.ts';
export type { AuditEvent, AuditSubject } from './audit/audit-event.ts';
export { type AuditedChange, changesBetween } from './audit/changes-between.ts';
export { isRefusedForClock } from './callers/is-refused-for-clock.ts';
export { judgeRefusals, noRefusals, type RefusalState } from './callers/judge-refusals.ts';
export { verifyCaller } from './callers/verify-caller.ts';
export { openStore, type Store, storeShapes } from './collections/store.ts';
export { type MeetingKey, meetingKey } from './identity/meeting-key.ts';
export {
  type AliasGrant,
  type AliasGrantSource,
  type AliasGrants,
  checkAliasGrant,
  grantOf,
  grantsNow,
} from './integration/alias-grants.ts';
export { checkJoinScheme } from './integration/check-join-scheme.ts';
export { defaultIcon } from './integration/default-icon.ts';
export { ownPaneVersions } from './integration/default-pane-texts.ts';
export { deleteIntegration } from './integration/delete-integration.ts';
export { expandFlatRecord, flatSettings } from './integration/flat-names.ts';
export {
  claimedValues,
  claimStoredIntegration,
  findTaken,
  tenantOfId,
} from './integration/integration-claims.ts';
export { type IntegrationDocument, isIntegration } from './integration/integration-document.ts';
export { toRecordJson } from './integration/integration-record.ts';
export { type IssuedManifest, issueManifest } from './integration/issue-manifest.ts';
export { textFor } from './integration/localized-text.ts';
export {
  type ManifestContent,
  type ManifestFlavour,
  type ManifestIssues,
  manifestFlavours,
  manifestVersion,
} from './integration/manifest-issues.ts';
export { parseIntegrationRecord } from './integration/parse-integration-record.ts';
export type { ReadRecord } from './integration/read-stored-record.ts';
export { toCamelCase, toSnakeCase } from './integration/record-case.ts';
export { type RecordConsequences, recordConsequences } from './integration/record-consequences.ts';
export {
  type FormField,
  type FormGroup,
  type PluginForm,
  platformForms,
  type RecordForm,
  recordForm,
} from './integration/record-form.ts';
export type { RecordDeployment } from './integration/record-rules.ts';
export {
  formatIntegrationRecord,
  openIntegrationRecord,
  type StoredIntegrationRecord,
} from './integration/record-secrets.ts';
export { saveIntegration } from './integration/save-integration.ts';
export { sampleValues } from './integration/template-samples.ts';
export { checkTemplates, templateSlots } from './integration/template-slots.ts';
export { upgradeCallers } from './integration/upgrade-callers.ts';
export { shareMailboxes } from './lease/share-mailboxes.ts';
export { type Silence, silenceAfter } from './lease/silence.ts';
export { defaultWorkerSettings, type WorkerContext, type WorkerSettings } from './lease/worker-context.ts';
export { aliasesOf, editedFields, ownerOf, pinsOf, themeOf } from './meetings/conference-edits.ts';
export { type ConferenceTimes, conferenceTimes } from './meetings/conference-times.ts';
export type { Meeting } from './meetings/meeting.ts';
export { wordsOf } from './meetings/meeting-terms.ts';
export { occurrencesOf, takesPlaceAt } from './meetings/occurrences.ts';
export { plainOptions, type SchedulingOptions, type SchedulingPolicy } from './meetings/scheduling-policy.ts';
export { integrationOfState } from './oauth/account-sign-in.ts';
export {
  type ConferenceEdit,
  conferenceEditSchema,
  parseConferenceEdit,
} from './operations/conference-edit-input.ts';
export {
  type Diagnosis,
  type Examination,
  problem,
  sound,
  untold,
} from './operations/doctor/examination.ts';
export { type ExaminedAddIn, examineAddIn } from './operations/doctor/examine-add-in.ts';
export { examineOrganizers } from './operations/doctor/examine-entries.ts';
export {
  type ExaminedMailbox,
  examineAccess,
  examineMailbox,
} from './operations/doctor/examine-mailbox.ts';
export { type ExaminedRecord, examineRecord } from './operations/doctor/examine-record.ts';
export { type RunDoctorOptions, runDoctor, saidBy } from './operations/doctor/run-doctor.ts';
export { type TestMeetingOptions, tryTestMeeting } from './operations/doctor/try-test-meeting.ts';
export { type EditConferenceDeps, editConference } from './operations/edit-conference.ts';
export { type AcrossPage, findAcross, type ListPart } from './operations/find-across.ts';
export {
  anyConference,
  type ConferencePage,
  type ConferenceQuery,
  type ConferenceScope,
  findConference,
  findConferences,
  type MeetingWithConference,
} from './operations/find-conferences.ts';
export type {
  KeyRotationDeps,
  KeyRotationEvent,
  KeyRotationOptions,
  KeyRotationReport,
  SealedCollection,
  SealedTally,
} from './operations/key-rotation/key-rotation-types.ts';
export { rotateKeys } from './operations/key-rotation/rotate-keys.ts';
export { findMailboxRemains } from './operations/mailbox-remains.ts';
export { maintainMailboxes } from './operations/maintenance/maintain-mailboxes.ts';
export type {
  MaintenanceEvent,
  MaintenanceOptions,
  MaintenanceReport,
} from './operations/maintenance/maintenance-types.ts';
export {
  type CollectionDigest,
  moveStore,
  refuseUnfinishedMove,
  type StoreMoveEvent,
  type StoreMoveOptions,
} from './operations/move-store.ts';
export type { OperatedMailbox } from './operations/operated-mailbox.ts';
export { prepareRestored, type RestoredStore } from './operations/prepare-restored.ts';
export { recoverConferences } from './operations/recovery/recover-conferences.ts';
export { recoveryTrouble } from './operations/recovery/recovery-trouble.ts';
export type {
  RecoveryEvent,
  RecoveryOptions,
  RecoveryPlan,
  RecoveryReport,
} from './operations/recovery/recovery-types.ts';
export {
  type TakeOverEvent,
  type TakeOverOptions,
  takeOverMailbox,
} from './operations/recovery/take-over-mailbox.ts';
export { copyAudit, runHousekeeping } from './operations/run-housekeeping.ts';
export { TextAlarms } from './operations/text-alarms.ts';
export {
  probeMailboxes,
  type TriedMailbox,
  type TryConnectionDeps,
  tryConnection,
} from './operations/try-connection.ts';
export { watchAnswers } from './operations/watch-answers.ts';
export type { AnswerQueue } from './outbox/answer-queue.ts';
export { changeRoom } from './personal-rooms/change-room.ts';
export { type ImportReport, importRooms, type RoomImport } from './personal-rooms/import-rooms.ts';
export {
  type OfferedRoom,
  offerRooms,
  type RenderedRoom,
  type RoomsOfPerson,
  renderRoom,
} from './personal-rooms/render-room.ts';
export { isRoom, type Room, type RoomEntry } from './personal-rooms/room.ts';
export {
  deleteRoom,
  findRoom,
  findRoomByName,
  listRooms,
  type RoomDeps,
} from './personal-rooms/room-records.ts';
export { StoredRoomSource } from './personal-rooms/stored-room-source.ts';
export type { Platform, PlatformProof } from './platforms/platform.ts';
export {
  changePlatform,
  createPlatform,
  deletePlatform,
  type IssuedPlatform,
  listPlatforms,
  nameTaken,
  noPlatform,
  type PlatformCreation,
  type PlatformDeps,
  type PlatformFields,
  type PlatformRef,
  renewPlatformSecret,
  type StoredPlatform,
} from './platforms/platform-records.ts';
export { setupContextOf } from './plugin/setup-step.ts';
export { compilePersonalTexts, compileTexts } from './policies/compile-texts.ts';
export { allocationPolicyOf, schedulingPolicyOf } from './policies/policies-of.ts';
export {
  type EdgeIntegration,
  type EdgePane,
  type EdgeSnapshot,
  edgeSnapshotSchema,
  edgeTextFor,
} from './reserving/edge-snapshot.ts';
export type { ManagerCall } from './reserving/manager-call.ts';
export { createManagerClient, managerCalls } from './reserving/manager-calls.ts';
export { PoolBalancer } from './reserving/pool-balancer.ts';
export { ReservationLimiter } from './reserving/reservation-limiter.ts';
export { reserveAtEdge } from './reserving/reserve-at-edge.ts';
export {
  type PooledMailbox,
  type ReserveDeps,
  reserveSingleUseVmr,
} from './reserving/reserve-single-use-vmr.ts';
export { callerBudgetShape, SharedReservationLimiter } from './reserving/shared-reservation-limiter.ts';
export { type ClockReading, ClockWatch } from './runtime/clock-watch.ts';
export { type ClockSigns, defaultClockLimits } from './runtime/judge-clock.ts';
export { TokenBuckets } from './runtime/token-buckets.ts';
export { createSecretBox, type SecretKey, sealingKeyOf } from './secrets/create-secret-box.ts';
export { forgetPluginSecrets, pluginSecretsOf } from './secrets/plugin-secrets.ts';
export type { SecretBox } from './secrets/secret-box.ts';
export { CREDENTIAL_DAYS, judgeCredential } from './sign-in/judge-credential.ts';
export {
  createPaneBearerVerifier,
  type PaneBearerClaims,
  type PaneBearerReader,
  type PaneBearers,
  userIdOf,
} from './sign-in/pane-bearer.ts';
export {
  beginSignIn,
  completeSignIn,
  openSignInLink,
  releaseSignIn,
} from './sign-in/run-sign-in.ts';
export type { SignInDeps } from './sign-in/sign-in-deps.ts';
export { SignInRecords } from './sign-in/sign-in-records.ts';
export { readSignInState } from './sign-in/sign-in-state.ts';
export type { SignInUser, SignInUsers } from './sign-in/sign-in-users.ts';
export { takeSignIn } from './sign-in/take-sign-in.ts';
export { updateDocument } from './store/update-document.ts';
export { sealJoinToken } from './tags/join-token.ts';
export { sealSchedulingTag, type TagKeyRing, tagIdOf } from './tags/scheduling-tag.ts';
export { findTags } from './tags/tag-parser.ts';
export { TagReader } from './tags/tag-reader.ts';
export { createTokenKeyPair, openToken, sealToken, tokenTagText } from './tags/token-tag.ts';
export type { IntegrationTexts, PersonalTexts } from './templates/integration-texts.ts';
export { mayBeJoinScheme } from './templates/join-target.ts';
export {
  DEFAULT_RENDERING_BUDGET_MS,
  RenderingBudget,
  type RenderingCost,
} from './templates/rendering-budget.ts';
export { withinBudget } from './templates/within-budget.ts';
export type { Tenant } from './tenants/tenant.ts';
export { type TenantInput, tenantIdSchema, tenantInputSchema } from './tenants/tenant-input.ts';
export {
  deleteTenant,
  findTenant,
  grantsOf,
  listTenants,
  saveTenant,
  type TenantDeps,
} from './tenants/tenant-records.ts';
export { importUsers, type UserImportReport } from './users/import-users.ts';
export {
  IntegrationUsers,
  type IntegrationUsersOptions,
  type KnownUser,
} from './users/integration-users.ts';
export { isUser, type User, type UserEntry, userName } from './users/user.ts';
export {
  changeUser,
  deleteUser,
  findUser,
  findUsersByEmail,
  listUsers,
  type UserDeps,
} from './users/user-records.ts';
export {
  deliverWebhook,
  testWebhook,
  type WebhookCall,
  type WebhookCaller,
  webhookAlarm,
} from './webhooks/deliver-webhooks.ts';
export type { Webhook } from './webhooks/webhook.ts';
export { webhookEventTypes } from './webhooks/webhook-event.ts';
export {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  everyWebhook,
  noWebhook,
  renewWebhookSecret,
  type WebhookDeps,
  webhooksOf,
} from './webhooks/webhook-records.ts';
export { runMailboxWorker } from './worker/mailbox-worker.ts';
export { WorkerPulse } from './worker/worker-pulse.ts';
