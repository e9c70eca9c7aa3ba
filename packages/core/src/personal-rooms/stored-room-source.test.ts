import { roomSourceContract } from '@vmrkit/testing';
import { openRooms } from './rooms.fixture.ts';
import { StoredRoomSource } from './stored-room-source.ts';

roomSourceContract('the rooms of the store', async () => {
  const rooms = openRooms();
  return {
    source: new StoredRoomSource('acme', rooms.deps),
    plant: async (planted) => {
      await rooms.import(
        planted.map(({ owner, allowGuests, pins, ...room }) => ({
          ...room,
          owner_email: owner,
          pin: pins?.host ?? null,
          guest_pin: pins?.guest ?? null,
          allow_guests: allowGuests,
        })),
      );
    },
  };
});
