import { expect, it } from 'vitest';
import type { MeetingKey } from '../meetings/meeting-key.ts';
import { instant } from '../time/instant.ts';
import {
  isReservation,
  type Reservation,
  type ReservationState,
  type ReservationTombstone,
  reservationShape,
} from './reservation.ts';

const released = { kind: 'released', at: instant(5) } as const;

it.each<[string, ReservationState, due: number[] | null]>([
  ['waiting for a meeting', { kind: 'reserved', lapsesAt: instant(3) }, [3]],
  ['used by a meeting', { kind: 'bound', meetingKey: 'i:01' as MeetingKey }, null],
  ['given up just now', { ...released, settled: false, forgetAt: instant(9) }, [5]],
  ['given up and told as deleted', { ...released, settled: true, forgetAt: instant(9) }, [9]],
  ['lapsed', { ...released, settled: true, forgetAt: null }, null],
])('a reservation is looked at when it is due: %s', (_, state, due) => {
  const reservation = { tenantId: 'one', state } as Reservation;
  expect(reservationShape.name).toBe('reservations');
  expect(reservationShape.indexes.due(reservation)).toEqual(due);
  expect(isReservation(reservation)).toBe(true);
});

it('a tombstone is none and never due', () => {
  const tombstone: ReservationTombstone = { tenantId: 'one', state: { kind: 'void' } };
  expect(isReservation(tombstone)).toBe(false);
  expect(reservationShape.indexes.due(tombstone)).toBeNull();
});
