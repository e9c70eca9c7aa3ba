const DASH = 45;
const COLON = 58;
const HASH = 35;

/**
 * Reduces a character to what counts when text is compared after a mail program had it: 0 for blanks, control,
 * soft-hyphen and zero-width characters, the plain form of look-alike dashes, colons and hash signs, lower case
 * for `A` to `Z`.
 */
export function plainCharacter(code: number): number {
  if (code < 0x80) {
    if (code >= 65 && code <= 90) return code + 32;
    return code <= 32 || code === 127 ? 0 : code;
  }
  if (code <= 0xa0 || code === 0xad) return 0;
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212 || code === 0xff0d || code === 0xfe63)
    return DASH;
  if (code === 0xff1a || code === 0xfe55) return COLON;
  if (code === 0xff03 || code === 0xfe5f) return HASH;
  return isInvisible(code) ? 0 : code;
}

function isInvisible(code: number): boolean {
  return (
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x206f) ||
    code === 0x034f ||
    code === 0x061c ||
    code === 0x180e ||
    code === 0x3000 ||
    code === 0xfeff ||
    (code >= 0xfe00 && code <= 0xfe0f)
  );
}
