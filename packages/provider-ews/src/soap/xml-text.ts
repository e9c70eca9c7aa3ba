// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is sought
const RAW_ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
/** The same for a quick look: in this mode two halves that belong together are one character. */
const HALF = /\p{Surrogate}/u;
const SURROGATE_REFERENCE = /&#(?:x0*([dD][89a-fA-F][0-9a-fA-F]{2})|0*(5[5-7][0-9]{3}));/g;
const CHARACTER_REFERENCE = /&#(?:x([0-9a-fA-F]+)|([0-9]+));/g;
const PIECE_LENGTH = 1_000_000;
const LONGEST_REFERENCE = 1_000;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};

/** A piece of XML that is well-formed by construction: made by {@link xml}, never from outside text. */
export class Xml {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in an {@link xml} template. Null and undefined write nothing. */
export type XmlValue = string | number | boolean | null | undefined | Xml | readonly Xml[];

/**
 * Writes XML. Every string put in is escaped for text and attributes alike, once, and loses the characters that XML
 * 1.0 forbids (production 2, Char); pieces of {@link Xml} stand as they are.
 *
 * @example
 * xml`<t:ItemId Id="${id}"/>`
 */
export function xml(parts: TemplateStringsArray, ...values: readonly XmlValue[]): Xml {
  let text = parts[0] ?? '';
  values.forEach((value, place) => {
    text += written(value) + (parts[place + 1] ?? '');
  });
  return new Xml(text);
}

/** Text made safe for element content and attribute values. */
export function escapeXml(text: string): string {
  return text
    .replace(RAW_ILLEGAL, '')
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? character);
}

/**
 * Takes characters and character references out of received XML that XML 1.0 forbids; real servers send them within
 * bodies, and a strict parser refuses the whole answer for one. The two halves of a character beyond U+FFFF, which
 * servers write as two references, are put together first.
 */
export function cleanXml(text: string): string {
  if (!text.includes('&#')) return withoutIllegal(text);
  const joined = replaceInPieces(text, SURROGATE_REFERENCE, (reference, hex, decimal) => {
    const code = codeOf(hex, decimal);
    return isSurrogate(code) ? String.fromCharCode(code) : reference;
  });
  return replaceInPieces(withoutIllegal(joined), CHARACTER_REFERENCE, (reference, hex, decimal) =>
    isXmlCharacter(codeOf(hex, decimal)) ? reference : '',
  );
}

function withoutIllegal(text: string): string {
  const whole = HALF.test(text) ? text.replace(LONE_SURROGATE, '') : text;
  return whole.replace(RAW_ILLEGAL, '');
}

/** Replaces references. A text of millions of them, replaced at once, takes forty times its own memory. */
export function replaceInPieces(
  text: string,
  pattern: RegExp,
  replace: (reference: string, hex?: string, decimal?: string, name?: string) => string,
): string {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = pieceEnd(text, from);
    pieces.push(text.slice(from, end).replace(pattern, replace));
    from = end;
  }
  return pieces.join('');
}

/** No piece ends inside a reference. */
function pieceEnd(text: string, from: number): number {
  const end = from + PIECE_LENGTH;
  if (end >= text.length) return text.length;
  const reference = text.lastIndexOf('&', end - 1);
  return reference > end - LONGEST_REFERENCE ? reference : end;
}

/** The number of a reference; too large a one stays too large. */
function codeOf(hex: string | undefined, decimal: string | undefined): number {
  return Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** Whether XML 1.0 allows a character with this number (production 2, Char). */
export function isXmlCharacter(code: number): boolean {
  if (code === 0x9 || code === 0xa || code === 0xd) return true;
  return (
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

function written(value: XmlValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Xml) return value.toString();
  if (typeof value === 'object') return value.map((piece) => piece.toString()).join('');
  return escapeXml(String(value));
}
