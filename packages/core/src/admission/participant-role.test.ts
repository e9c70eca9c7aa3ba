import { expect, test } from 'vitest';
import { participantRole } from './participant-role.ts';

const pins = { host: '482915', guest: '7301' };

test.each([
  ['a room without PINs has guests alone', { pins: null, allowGuests: null }, '', 'guest'],
  ['and asks for none', { pins: null, allowGuests: null }, '482915', 'guest'],
  ['the host’s PIN', { pins, allowGuests: true }, '482915', 'host'],
  ['the guests’ PIN', { pins, allowGuests: true }, '7301', 'guest'],
  ['no PIN', { pins, allowGuests: true }, '', null],
  ['a wrong PIN', { pins, allowGuests: true }, '482916', null],
  ['the beginning of a PIN', { pins, allowGuests: true }, '48291', null],
  ['a PIN and more', { pins, allowGuests: true }, '4829150', null],
  ['a PIN and a NUL', { pins, allowGuests: true }, '482915\u0000', null],
  ['guests who need no PIN', { pins: { ...pins, guest: null }, allowGuests: true }, '', 'guest'],
  ['no guests allowed', { pins: { ...pins, guest: null }, allowGuests: false }, '', null],
  ['the host alone', { pins: { ...pins, guest: null }, allowGuests: false }, '482915', 'host'],
  ['guests’ PIN without guests', { pins, allowGuests: false }, '7301', null],
  ['a guests’ PIN alone', { pins: { host: null, guest: '7301' }, allowGuests: true }, '', null],
  ['and typed', { pins: { host: null, guest: '7301' }, allowGuests: true }, '7301', 'guest'],
])('%s', (_, room, pin, role) => {
  expect(participantRole(room, pin)).toBe(role);
});
