import { aliasClaim } from '../allocation/claim.ts';
import type { Store } from '../collections/store.ts';
import type { TenantId } from '../identity/tenancy.ts';
import { afterEvent, newRun } from '../meetings/conference-run.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { conferenceTerms } from '../meetings/meeting-terms.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { updateDocument } from '../store/update-document.ts';
import type { PlatformEvent } from './join-adapter.ts';

/** Who tells of events, and what takes them. */
export interface TakeEventsDeps {
  readonly store: Pick<Store, 'claims' | 'meetings' | 'conferenceRuns'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  /** Name of the platform's connection. */
  readonly platform: string;
  /** Tenants that it may see: events of others are dropped (I4). */
  readonly tenants: readonly TenantId[] | 'all';
}

const TRIES = 20;

/**
 * Writes what a platform told of conferences beside them, for the audit trail; changes no room and no admission. Events of
 * rooms that are not ours, or nobody's any more, are dropped. Rejects as the store does.
 */
export async function takePlatformEvents(
  events: readonly PlatformEvent[],
  { store, clock, random, platform, tenants }: TakeEventsDeps,
): Promise<void> {
  for (const { room, ...event } of events) {
    const meeting = await meetingOf(room, { store, tenants });
    if (meeting?.conference == null) continue;
    const { tenantId, integrationId, conference } = meeting;
    const now = clock.now();
    const context = { conferenceId: conference.id, platform, now, random };
    await updateDocument(
      store.conferenceRuns,
      { partition: tenantId, id: conference.id },
      (run) => afterEvent(run ?? newRun({ tenantId, integrationId }, { now }), event, context),
      { tries: TRIES, what: 'conference', code: 'ERR_PLATFORM_EVENT_CONTENDED' },
    );
  }
}

async function meetingOf(
  room: PlatformEvent['room'],
  { store, tenants }: Pick<TakeEventsDeps, 'store' | 'tenants'>,
): Promise<Meeting | null> {
  if ('id' in room) {
    const byId = { index: 'search', equals: [conferenceTerms.id(room.id)], limit: 1 } as const;
    for (const partition of tenants === 'all' ? [null] : tenants) {
      const { items } = await store.meetings.find(partition, byId);
      if (items[0] !== undefined) return items[0].value;
    }
    return null;
  }
  const [claim] = await store.claims.load(DEPLOYMENT, [aliasClaim(room.alias)]);
  if (!claim) return null;
  const { tenantId, meetingKey } = claim.value;
  const isSeen = tenants === 'all' || tenants.includes(tenantId);
  if (!isSeen || meetingKey === null) return null;
  return (await store.meetings.load(tenantId, [meetingKey]))[0]?.value ?? null;
}
