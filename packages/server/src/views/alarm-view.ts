import { formatInstant, SECOND_MS, type Stored } from '@vmrkit/core';
import { type Alarm, type AuditEvent, alarmTexts } from '@vmrkit/core/composition';
import { z } from 'zod';
import type { NameMailbox } from '../commands/mailbox-names.ts';

/** A standing alarm. */
export const alarmItem = z.strictObject({
  kind: z.string(),
  severity: z.enum(['error', 'warning']),
  subject: z.string(),
  mailbox: z.string().nullable().describe('Name, address and id of the mailbox that it is about.'),
  tenant_id: z.string(),
  integration_id: z.string().nullable(),
  detail: z.string(),
  cause: z.string(),
  remedy: z.string(),
  raised_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime(),
  count: z.int(),
});

/** What stands of an alarm whether it is over or not. */
type AlarmFacts = Pick<Alarm, 'kind' | 'subject' | 'tenantId' | 'integrationId' | 'detail'>;

/** What stops nothing yet. */
const warnings: ReadonlySet<Alarm['kind']> = new Set<Alarm['kind']>([
  'alias-space-low',
  'rendering-too-costly',
  'template-failed',
  'rewrite-loop',
  'rewrite-not-found',
  'certificate-expiring',
  'sign-in-credential',
  'log-lines-dropped',
  'master-key-old',
  'record-refused',
  'answers-waiting',
  'webhook-failing',
]);

/** An alarm that is over. */
export const pastAlarmItem = alarmItem.omit({ last_seen_at: true, raised_at: true, count: true }).extend({
  id: z.string(),
  raised_at: z.iso.datetime().nullable().describe('Null: it was cleared before this was kept.'),
  cleared_at: z.iso.datetime(),
  held_seconds: z.int().nullable(),
  count: z.int().nullable().describe('How often the condition was seen.'),
});

/** An alarm as it is told to programs. */
export function alarmWire(alarm: Alarm, nameMailbox: NameMailbox): z.output<typeof alarmItem> {
  const { raisedAt, lastSeenAt, count } = alarm;
  return {
    ...factsOf(alarm, nameMailbox),
    raised_at: formatInstant(raisedAt),
    last_seen_at: formatInstant(lastSeenAt),
    count,
  };
}

/** An alarm as the audit event of its end tells of it. */
export function pastAlarmWire(
  { id, value }: Pick<Stored<AuditEvent>, 'id' | 'value'>,
  nameMailbox: NameMailbox,
): z.output<typeof pastAlarmItem> {
  const { kind = '', subject = '', detail = '', raised_at: raised, seen } = value.details;
  const { tenantId, integrationId = null, at } = value;
  // Written by some version of the kit, perhaps by one that knows other kinds.
  const alarm = { kind: kind as Alarm['kind'], subject, detail, tenantId, integrationId };
  return {
    id,
    ...factsOf(alarm, nameMailbox),
    raised_at: raised ?? null,
    cleared_at: formatInstant(at),
    held_seconds: raised === undefined ? null : Math.round((at - Date.parse(raised)) / SECOND_MS),
    count: seen === undefined ? null : Number(seen),
  };
}

function factsOf(alarm: AlarmFacts, nameMailbox: NameMailbox) {
  const { kind, subject, tenantId, integrationId, detail } = alarm;
  return {
    kind,
    severity: warnings.has(kind) ? ('warning' as const) : ('error' as const),
    subject,
    mailbox: mailboxOfAlarm(alarm, nameMailbox),
    tenant_id: tenantId,
    integration_id: integrationId,
    detail,
    ...alarmTextOf(kind),
  };
}

/** The mailbox that an alarm is about, as people know it; null: it is about something else. */
export function mailboxOfAlarm({ subject }: Pick<Alarm, 'subject'>, nameMailbox: NameMailbox): string | null {
  const named = nameMailbox(subject);
  return named === subject ? null : named;
}

/** Cause and remedy. A newer version of the kit may have written kinds that this one does not know. */
export function alarmTextOf(kind: Alarm['kind']): { readonly cause: string; readonly remedy: string } {
  const unknown = {
    cause: 'This version does not know this kind of alarm.',
    remedy: 'Use the newer version.',
  };
  return Object.hasOwn(alarmTexts, kind) ? alarmTexts[kind] : unknown;
}
