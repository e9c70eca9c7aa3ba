import type { PersonalRoom, Pins, RoomSource } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';

/** A room as it is planted where the source reads. */
export interface PlantedRoom extends Pick<PersonalRoom, 'name' | 'description' | 'allowGuests'> {
  readonly owner: string;
  /** In this order. */
  readonly aliases: readonly string[];
  readonly pins: Pins | null;
}

/** A source, and a way to plant what it reads. */
export interface RoomSourceWorld {
  readonly source: RoomSource;
  /** There are no others. */
  plant(rooms: readonly PlantedRoom[]): Promise<void>;
}

/** Within which a closed source has ended. */
const PATIENCE_MS = 2_000;

const planted: PlantedRoom = {
  owner: 'Olga.Berg@corp.example',
  name: 'Olga',
  description: 'Room of Olga',
  aliases: ['551234', 'olga', 'olga@vc.example', '551235', 'olga.berg@vc.example'],
  pins: { host: '9876', guest: '4711' },
  allowGuests: true,
};
const second = { ...planted, name: 'Second', aliases: ['second'], pins: null, allowGuests: false };
const bare = { ...planted, name: 'Bare', aliases: [] };
const others = { ...planted, owner: 'olga@corp.example', name: 'Others', aliases: ['others'] };

/** What every RoomSource must do. */
export const roomSourceChecks: readonly ContractCheck<RoomSourceWorld>[] = [
  {
    title: '[S9.5b] gives an owner’s room, its aliases in three lists',
    async run({ source, plant }) {
      await plant([planted]);
      expect(await source.roomsOf(planted.owner)).toEqual([
        expect.objectContaining({
          name: 'Olga',
          description: 'Room of Olga',
          aliases: {
            domain: ['olga@vc.example', 'olga.berg@vc.example'],
            numeric: ['551234', '551235'],
            others: ['olga'],
          },
          allowGuests: true,
        }),
      ]);
    },
  },
  {
    title: '[S9.5b] gives all rooms of an owner that have an alias, each by an id of its own that stays',
    async run({ source, plant }) {
      await plant([planted, second, bare]);
      const rooms = await source.roomsOf(planted.owner);
      expect(rooms.map(({ name }) => name).sort()).toEqual(['Olga', 'Second']);
      expect(new Set(rooms.map(({ id }) => id)).size).toBe(2);
      const idsByName = (all: readonly PersonalRoom[]) => new Map(all.map(({ name, id }) => [name, id]));
      expect(idsByName(await source.roomsOf(planted.owner))).toEqual(idsByName(rooms));
    },
  },
  {
    title: '[S9.5d] knows an owner in any case of the address, and no other one',
    async run({ source, plant }) {
      await plant([planted, others]);
      const names = async (owner: string) => (await source.roomsOf(owner)).map(({ name }) => name);
      expect(await names('OLGA.BERG@CORP.EXAMPLE')).toEqual(['Olga']);
      expect(await names('olga_berg@corp.example')).toEqual([]);
      expect(await names('berg@corp.example')).toEqual([]);
      expect(await names('')).toEqual([]);
    },
  },
  {
    title: '[S9.5b] ends what runs when it is closed, which may happen twice',
    async run({ source, plant }) {
      await plant([planted]);
      const asked = Promise.allSettled([source.roomsOf(planted.owner)]);
      await source.close?.();
      await source.close?.();
      const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, 'late'));
      expect(await Promise.race([asked, late])).not.toBe('late');
    },
  },
  {
    title: '[S12.7k] tells a room’s own PINs, or none',
    async run({ source, plant }) {
      await plant([planted, second]);
      for (const { name, pins } of await source.roomsOf(planted.owner)) {
        expect([null, name === 'Olga' ? planted.pins : null]).toContainEqual(pins);
      }
    },
  },
];
