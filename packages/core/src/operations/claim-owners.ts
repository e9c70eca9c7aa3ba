import { nameClaim } from '../allocation/claim.ts';
import { reservationOwner } from '../allocation/reservations.ts';
import { type ClaimOwnerSide, raiseOwner } from '../allocation/sweeper.ts';
import { unknownMeeting } from '../meetings/evolve.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../store/store.ts';

/** How the sweeper asks meetings and reservations whether they use a claim (DESIGN, claims). */
export function claimOwners(
  store: Store,
  clock: Clock,
): Readonly<Record<'meeting' | 'reservation', ClaimOwnerSide>> {
  return {
    reservation: reservationOwner(store),
    meeting: {
      raise: ({ id, value }) =>
        raiseOwner(store.meetings, {
          partition: value.tenantId,
          id: value.owner.id,
          uses: (meeting) => usesClaim(meeting, id),
          tombstone: unknownMeeting({
            tenantId: value.tenantId,
            integrationId: value.owner.id.slice(0, value.owner.id.indexOf(':')),
            mailboxId: '',
            fence: 0,
            now: clock.now(),
          }),
        }),
    },
  };
}

/** A meeting uses its conference's name, and keeps its tokens for as long as it stands. */
function usesClaim(meeting: Meeting, claimId: string): boolean {
  if (claimId.startsWith('token:')) return meeting.status === 'live' || meeting.status === 'cancelled';
  return meeting.conference !== null && claimId === nameClaim(meeting.tenantId, meeting.conference.name);
}
