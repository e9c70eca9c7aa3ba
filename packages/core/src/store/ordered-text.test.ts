import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromOrderedText, toOrderedText } from './ordered-text.ts';

const anyUnits = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0, 1, 2, 3, 0xd7ff, 0xd800, 0xdfff, 0xe000),
    ),
  )
  .map((units) => String.fromCharCode(...units));

describe('ordered text', () => {
  it('comes back as it was', () => {
    fc.assert(fc.property(anyUnits, (text) => fromOrderedText(toOrderedText(text)) === text));
  });

  it('orders its UTF-8 bytes as the code units of the original', () => {
    fc.assert(
      fc.property(anyUnits, anyUnits, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(toOrderedText(left)), Buffer.from(toOrderedText(right)));
        expect(bytes).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  it('holds neither NUL nor lone surrogates', () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        const ordered = toOrderedText(text);
        return !ordered.includes('\0') && Buffer.from(ordered).toString() === ordered;
      }),
    );
  });

  it('leaves readable text alone', () => {
    expect(toOrderedText('alias:12345@example.com é')).toBe('alias:12345@example.com é');
  });
});
