import { type AccountEntry, accountShape } from '../accounts/account.ts';
import { type AdminSession, adminSessionShape } from '../accounts/admin-session.ts';
import { type AnsweredRequest, answeredRequestShape } from '../accounts/answered-requests.ts';
import { type ApiToken, apiTokenShape } from '../accounts/api-token.ts';
import { type SignInAttempts, signInAttemptsShape } from '../accounts/sign-in-attempts.ts';
import { type Alarm, alarmShape } from '../alarms/alarm.ts';
import { type Claim, claimShape } from '../allocation/claim.ts';
import {
  type NumberSpace,
  numberSpaceShape,
  type SpaceNumber,
  spaceNumberShape,
} from '../allocation/number-space.ts';
import {
  type ReservationIndex,
  type ReservationRecord,
  reservationShape,
} from '../allocation/reservation.ts';
import { type AuditEvent, auditEventShape } from '../audit/audit-event.ts';
import type { AuditedCollection } from '../audit/copy-audit-events.ts';
import {
  type IntegrationEntry,
  type IntegrationIndex,
  integrationShape,
} from '../integration/integration-document.ts';
import {
  type MailboxRecord,
  mailboxShape,
  type ParkedMessage,
  parkedShape,
} from '../mailbox/mailbox-record.ts';
import { type ConferenceRun, conferenceRunShape } from '../meetings/conference-run.ts';
import { type Meeting, type MeetingIndex, meetingShape } from '../meetings/meeting.ts';
import { type RoomEntry, roomShape } from '../personal-rooms/room.ts';
import { type PlatformEntry, type PlatformIndex, platformShape } from '../platforms/platform.ts';
import { pluginSecretShape, type StoredPluginSecret } from '../secrets/plugin-secrets.ts';
import { type StoredSignIn, signInShape } from '../sign-in/sign-in.ts';
import type { CollectionShape, DocumentCollection } from '../store/document-collection.ts';
import type { DocumentDatabase } from '../store/document-database.ts';
import { type TenantEntry, tenantShape } from '../tenants/tenant.ts';
import { type UserEntry, userShape } from '../users/user.ts';
import { type WebhookEntry, type WebhookIndex, webhookShape } from '../webhooks/webhook.ts';
import {
  type DeliveryIndex,
  type WebhookDelivery,
  webhookDeliveryShape,
} from '../webhooks/webhook-delivery.ts';

/** The kit's collections over a database: one narrow view for each concept. */
export interface Store {
  /** In each tenant's partition, under the tenant's id. */
  readonly tenants: DocumentCollection<TenantEntry, 'tenant' | 'forget' | 'audit'>;
  /** In each tenant's partition. */
  readonly integrations: DocumentCollection<IntegrationEntry, IntegrationIndex>;
  /** In the deployment's partition. */
  readonly claims: DocumentCollection<Claim, 'review'>;
  /** In the deployment's partition. */
  readonly numberSpaces: DocumentCollection<NumberSpace, 'prefix' | 'family'>;
  /** In the deployment's partition. */
  readonly spaceNumbers: DocumentCollection<SpaceNumber, 'due' | 'free'>;
  /** In each tenant's partition. */
  readonly reservations: DocumentCollection<ReservationRecord, ReservationIndex>;
  /** In each tenant's partition. */
  readonly meetings: DocumentCollection<Meeting, MeetingIndex>;
  /** In each tenant's partition. */
  readonly conferenceRuns: DocumentCollection<ConferenceRun, 'forget' | 'audit'>;
  /** In each tenant's partition. */
  readonly mailboxes: DocumentCollection<MailboxRecord, 'integration'>;
  /** In each tenant's partition. */
  readonly parked: DocumentCollection<ParkedMessage, 'retry'>;
  /** In each tenant's partition. */
  readonly pluginSecrets: DocumentCollection<StoredPluginSecret, 'integration'>;
  /** In each tenant's partition. */
  readonly signIns: DocumentCollection<StoredSignIn, 'due'>;
  /** In each tenant's partition. */
  readonly users: DocumentCollection<UserEntry, 'tenant' | 'email' | 'forget' | 'audit'>;
  /** In each tenant's partition. */
  readonly rooms: DocumentCollection<RoomEntry, 'tenant' | 'owner' | 'forget' | 'audit'>;
  /** In each tenant's partition. */
  readonly alarms: DocumentCollection<Alarm, 'standing' | 'audit'>;
  /** In each tenant's partition. */
  readonly auditEvents: DocumentCollection<
    AuditEvent,
    'tenant' | 'integration' | 'conference' | 'correlation' | 'age'
  >;
  /** In the deployment's partition. */
  readonly accounts: DocumentCollection<AccountEntry, 'name' | 'forget' | 'audit'>;
  /** In the deployment's partition. */
  readonly adminSessions: DocumentCollection<AdminSession, 'due'>;
  /** In the deployment's partition. */
  readonly apiTokens: DocumentCollection<ApiToken, 'name' | 'forget' | 'audit'>;
  /** In the deployment's partition. */
  readonly signInAttempts: DocumentCollection<SignInAttempts, 'forget'>;
  /** In the deployment's partition. */
  readonly answeredRequests: DocumentCollection<AnsweredRequest, 'forget'>;
  /** In the deployment's partition. */
  readonly platforms: DocumentCollection<PlatformEntry, PlatformIndex>;
  /** In each tenant's partition. */
  readonly webhooks: DocumentCollection<WebhookEntry, WebhookIndex>;
  /** In each tenant's partition. */
  readonly webhookDeliveries: DocumentCollection<WebhookDelivery, DeliveryIndex>;
}

