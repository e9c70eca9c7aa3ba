const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Writes bytes in lower-case base32 (RFC 4648, section 6) without padding: letters and digits that mail keeps. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}

/**
 * Reads base32 of either case. Null unless `text` is exactly what {@link toBase32} writes for some bytes, so that
 * no two texts stand for the same bytes.
 */
export function fromBase32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let value = 0;
  let position = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = base32Value(text.charCodeAt(index));
    if (digit < 0) return null;
    value = (value << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[position] = value >>> bits;
      position += 1;
      value &= (1 << bits) - 1;
    }
  }
  return bits < 5 && value === 0 ? bytes : null;
}

/** The value of one base32 character code, 0 to 31, of either case; -1 for any other. */
export function base32Value(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 65;
  return code >= 50 && code <= 55 ? code - 24 : -1;
}
