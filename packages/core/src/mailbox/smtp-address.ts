/** What servers and clients put around an address. */
const SEPARATORS = /[\s<>()[\],;"“”„«»]+/u;
const PREFIXES = /^(?:(?:smtp|mailto):)+/i;
const QUOTES = /^['‘’`]+|['‘’`]+$/g;
/** Control characters and those that nobody sees. */
const UNSEEN = /\p{C}/u;
/**
 * A local part without quotes (RFC 5322 section 3.4.1, RFC 6531), and without what older mail systems read as the way
 * to another address: `%`, `!` and `/`. No address of another kind that a server wrapped up (`IMCEA…`).
 */
const ADDRESS =
  /^(?!IMCEA[A-Z0-9]+-)[\p{L}\p{N}\p{M}.#$&'*+=?^_`{|}~-]{1,64}@[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*$/iu;
const LONGEST = 320;
/** Of a text with all that may stand about an address or a name. */
const LONGEST_TEXT = 2_000;

/**
 * The SMTP address that stands in a text, whatever prefix, quotes or display name stand about it, in the case in which
 * it came. Null for none, and for a text that can be read as two addresses.
 */
export function readAddress(text: string | null | undefined): string | null {
  const whole = text?.trim() ?? '';
  if (whole.length > LONGEST_TEXT) return null;
  // Letters that only look like others might be another address to whoever compares them.
  if (UNSEEN.test(whole) || whole.normalize('NFKC') !== whole) return null;
  const [first, ...others] = whole
    .split(SEPARATORS)
    .map((part) => part.replace(QUOTES, '').replace(PREFIXES, '').replace(QUOTES, ''))
    .filter((part) => part.includes('@'));
  if (first === undefined || first.length > LONGEST || !ADDRESS.test(first)) return null;
  return others.every((other) => other.toLowerCase() === first.toLowerCase()) ? first : null;
}

/** A name in the directory (type EX), also one that was wrapped up as an address; null: it is none. */
export function readDirectoryName(text: string): string | null {
  if (text.length > LONGEST_TEXT) return null;
  const wrapped = /^IMCEAEX-([^@\s]+)@[^@\s]+$/i.exec(text.replace(PREFIXES, ''))?.[1];
  const name =
    wrapped
      ?.replaceAll('_', '/')
      .replaceAll(/\+([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) ??
    text.replace(/^EX:/i, '');
  return /^\/o=[^\p{C}]{1,1000}$/iu.test(name) ? name : null;
}
