import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import type { AuditEntry } from './audit-entry.ts';

/** What an event was done to. */
export interface AuditSubject {
  /** Such as `user`, `room`. */
  readonly kind: string;
  /** The document's id in its collection; it may be gone. */
  readonly id: string;
}

/** A change as the audit trail tells of it, in its tenant's partition. Id: that of the entry, so that it stands once. */
export interface AuditEvent extends Omit<AuditEntry, 'id'> {
  readonly tenantId: TenantId;
  readonly subject: AuditSubject;
}

/**
 * Events of a tenant, of an integration, of a conference and of a correlation id, the newest first: these indexes order
 * by the time with its sign turned, so a search from `a` to `b` asks from `-b` to `-a`. By `age` the oldest stands first.
 */
export const auditEventShape: CollectionShape<
  AuditEvent,
  'tenant' | 'integration' | 'conference' | 'correlation' | 'age'
> = {
  name: 'audit_events',
  indexes: {
    tenant: ({ at }) => [-at],
    integration: ({ integrationId, at }) => (integrationId === undefined ? null : [integrationId, -at]),
    conference: ({ conferenceId, at }) => (conferenceId === undefined ? null : [conferenceId, -at]),
    correlation: ({ correlationId, at }) => (correlationId === undefined ? null : [correlationId, -at]),
    age: ({ at }) => [at],
  },
};
