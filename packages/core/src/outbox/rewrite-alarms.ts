import type { AlarmRef } from '../alarms/alarm-service.ts';
import type { OutboxContext } from '../lease/worker-context.ts';
import type { OnlineMeetingChange } from '../mailbox/organizer-calendars.ts';
import type { Meeting } from '../meetings/meeting.ts';

const KINDS = ['organizer-not-allowed', 'rewrite-loop', 'rewrite-not-found', 'rewrite-refused'] as const;

/** What keeps instructions out of an organizer's meeting. */
export type RewriteTrouble = (typeof KINDS)[number];

/** An alarm for the organizer's domain: one for all who lack the same rights. */
export function raiseRewriteAlarm(
  kind: RewriteTrouble,
  meeting: Meeting,
  { alarms, policy }: OutboxContext,
): Promise<void> {
  return alarms.raise({ kind, ...placeOf(meeting, policy) }, kind);
}

/**
 * A write changed the online meeting that stands in the same entry. A second write would mail everybody and might change it
 * again, so that a person looks at it; the alarm stands until they say that they did.
 */
export async function raiseOnlineMeetingAlarm(
  change: OnlineMeetingChange,
  meeting: Meeting,
  { alarms, policy }: OutboxContext,
): Promise<void> {
  await alarms.raise({ kind: 'online-meeting-changed', ...placeOf(meeting, policy) }, change);
}

/** These meetings were rewritten: nothing keeps instructions out of their organizers' domains any more. */
export async function clearRewriteAlarms(
  meetings: readonly Meeting[],
  { alarms, policy }: OutboxContext,
): Promise<void> {
  const places = new Map(meetings.map((meeting) => [domainOf(meeting), placeOf(meeting, policy)]));
  for (const place of places.values()) {
    for (const kind of KINDS) await alarms.clear({ kind, ...place });
  }
}

function placeOf(
  meeting: Meeting,
  { tenantId, integrationId }: OutboxContext['policy'],
): Omit<AlarmRef, 'kind'> {
  return { tenantId, integrationId, subject: `${integrationId}/${domainOf(meeting)}` };
}

function domainOf({ organizer }: Meeting): string {
  return organizer?.email.toLowerCase().split('@').at(-1) ?? '';
}
