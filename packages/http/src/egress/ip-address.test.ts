import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInRange, parseIpAddress, parseIpRange } from './ip-address.ts';

describe('parseIpAddress', () => {
  test.each([
    ['0.0.0.0', 'ipv4', 0n],
    ['255.255.255.255', 'ipv4', 0xffffffffn],
    ['::', 'ipv6', 0n],
    ['::1', 'ipv6', 1n],
    ['1::', 'ipv6', 1n << 112n],
    ['1:2:3:4:5:6:7:8', 'ipv6', 0x00010002000300040005000600070008n],
    ['::ffff:1.2.3.4', 'ipv6', 0xffff01020304n],
    ['1:2:3:4:5:6:1.2.3.4', 'ipv6', 0x00010002000300040005000601020304n],
    ['::1.2.3.4', 'ipv6', 0x01020304n],
    ['FE80::A', 'ipv6', (0xfe80n << 112n) | 10n],
  ] as const)('reads %s', (text, kind, value) => {
    const address = parseIpAddress(text);
    expect(address?.kind()).toBe(kind);
    expect(address?.toByteArray().reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)).toBe(value);
  });

  test.each([
    '',
    ' ',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.-4',
    '1.2.3.4 ',
    '0x1.2.3.4',
    '1.2.3.',
    '٣.1.1.1',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    'fe80::1%0',
    '::1.2.3',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '[::1]',
    ':1:2:3:4:5:6:7',
  ])('refuses %j', (text) => {
    expect(parseIpAddress(text)).toBeNull();
  });

  test('agrees with the runtime on which texts are addresses', () => {
    const piece = fc.constantFrom(
      ':',
      '::',
      '.',
      '0',
      '1',
      'ff',
      '255',
      '256',
      '01',
      'abcd',
      '12345',
      '1.2.3.4',
    );
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.array(piece, { maxLength: 16 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (it) => {
        const bytes = parseIpAddress(it)?.toByteArray().length ?? 0;
        expect(bytes).toBe({ 0: 0, 4: 4, 6: 16 }[isIP(it)]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('parseIpRange', () => {
  test.each(['', '10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0/8', '/8'])(
    'refuses %j',
    (text) => {
      expect(parseIpRange(text)).toBeNull();
    },
  );

  test('agrees with the runtime on which addresses a range holds', () => {
    const cases = fc.oneof(
      fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.constant('ipv4' as const)),
      fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.constant('ipv6' as const)),
    );
    fc.assert(
      fc.property(cases, ([base, text, bits, family]) => {
        const list = new BlockList();
        list.addSubnet(base, bits, family);
        const address = parseIpAddress(text);
        const range = parseIpRange(`${base}/${bits}`);
        expect(address !== null && range !== null && isInRange(address, range)).toBe(
          list.check(text, family),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
