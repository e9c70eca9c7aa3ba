import type { MeetingKey } from '../identity/meeting-key.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import type { AliasFormat } from './alias-format.ts';
import type { PinSettings } from './derive-pins.ts';
import type { Reservation } from './reservation.ts';

/** What an integration's record says of allocation. */
export interface AllocationPolicy extends IntegrationRef {
  /** Null: no alias may be given out now; what was given out lives on. */
  readonly aliasFormat: AliasFormat | null;
  readonly pins: PinSettings;
  readonly reservationLapseDays: number;
  /** A setting of the deployment. */
  readonly quarantineDays: number;
}

/** A reservation with its id, as the rules handle it. */
export interface HeldReservation
  extends Pick<
    Reservation,
    'alias' | 'numericAlias' | 'tag' | 'mailboxId' | 'pins' | 'language' | 'correlationId'
  > {
  readonly id: string;
}

/** What a scheduling tag of this integration stands for. */
export type TaggedReservation =
  /** Sealed here and never given out as far as the store knows, or so long ago that it is forgotten. */
  | { readonly kind: 'unknown' }
  /** So lately that it is told as deleted; later it is unknown. */
  | { readonly kind: 'released' }
  | {
      readonly kind: 'reservation';
      readonly reservation: HeldReservation;
      readonly boundTo: MeetingKey | null;
    };

/** Why a reservation is not available: bound to another meeting, or released. */
export type Unobtainable = 'alias-conflict' | 'alias-deleted';

/** What a token tag is redeemed with. */
export interface Redemption {
  /** SHA-256 of the token, lower-case hex. */
  readonly tokenHash: string;
  readonly meetingKey: MeetingKey;
  readonly mailboxId: string;
  readonly correlationId: string;
}

/** A stored reservation, as the rules handle it. */
export function heldReservation(id: string, reservation: Reservation): HeldReservation {
  const { alias, numericAlias, tag, mailboxId, pins, language, correlationId } = reservation;
  return { id, alias, numericAlias, tag, mailboxId, pins, language, correlationId };
}
