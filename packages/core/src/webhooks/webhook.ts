import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import type { WebhookEventType } from './webhook-event.ts';

/** How long a deleted webhook's record tells of the deletion. */
const DELETED_MS = 30 * DAY_MS;

/** The secret that a webhook was signed with before, which still signs beside the new one. */
export interface RetiredSecret {
  /** Sealed. */
  readonly secret: string;
  readonly until: Instant;
}

/** How the receiver was reached last. */
export interface WebhookReach {
  /** Tries in a row that failed. */
  readonly failures: number;
  /** Until when nothing is tried; null: now. */
  readonly pausedUntil: Instant | null;
  /** A code, or the status that it answered; null: the last try succeeded, or none was made. */
  readonly lastError: string | null;
}

/** An address that is told of events, in its tenant's partition. Id: UUID, version 4. */
export interface Webhook {
  readonly tenantId: TenantId;
  readonly url: string;
  readonly events: readonly WebhookEventType[];
  readonly description: string;
  /** Nothing is queued for one that is off, and what waits goes on waiting. */
  readonly enabled: boolean;
  /** Sealed; the text that begins with `whsec_`. */
  readonly secret: string;
  readonly retired: RetiredSecret | null;
  readonly createdAt: Instant;
  /** Counts what people changed. */
  readonly version: number;
  /** The last number that an event was sent with. */
  readonly lastNumber: number;
  readonly reach: WebhookReach;
  /** When an event was taken last, to the minute; absent: none was, or before this was kept. */
  readonly deliveredAt?: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What is left of a webhook that was deleted. */
export interface WebhookTombstone {
  readonly tenantId: TenantId;
  readonly forgetAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What the collection of webhooks holds. */
export type WebhookEntry = Webhook | WebhookTombstone;

/** What webhooks are looked for by. */
export type WebhookIndex = 'tenant' | 'forget' | 'audit';

/** Webhooks by creation; tombstones by when they go; those whose audit waits. */
export const webhookShape: CollectionShape<WebhookEntry, WebhookIndex> = {
  name: 'webhooks',
  indexes: {
    tenant: (entry) => (isWebhook(entry) ? [entry.createdAt] : null),
    forget: (entry) => (isWebhook(entry) ? null : [entry.forgetAt]),
    audit: waitingAudit,
  },
};

/** How a receiver stands that nothing was sent to. */
export const unreached: WebhookReach = { failures: 0, pausedUntil: null, lastError: null };

/** Whether an entry is a webhook and no tombstone. */
export function isWebhook(entry: WebhookEntry): entry is Webhook {
  return 'url' in entry;
}

/** What is left of a webhook. */
export function webhookTombstone(
  tenantId: TenantId,
  { now, audit }: { readonly now: Instant; readonly audit: readonly AuditEntry[] },
): WebhookTombstone {
  return { tenantId, forgetAt: shift(now, DELETED_MS), audit };
}
