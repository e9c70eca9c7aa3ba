import type { AlarmKind } from '../alarms/alarm.ts';
import { alarmTexts } from '../alarms/alarm-texts.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { AuditedChange } from '../audit/changes-between.ts';
import { formatInstant } from '../time/instant.ts';

/** What webhooks may be told of: the actions of audit entries. */
export const webhookEventTypes = [
  'conference.created',
  'conference.changed',
  'conference.removed',
  'alarm.raised',
  'alarm.cleared',
] as const;

/** See {@link webhookEventTypes}. */
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** One field that changed, its values as JSON has them; one that was too long to be kept is a text that is cut. */
export interface WebhookChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a receiver is told, but for the number that it gets when it is sent; snake_case, as on the wire. */
export interface WebhookPayload {
  readonly type: WebhookEventType | 'webhook.test';
  /** When it happened, RFC 3339. */
  readonly timestamp: string;
  readonly data: {
    readonly tenant_id: string;
    readonly integration_id: string | null;
    readonly actor: string;
    readonly conference_id?: string | null;
    readonly correlation_id?: string | null;
    readonly because?: string | null;
    readonly changes?: readonly WebhookChange[];
    readonly alarm?: Readonly<Record<'kind' | 'subject' | 'detail' | 'cause' | 'remedy', string>>;
  };
}

/** The payload of an audit event; null: webhooks are not told of it. Pure. */
export function payloadOf(event: AuditEvent): WebhookPayload | null {
  const { action, at, tenantId, actor, details, changes = [] } = event;
  const type = webhookEventTypes.find((each) => each === action);
  if (type === undefined) return null;
  const told = {
    type,
    timestamp: formatInstant(at),
    data: { tenant_id: tenantId, integration_id: event.integrationId ?? null, actor },
  };
  if (type === 'alarm.raised' || type === 'alarm.cleared') {
    const { kind = '', subject = '', detail = '' } = details;
    const known = Object.hasOwn(alarmTexts, kind) ? alarmTexts[kind as AlarmKind] : null;
    const { cause = '', remedy = '' } = known ?? {};
    return { ...told, data: { ...told.data, alarm: { kind, subject, detail, cause, remedy } } };
  }
  const { conferenceId = null, correlationId = null } = event;
  return {
    ...told,
    data: {
      ...told.data,
      conference_id: conferenceId,
      correlation_id: correlationId,
      because: details.because ?? null,
      changes: changes.map(plainChange),
    },
  };
}

/** The JSON text that is sent; the same for every try. */
export function bodyOf({ type, timestamp, data }: WebhookPayload, number: number): string {
  return JSON.stringify({ type, timestamp, data: { number, ...data } });
}

function plainChange({ path, before, after }: AuditedChange): WebhookChange {
  return { path, before: plain(before), after: plain(after) };
}

function plain(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
