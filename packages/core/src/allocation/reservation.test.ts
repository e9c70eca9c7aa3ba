import { expect, it } from 'vitest';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { instant } from '../time/instant.ts';
import {
  isReservation,
  type Reservation,
  type ReservationState,
  type ReservationTombstone,
  reservationShape,
} from './reservation.ts';

const meetingKey = 'i:01' as MeetingKey;
const released = { kind: 'released', at: instant(5) } as const;

it.each<[string, ReservationState, due: number[] | null]>([
  ['waiting for a meeting', { kind: 'reserved', lapsesAt: instant(3) }, [3]],
  ['bound to a meeting', { kind: 'bound', meetingKey, reviewAt: instant(7) }, [7]],
  ['used by a meeting', { kind: 'bound', meetingKey, reviewAt: null }, null],
  ['given up just now', { ...released, settled: false, forgetAt: instant(9) }, [5]],
  ['given up and told as deleted', { ...released, settled: true, forgetAt: instant(9) }, [9]],
])('a reservation is looked at when it is due: %s', (_, state, due) => {
  const reservation = { tenantId: 'one', state } as Reservation;
  expect(reservationShape.name).toBe('reservations');
  expect(reservationShape.indexes.due(reservation)).toEqual(due);
  expect(isReservation(reservation)).toBe(true);
});

it('a tombstone is none, and is due when it is forgotten', () => {
  const tombstone: ReservationTombstone = { tenantId: 'one', state: { kind: 'void', forgetAt: instant(9) } };
  expect(isReservation(tombstone)).toBe(false);
  expect(reservationShape.indexes.due(tombstone)).toEqual([9]);
});
