/**
 * Rewrites a string so that its UTF-8 bytes order as its UTF-16 code units do, which is the order of index values.
 * The result holds neither NUL nor lone surrogates, so that any database keeps it as it is; plain text below U+D800
 * stays readable. {@link fromOrderedText} undoes it.
 */
export function toOrderedText(text: string): string {
  if (plain.test(text)) return text;
  let ordered = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= FIRST_MOVED) ordered += String.fromCodePoint(unit + DISTANCE);
    else ordered += unit < 2 ? ESCAPE + String.fromCharCode(unit + 1) : text.charAt(index);
  }
  return ordered;
}

/** Gives back what {@link toOrderedText} was given. */
export function fromOrderedText(ordered: string): string {
  if (plain.test(ordered)) return ordered;
  let text = '';
  let escaped = false;
  for (const character of ordered) {
    const point = character.codePointAt(0) ?? 0;
    if (escaped) text += String.fromCharCode(point - 1);
    else if (point >= FIRST_MOVED + DISTANCE) text += String.fromCharCode(point - DISTANCE);
    else if (character !== ESCAPE) text += character;
    escaped = !escaped && character === ESCAPE;
  }
  return text;
}

const ESCAPE = '\u0001';
const FIRST_MOVED = 0xd800;
/** Moves surrogates and what follows them to U+10000 and above, in their order. */
const DISTANCE = 0x10000 - FIRST_MOVED;
const plain = /^[ -\ud7ff]*$/;
