import { formatInstant, type Stored } from '@vmrkit/core';
import type { AuditEvent, Meeting, Reservation } from '@vmrkit/core/composition';
import { z } from 'zod';
import { timeText } from '../views/conference-view.ts';
import { time } from './resource.ts';

/** A change as the audit trail tells of it. */
export const auditItem = z.strictObject({
  id: z.string(),
  at: time,
  action: z.string().describe('Such as `integration.changed`.'),
  actor: z.string(),
  tenant_id: z.string(),
  subject: z.strictObject({ kind: z.string(), id: z.string() }),
  integration_id: z.string().nullable(),
  conference_id: z.string().nullable(),
  correlation_id: z.string().nullable(),
  details: z.record(z.string(), z.string()),
  changes: z.array(
    z.strictObject({
      path: z.string(),
      before: z.string().nullable().describe('JSON text, secrets masked.'),
      after: z.string().nullable().describe('JSON text, secrets masked.'),
    }),
  ),
});

/** Something that is still to be sent. */
export const outboxItem = z.strictObject({
  id: z.string(),
  kind: z.enum(['reply', 'organizer-update']),
  text: z.string().nullable().describe('Which text it is; null: instructions for the organizer’s meeting.'),
  tenant_id: z.string(),
  integration_id: z.string(),
  mailbox_id: z.string(),
  conference_id: z.string().nullable(),
  correlation_id: z.string(),
  created_at: time,
  urgency: z.int().describe('0: joining waits for it; 2: to senders who are not trusted.'),
  state: z.enum(['pending', 'sending', 'failed']),
  tries: z.int(),
  next_try_at: time.nullable(),
  last_error: z.string().nullable(),
});

/** Two aliases kept for one meeting. */
export const reservationItem = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  integration_id: z.string(),
  mailbox_id: z.string(),
  alias: z.string(),
  numeric_alias: z.string(),
  state: z.enum(['reserved', 'bound', 'released']),
  lapses_at: time.nullable().describe('When it is given up, unless a meeting uses it before.'),
  created_at: time,
  correlation_id: z.string(),
});

/** See {@link auditItem}. */
export function auditWire({ id, value }: Stored<AuditEvent>): z.output<typeof auditItem> {
  const { at, action, actor, tenantId, subject, details, changes = [] } = value;
  return {
    id,
    at: formatInstant(at),
    action,
    actor,
    tenant_id: tenantId,
    subject: { kind: subject.kind, id: subject.id },
    integration_id: value.integrationId ?? null,
    conference_id: value.conferenceId ?? null,
    correlation_id: value.correlationId ?? null,
    details: { ...details },
    changes: changes.map(({ path, before, after }) => ({ path, before, after })),
  };
}

/** What a meeting still owes, and what it could not send; see {@link outboxItem}. */
export function outboxWire({ value: meeting }: Stored<Meeting>): z.output<typeof outboxItem>[] {
  const { tenantId, integrationId, conference } = meeting;
  return meeting.outbox.flatMap((entry) => {
    const { id, kind, createdAt, correlationId, mailboxId, urgency, attempts, state } = entry;
    if (state.kind === 'done' || state.kind === 'superseded') return [];
    const next = state.kind === 'pending' ? state.notBefore : null;
    return [
      {
        id,
        kind,
        urgency,
        text: entry.kind === 'reply' ? entry.text : null,
        tenant_id: tenantId,
        integration_id: integrationId,
        mailbox_id: mailboxId,
        conference_id: conference?.id ?? null,
        correlation_id: correlationId,
        created_at: formatInstant(createdAt),
        state: state.kind,
        tries: attempts,
        next_try_at: timeText(next),
        last_error: state.kind === 'failed' ? state.reason : null,
      },
    ];
  });
}

/** See {@link reservationItem}. */
export function reservationWire({ id, value }: Stored<Reservation>): z.output<typeof reservationItem> {
  const { tenantId, integrationId, mailboxId, alias, numericAlias, state, createdAt, correlationId } = value;
  return {
    id,
    tenant_id: tenantId,
    integration_id: integrationId,
    mailbox_id: mailboxId,
    alias,
    numeric_alias: numericAlias,
    state: state.kind,
    lapses_at: timeText(state.kind === 'reserved' ? state.lapsesAt : null),
    created_at: formatInstant(createdAt),
    correlation_id: correlationId,
  };
}
