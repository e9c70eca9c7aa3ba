import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealSchedulingTag } from '../tags/scheduling-tag.ts';
import { derivePins, type PinSettings } from './derive-pins.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const keys = { current: key(1), retired: [] };
const settings: PinSettings = { hostPin: true, allowGuests: true, guestPin: true, length: 6 };

/** The reservation with this number, its tag sealed under a nonce made from `seed`. */
function owner(number: number, seed = number, ring = keys) {
  const bytes = (count: number) => Uint8Array.from({ length: count }, (_, at) => (seed >> (at * 8)) & 255);
  const integrationId = '11111111-1111-4111-8111-111111111111';
  const content = { integrationId, prefix: '55', length: 6, number };
  const tag = sealSchedulingTag(content, { keys: ring, random: { bytes } });
  return { tag, numericAlias: `55${String(number).padStart(6, '0')}` };
}

const anyLength = fc.integer({ min: 4, max: 20 });
const anyNumber = fc.integer({ min: 0, max: 999_999 });

describe('the PINs of a VMR', () => {
  test('have the integration’s length and digits only; the guests’ is never the host’s', () => {
    fc.assert(
      fc.property(anyNumber, anyLength, (number, length) => {
        const { host, guest } = derivePins(owner(number), { ...settings, length }, keys);
        const form = new RegExp(`^[0-9]{${length}}$`);
        expect(host).toMatch(form);
        expect(guest).toMatch(form);
        expect(guest).not.toBe(host);
      }),
    );
  });

  test('are never among the first that somebody tries', () => {
    const trivial = /^(\d)\1+$|^(\d\d)\2+$|^(0123|1234|2345|3456|4567|5678|6789|7890|8901|9012)$/;
    for (let number = 0; number < 3_000; number += 1) {
      const one = owner(number);
      const { host, guest } = derivePins(one, { ...settings, length: 4 }, keys);
      for (const pin of [host, guest, [...(host ?? '')].reverse().join('')]) expect(pin).not.toMatch(trivial);
      expect(one.numericAlias).not.toContain(host);
      expect(one.numericAlias).not.toContain(guest);
    }
  });

  test('differ from tag to tag as chance would have it', () => {
    const pins = Array.from({ length: 2_000 }, (_, number) => derivePins(owner(number), settings, keys));
    expect(new Set(pins.map(({ host }) => host)).size).toBeGreaterThan(1_980);
    const digits = pins.flatMap(({ host }) => [...(host ?? '')]);
    for (const digit of '0123456789') {
      const share = digits.filter((each) => each === digit).length / digits.length;
      expect(share).toBeGreaterThan(0.08);
      expect(share).toBeLessThan(0.12);
    }
  });

  test('are the same in every version, since invitations tell them', () => {
    expect(derivePins(owner(7), settings, keys)).toEqual({ host: '655504', guest: '484447' });
    expect(derivePins(owner(7), { ...settings, length: 20 }, keys)).toEqual({
      host: '30813345106957655504',
      guest: '45531226486896484447',
    });
  });

  test('fail with a tag of other keys, and say so', () => {
    const otherKeys = { current: key(2), retired: [] };
    expect(() => derivePins(owner(7), settings, otherKeys)).toThrow(
      'The tag was not sealed with these keys.',
    );
  });

  test('are the same for the same tag, also once its key is retired, and others under another key', () => {
    const one = owner(7);
    const pins = derivePins(one, settings, keys);
    expect(derivePins(one, settings, { current: key(2), retired: [key(1)] })).toEqual(pins);
    const otherKeys = { current: key(2), retired: [] };
    expect(derivePins(owner(7, 7, otherKeys), settings, otherKeys)).not.toEqual(pins);
    expect(() => derivePins(one, settings, otherKeys)).toThrow(TypeError);
  });

  test.each<[Partial<PinSettings>, boolean, boolean]>([
    [{ hostPin: false, allowGuests: false, guestPin: false }, false, false],
    [{ allowGuests: false, guestPin: false }, true, false],
    [{ guestPin: false }, true, false],
    [{}, true, true],
  ])('are those that the integration asks for: %j', (over, host, guest) => {
    const pins = derivePins(owner(7), { ...settings, ...over }, keys);
    expect([pins.host !== null, pins.guest !== null]).toEqual([host, guest]);
  });
});
