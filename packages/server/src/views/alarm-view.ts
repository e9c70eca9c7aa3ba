import { formatInstant } from '@vmrkit/core';
import { type Alarm, alarmTexts } from '@vmrkit/core/composition';
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

/** An alarm as it is told to programs. */
export function alarmWire(alarm: Alarm, nameMailbox: NameMailbox): z.output<typeof alarmItem> {
  const { kind, subject, tenantId, integrationId, detail, raisedAt, lastSeenAt, count } = alarm;
  return {
    kind,
    severity: warnings.has(kind) ? 'warning' : 'error',
    subject,
    mailbox: mailboxOfAlarm(alarm, nameMailbox),
    tenant_id: tenantId,
    integration_id: integrationId,
    detail,
    ...alarmTextOf(kind),
    raised_at: formatInstant(raisedAt),
    last_seen_at: formatInstant(lastSeenAt),
    count,
  };
}

/** The mailbox that an alarm is about, as people know it; null: it is about something else. */
export function mailboxOfAlarm({ subject }: Alarm, nameMailbox: NameMailbox): string | null {
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
