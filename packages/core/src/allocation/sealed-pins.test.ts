import { describe, expect, test } from 'vitest';
import type { KeySealContext } from './allocation-store.ts';
import { openPins, rotatePins, type SealedPins, sealPins } from './sealed-pins.ts';

const ref = { tenantId: 'one', integrationId: 'i', reservationId: 'r' };
const place = ({ tenantId, integrationId, field }: KeySealContext) => `${tenantId} ${integrationId} ${field}`;
/** Writes the place that a PIN is sealed for behind it. */
const sealer = {
  seal: async (secret: string, context: KeySealContext) => `${secret} ${place(context)}`,
  open: async (sealed: string, context: KeySealContext) => {
    const [pin = '', ...where] = sealed.split(' ');
    if (where.join(' ') !== place(context)) throw new Error('sealed for another place');
    return pin;
  },
};
const host = '4711 one i reservations.r.pins.host';
const guest = '0815 one i reservations.r.pins.guest';

describe('PINs', () => {
  test.each<[string | null, string | null, SealedPins | null]>([
    ['4711', '0815', { host, guest, allowGuests: true }],
    ['4711', null, { host, guest: null, allowGuests: true }],
    [null, '0815', { host: null, guest, allowGuests: true }],
    [null, null, null],
  ])('%s and %s are sealed for their reservation, and opened for it alone', async (one, two, sealed) => {
    const pins = { host: one, guest: two };
    expect(await sealPins(pins, { ref, sealer, allowGuests: true })).toEqual(sealed);
    if (sealed === null) return;
    expect(await openPins(sealed, { ref, sealer })).toEqual(pins);
    const other = { ...ref, reservationId: 'another' };
    await expect(openPins(sealed, { ref: other, sealer })).rejects.toThrow('sealed for another place');
  });

  test('the one of the host does not open as the guests’', async () => {
    await expect(openPins({ host: null, guest: host }, { ref, sealer })).rejects.toThrow(
      'sealed for another place',
    );
  });

  test.each<[string, SealedPins, Partial<SealedPins>]>([
    [
      'both',
      { host: 'old h', guest: 'old g', allowGuests: true },
      { host: 'new h host', guest: 'new g guest' },
    ],
    ['the host’s', { host: 'old h', guest: 'new g', allowGuests: true }, { host: 'new h host' }],
    ['the guests’', { host: 'new h', guest: 'old g', allowGuests: true }, { guest: 'new g guest' }],
    ['one without the other', { host: null, guest: 'old g', allowGuests: false }, { guest: 'new g guest' }],
  ])('%s are re-encrypted where the present key did not', async (_, pins, changed) => {
    const secretBox = {
      rotate: async (sealed: string, { field }: KeySealContext) =>
        sealed.startsWith('new') ? sealed : `${sealed.replace('old', 'new')} ${field.split('.').at(-1)}`,
    };
    expect(await rotatePins(pins, { ref, secretBox })).toEqual({ ...pins, ...changed });
  });

  test('that the present key sealed stay the same object', async () => {
    const pins = { host, guest: null, allowGuests: false };
    expect(await rotatePins(pins, { ref, secretBox: { rotate: async (sealed) => sealed } })).toBe(pins);
  });
});