/** Lays the kit's collections over `database`; the caller keeps it to close it. */
export function openStore(database: DocumentDatabase): Store {
  return {
    tenants: database.collection(tenantShape),
    integrations: database.collection(integrationShape),
    claims: database.collection(claimShape),
    numberSpaces: database.collection(numberSpaceShape),
    spaceNumbers: database.collection(spaceNumberShape),
    reservations: database.collection(reservationShape),
    meetings: database.collection(meetingShape),
    conferenceRuns: database.collection(conferenceRunShape),
    mailboxes: database.collection(mailboxShape),
    parked: database.collection(parkedShape),
    pluginSecrets: database.collection(pluginSecretShape),
    signIns: database.collection(signInShape),
    users: database.collection(userShape),
    rooms: database.collection(roomShape),
    alarms: database.collection(alarmShape),
    auditEvents: database.collection(auditEventShape),
    accounts: database.collection(accountShape),
    adminSessions: database.collection(adminSessionShape),
    apiTokens: database.collection(apiTokenShape),
    signInAttempts: database.collection(signInAttemptsShape),
    answeredRequests: database.collection(answeredRequestShape),
    platforms: database.collection(platformShape),
    webhooks: database.collection(webhookShape),
    webhookDeliveries: database.collection(webhookDeliveryShape),
  };
}

/** The collections whose documents are audited. */
export function auditedCollections({
  tenants,
  integrations,
  meetings,
  conferenceRuns,
  users,
  rooms,
  ...others
}: Store): readonly AuditedCollection[] {
  return [
    { kind: 'tenant', collection: tenants },
    { kind: 'integration', collection: integrations },
    { kind: 'conference', collection: meetings },
    { kind: 'conference', collection: conferenceRuns },
    { kind: 'user', collection: users },
    { kind: 'room', collection: rooms },
    { kind: 'alarm', collection: others.alarms },
    { kind: 'account', collection: others.accounts },
    { kind: 'api-token', collection: others.apiTokens },
    { kind: 'platform', collection: others.platforms },
    { kind: 'webhook', collection: others.webhooks },
  ];
}

/** The shapes of all collections of a {@link Store}. */
export function storeShapes(): readonly CollectionShape<unknown>[] {
  const shapes: CollectionShape<unknown>[] = [];
  openStore({
    collection<T, Index extends string>(shape: CollectionShape<T, Index>) {
      shapes.push(shape as CollectionShape<never> as CollectionShape<unknown>);
      return nothing as DocumentCollection<T, Index>;
    },
    ping: async () => undefined,
    close: async () => undefined,
  });
  return shapes;
}

const nothing = {};
