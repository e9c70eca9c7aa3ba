import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';

/** Conditions that an operator must hear of; `alarmTexts` says what each means. */
export type AlarmKind =
  | 'exchange-unreachable'
  | 'process-file-limit'
  | 'sign-in-needed'
  | 'mailbox-not-allowed'
  | 'mailbox-full'
  | 'organizer-not-allowed'
  | 'mailbox-shared'
  | 'store-restored'
  | 'automatic-processing'
  | 'alias-space-low'
  | 'message-parked'
  | 'template-failed'
  | 'rendering-too-costly'
  | 'rewrite-loop'
  | 'rewrite-not-found'
  | 'rewrite-refused'
  | 'online-meeting-changed'
  | 'answer-refused'
  | 'clock-skew'
  | 'callers-refused'
  | 'certificate-expiring'
  | 'sign-in-credential'
  | 'log-lines-dropped'
  | 'master-key-old'
  | 'manager-clocks-apart'
  | 'record-refused'
  | 'integration-conflict'
  | 'answers-waiting'
  | 'webhook-failing';

/** Of these one stands while a mailbox cannot be followed, the mailbox's id its subject. */
export const MAILBOX_TROUBLES = [
  'exchange-unreachable',
  'process-file-limit',
  'sign-in-needed',
  'mailbox-not-allowed',
  'mailbox-full',
] as const satisfies readonly AlarmKind[];

/** One condition at one subject; raised once however often it is seen. Id: `<kind>/<subject>`. */
export interface Alarm {
  readonly kind: AlarmKind;
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId | null;
  /** What it is about: a mailbox id, a space id, an integration's id and an organizer's domain. */
  readonly subject: string;
  /** A code or a short reason; no text from a message, no secret. */
  readonly detail: string;
  readonly raisedAt: Instant;
  readonly lastSeenAt: Instant;
  /** Null while the condition holds. */
  readonly clearedAt: Instant | null;
  readonly count: number;
  /** That it was raised and cleared, until it is carried to the audit trail; none: nothing. */
  readonly audit?: readonly AuditEntry[];
}

/** Alarms, the standing ones by when they were raised; those whose audit waits. */
export const alarmShape: CollectionShape<Alarm, 'standing' | 'audit'> = {
  name: 'alarms',
  indexes: {
    standing: (alarm) => (alarm.clearedAt === null ? [alarm.tenantId, alarm.raisedAt] : null),
    audit: waitingAudit,
  },
};
