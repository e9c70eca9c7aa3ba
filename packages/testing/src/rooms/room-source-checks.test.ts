import type { PersonalRoom } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import { type PlantedRoom, type RoomSourceWorld, roomSourceChecks } from './room-source-checks.ts';
import { roomSourceContract } from './room-source-contract.ts';

interface Faults {
  readonly owns?: (room: PlantedRoom, owner: string) => boolean;
  readonly offers?: (room: PlantedRoom) => boolean;
  readonly open?: (room: PersonalRoom) => PersonalRoom;
  readonly close?: () => Promise<void>;
}

/** A source over an array. */
function world({
  owns = (room, owner) => room.owner.toLowerCase() === owner.toLowerCase(),
  offers = ({ aliases }) => aliases.length > 0,
  open = (room) => room,
  close = async () => undefined,
}: Faults = {}): RoomSourceWorld {
  let rooms: readonly PlantedRoom[] = [];
  return {
    plant: async (planted) => {
      rooms = planted;
    },
    source: {
      close,
      roomsOf: async (owner) =>
        rooms.filter((room) => owns(room, owner) && offers(room)).map((room) => open(opened(room))),
    },
  };
}

function opened({ name, description, aliases, pins, allowGuests }: PlantedRoom): PersonalRoom {
  const domain = aliases.filter((alias) => alias.includes('@'));
  const numeric = aliases.filter((alias) => /^\d+$/.test(alias));
  const others = aliases.filter((alias) => ![...domain, ...numeric].includes(alias));
  return { id: name, name, description, aliases: { domain, numeric, others }, pins, allowGuests };
}

const faulty = (faults: Faults) => ({ spoil: () => world(faults) });

describe('the contract of a room source', () => {
  kitSees(
    roomSourceChecks,
    [
      {
        fault: 'takes numbers for names',
        seenBy: 'in three lists',
        ...faulty({
          open: ({ aliases, ...room }) => ({
            ...room,
            aliases: { ...aliases, numeric: [], others: [...aliases.numeric, ...aliases.others] },
          }),
        }),
      },
      {
        fault: 'offers rooms without alias',
        seenBy: 'that have an alias',
        ...faulty({ offers: () => true }),
      },
      {
        fault: 'gives new ids each time',
        seenBy: 'by an id of its own',
        ...faulty({ open: (room) => ({ ...room, id: `${performance.now()} ${room.name}` }) }),
      },
      {
        fault: 'looks for a part of the address',
        seenBy: 'no other one',
        ...faulty({ owns: (room, owner) => room.owner.toLowerCase().includes(owner.toLowerCase()) }),
      },
      {
        fault: 'compares addresses to the letter',
        seenBy: 'in any case of the address',
        ...faulty({ owns: (room, owner) => room.owner === owner }),
      },
      {
        fault: 'cannot be closed',
        seenBy: 'ends what runs when it is closed',
        ...faulty({ close: () => Promise.reject(new Error('Still open.')) }),
      },
      {
        fault: 'mixes up PINs',
        seenBy: 'own PINs',
        ...faulty({ open: (room) => ({ ...room, pins: { host: '4711', guest: '9876' } }) }),
      },
    ],
    async (act) => act(world()),
  );
});

roomSourceContract('a source over an array', async () => world());
