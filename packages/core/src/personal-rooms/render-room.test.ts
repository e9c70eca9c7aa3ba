import { describe, expect, test } from 'vitest';
import type { PersonalTexts } from '../templates/integration-texts.ts';
import { offerRooms, renderRoom } from './render-room.ts';
import type { PersonalRoom, RoomSource } from './room-source.ts';

const room: PersonalRoom = {
  id: 'r-1',
  name: 'Olga',
  description: 'of Olga',
  aliases: { domain: ['olga@vc.example'], numeric: ['55'], others: [] },
  pins: { host: '9876', guest: '4711' },
  allowGuests: false,
};
const bare = { ...room, id: 'r-2', aliases: { domain: [], numeric: [], others: [] } };

const shown = (name: string) => (values: object, language: string | null) =>
  `${name} ${language} ${JSON.stringify(values)}`;
const texts: PersonalTexts = {
  roomName: shown('name'),
  roomDescription: shown('description'),
  roomInstructions: shown('instructions'),
  roomLocation: shown('location'),
};

function person(rooms: readonly PersonalRoom[], email: string | null = 'olga@acme.example') {
  const source: RoomSource = { roomsOf: async (owner) => (owner === 'olga@acme.example' ? rooms : []) };
  return { email, source, texts, language: 'de' };
}

const valuesOf = (text: string) => JSON.parse(text.slice(text.indexOf('{')));

describe('the rooms of somebody who signed in', () => {
  test('are those with an alias, each by its templates', async () => {
    const [offered, ...more] = await offerRooms(person([room, bare]));
    expect(more).toEqual([]);
    expect(offered?.id).toBe('r-1');
    expect(offered?.name).toMatch(/^name de .*"name":"Olga"/);
    expect(offered?.description).toMatch(/^description de/);
  });

  test('are none without an address', async () => {
    expect(await offerRooms(person([room], null))).toEqual([]);
  });

  test('cannot be chosen where they are not that person’s', async () => {
    const emil = person([room], 'emil@acme.example');
    await expect(renderRoom('r-1', emil)).rejects.toMatchObject({ code: 'ERR_ROOM_NOT_FOUND' });
    await expect(renderRoom('r-2', person([bare]))).rejects.toMatchObject({ code: 'ERR_ROOM_NOT_FOUND' });
  });
});

describe('what is rendered tells attendees', () => {
  test.each<[string, Partial<PersonalRoom>, object]>([
    ['the PIN where guests are not allowed', {}, { pin: '9876', guest_pin: null }],
    ['the guests’ PIN alone where they are', { allowGuests: true }, { pin: null, guest_pin: '4711' }],
    ['no PIN where there is none', { pins: null, allowGuests: true }, { pin: null, guest_pin: null }],
  ])('%s', async (_, changes, pins) => {
    const rendered = await renderRoom('r-1', person([{ ...room, ...changes }]));
    const { name, description, ...inBody } = rendered;
    for (const text of [name, description, inBody.location, inBody.joiningInstructions]) {
      expect(valuesOf(text)).toMatchObject({
        ...pins,
        domain_aliases: ['olga@vc.example'],
        numeric_aliases: ['55'],
        other_aliases: [],
      });
    }
  });
});
