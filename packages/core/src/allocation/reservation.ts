import type { MeetingKey } from '../identity/meeting-key.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import type { SealedPins } from './sealed-pins.ts';

/** Where a reservation stands; it moves only downwards in this list, by compare-and-set. */
export type ReservationState =
  | { readonly kind: 'reserved'; readonly lapsesAt: Instant }
  /** `reviewAt`: when to look whether the meeting was ever committed with it; null once that was seen. */
  | { readonly kind: 'bound'; readonly meetingKey: MeetingKey; readonly reviewAt: Instant | null }
  /**
   * Never used in time, or its meeting is over: its tag is declined as alias deleted. `settled`: its claims are
   * removed and its number is in quarantine. `forgetAt`: when its tag becomes an unknown one, and this record goes.
   */
  | {
      readonly kind: 'released';
      readonly at: Instant;
      readonly settled: boolean;
      readonly forgetAt: Instant;
    };

/** Two aliases kept for one meeting. Its id (a UUID, version 4) stands in no mail; the sealed tag does. */
export interface Reservation {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
  readonly spaceId: string;
  readonly number: number;
  /** `<prefix><digits>`. */
  readonly numericAlias: string;
  /** `<prefix><digits>@<domain>`. */
  readonly alias: string;
  /** The whole scheduling tag, `PXPS:-<id>#`. */
  readonly tag: string;
  /** Equipment mailbox that the add-in was told to invite. */
  readonly mailboxId: string;
  /** Null: the VMR has none. */
  readonly pins: SealedPins | null;
  /** Who asked, as `Caller.key`; null when a token tag did. */
  readonly callerKey: string | null;
  /** BCP 47 tag of the pane in which it was asked for; null: not told. */
  readonly language: string | null;
  /** Follows the meeting from the pane's click to the answer's mail. */
  readonly correlationId: string;
  readonly createdAt: Instant;
  readonly state: ReservationState;
}

/** Stands where a reservation was begun and never written, so that a latecomer cannot write it any more. */
export interface ReservationTombstone {
  readonly tenantId: TenantId;
  /** `forgetAt`: long after whoever began it has ended. */
  readonly state: { readonly kind: 'void'; readonly forgetAt: Instant };
}

/** What the collection of reservations holds, in the tenant's partition. */
export type ReservationRecord = Reservation | ReservationTombstone;

/** What reservations are looked for by. */
export type ReservationIndex = 'due' | 'integration' | 'correlation';

/**
 * Reservations, by the time at which they lapse, are reviewed, were released, or are forgotten; by integration and
 * creation; by correlation id.
 */
export const reservationShape: CollectionShape<ReservationRecord, ReservationIndex> = {
  name: 'reservations',
  indexes: {
    due: ({ state }) => {
      if (state.kind === 'reserved') return [state.lapsesAt];
      if (state.kind === 'bound') return state.reviewAt === null ? null : [state.reviewAt];
      return [state.kind === 'released' && !state.settled ? state.at : state.forgetAt];
    },
    integration: (record) => (isReservation(record) ? [record.integrationId, record.createdAt] : null),
    correlation: (record) => (isReservation(record) ? [record.correlationId, record.createdAt] : null),
  },
};

/** How long what is left of a meeting, a reservation or a released alias is told as deleted; then it is unknown. */
export const TOMBSTONE_MS = 30 * DAY_MS;

/** What is left where a reservation was begun and never written. */
export function reservationTombstone(tenantId: TenantId, now: Instant): ReservationTombstone {
  return { tenantId, state: { kind: 'void', forgetAt: shift(now, TOMBSTONE_MS) } };
}

/** Whether a record is a reservation and no tombstone. */
export function isReservation(record: ReservationRecord): record is Reservation {
  return record.state.kind !== 'void';
}
