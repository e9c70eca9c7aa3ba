import { accountOwner } from '../accounts/account-records.ts';
import { aliasClaim, type ClaimOwner, nameClaim } from '../allocation/claim.ts';
import { TOMBSTONE_MS } from '../allocation/reservation.ts';
import { type LapseOptions, reservationOwner } from '../allocation/reservation-lifecycle.ts';
import { type ClaimOwnerSide, raiseOwner } from '../allocation/sweeper.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { Store } from '../collections/store.ts';
import { integrationOwner } from '../integration/integration-claims.ts';
import { unknownMeeting } from '../meetings/evolve.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { roomOwner } from '../personal-rooms/room-records.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DocumentCollection, IndexQuery } from '../store/document-collection.ts';
import { type Instant, shift } from '../time/instant.ts';
import { userOwner } from '../users/user-records.ts';

/** How the sweeper asks each kind of owner whether it uses a claim. */
export function claimOwners(
  store: Store,
  clock: Clock,
): Readonly<Record<ClaimOwner['kind'], ClaimOwnerSide>> {
  const integration = integrationOwner(store, clock);
  return {
    integration,
    tenant: integration,
    reservation: reservationOwner(store, clock),
    user: userOwner(store, clock),
    room: roomOwner(store, clock),
    account: accountOwner(store, clock),
    meeting: {
      raise: ({ id, value }) =>
        raiseOwner(store.meetings, {
          partition: value.tenantId,
          id: value.owner.id,
          uses: (meeting) => usesClaim(meeting, id),
          tombstone: meetingTombstone({ tenantId: value.tenantId, id: value.owner.id, now: clock.now() }),
        }),
    },
  };
}

/** Asks the meeting that a reservation is bound to whether it uses it, for `lapseReservations`. */
export function reservationUser(
  { meetings }: Pick<Store, 'meetings'>,
  clock: Pick<Clock, 'now'>,
): LapseOptions['raiseMeeting'] {
  return ({ tenantId, id, meetingKey }) =>
    raiseOwner(meetings, {
      partition: tenantId,
      id: meetingKey,
      uses: ({ conference, abandoned }) =>
        conference?.reservationId === id || abandoned.some(({ reservationId }) => reservationId === id),
      tombstone: meetingTombstone({ tenantId, id: meetingKey, now: clock.now() }),
    });
}

type TombstoneStore = Pick<
  Store,
  | ('tenants' | 'meetings' | 'conferenceRuns' | 'integrations' | 'users' | 'rooms' | 'accounts')
  | ('webhooks' | 'platforms' | 'adminSessions' | 'apiTokens' | 'signInAttempts' | 'answeredRequests')
>;

/**
 * Removes what {@link raiseOwner} left where no meeting and no integration was ever written, what is left of users, rooms,
 * webhooks, platforms, accounts and tenants that were deleted, and what of administrators' access is over, once their audit was copied. Returns how many of a kind it looked at at most.
 */
export async function forgetTombstones(
  { tenants, meetings, integrations, users, rooms, ...access }: TombstoneStore,
  due: { readonly now: Instant; readonly limit: number },
): Promise<number> {
  const looked = [
    await forget(meetings, { index: 'timer', equals: [NO_MAILBOX], ...due }),
    await forget(integrations, { index: 'forget', equals: [], ...due }),
    await forget(users, { index: 'forget', equals: [], ...due }),
    await forget(tenants, { index: 'forget', equals: [], ...due }),
    await forget(rooms, { index: 'forget', equals: [], ...due }),
    await forget(access.webhooks, { index: 'forget', equals: [], ...due }),
    await forget(access.accounts, { index: 'forget', equals: [], ...due }),
    await forget(access.adminSessions, { index: 'due', equals: [], ...due }),
    await forget(access.apiTokens, { index: 'forget', equals: [], ...due }),
    await forget(access.platforms, { index: 'forget', equals: [], ...due }),
    await forget(access.signInAttempts, { index: 'forget', equals: [], ...due }),
    await forget(access.conferenceRuns, { index: 'forget', equals: [], ...due }),
    await forget(access.answeredRequests, { index: 'forget', equals: [], ...due }),
  ];
  return Math.max(...looked);
}

async function forget<T extends object, Index extends string>(
  collection: DocumentCollection<T, Index>,
  { now, ...query }: Omit<IndexQuery<Index>, 'to'> & { readonly now: Instant },
): Promise<number> {
  const { items } = await collection.find(null, { ...query, to: now });
  for (const { partition, id, revision, value } of items) {
    if (waitingAudit(value) === null) await collection.commit(partition, [{ op: 'remove', id, revision }]);
  }
  return items.length;
}

/** No worker minds the timers of a meeting without a mailbox. */
const NO_MAILBOX = '';

function meetingTombstone({
  tenantId,
  id,
  now,
}: {
  readonly tenantId: string;
  readonly id: string;
  readonly now: Instant;
}): Meeting {
  const integrationId = id.slice(0, id.indexOf(':'));
  const start = { tenantId, integrationId, mailboxId: NO_MAILBOX, fence: 0, now };
  return { ...unknownMeeting(start), expiresAt: shift(now, TOMBSTONE_MS) };
}

/** A meeting uses its conference's name and further aliases, and keeps its tokens for as long as it stands. */
function usesClaim(meeting: Meeting, claimId: string): boolean {
  if (claimId.startsWith('token:')) return meeting.status === 'live' || meeting.status === 'cancelled';
  const { conference, tenantId } = meeting;
  if (conference === null) return false;
  const { aliases = [] } = conference.edits ?? {};
  return claimId === nameClaim(tenantId, conference.name) || aliases.map(aliasClaim).includes(claimId);
}
