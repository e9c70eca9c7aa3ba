const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|(\n)|([\s\S]))/gi;
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The text of a string literal: Python's escapes; an unknown one keeps its backslash. */
export function unescapeString(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(ESCAPE, (found, byte, unit, point, octal, lineBreak, other) => {
    if (lineBreak) return '';
    if (octal) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex: string | undefined = byte ?? unit ?? point;
    if (hex === undefined) return Object.hasOwn(SIMPLE, other) ? (SIMPLE[other] ?? found) : found;
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
