const HTTP =
  /^(?:(?:https?:\/\/|www\.)(?:[\p{L}\p{N}_%-]+\.)*(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})|(?:[\p{L}\p{N}_%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
const EMAIL = /^[^\s@]+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;
/** Longer words are never links: keeps the patterns cheap. */
const MAX_WORD = 2048;

/** How links are written. */
export interface LinkOptions {
  /** Characters of the shown address. */
  readonly limit: number | undefined;
  readonly rel: string;
  readonly target: string;
}

/** An escaped text with its addresses made links. */
export function linkText(escaped: string, options: LinkOptions): string {
  return escaped
    .split(/(\s+)/)
    .map((word) => (word.length > MAX_WORD ? word : linkWord(word, options)))
    .join('');
}

function linkWord(word: string, options: LinkOptions): string {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  const rest = word.slice(head.length);
  const bare = withoutTail(rest);
  const [middle, tail] = balanced(bare, rest.slice(bare.length));
  return head + (linkOf(middle, options) ?? middle) + tail;
}

function withoutTail(text: string): string {
  let kept = text;
  for (;;) {
    const cut = kept.endsWith('&gt;') ? 4 : /[)>.,]$/.test(kept.slice(-1)) ? 1 : 0;
    if (cut === 0) return kept;
    kept = kept.slice(0, -cut);
  }
}

function balanced(text: string, rest: string): [string, string] {
  let middle = text;
  let tail = rest;
  for (const [open, close] of [
    ['(', ')'],
    ['<', '>'],
    ['&lt;', '&gt;'],
  ] as const) {
    const opened = middle.split(open).length - 1;
    if (opened <= middle.split(close).length - 1) continue;
    const moves = Math.min(opened, tail.split(close).length - 1);
    for (let move = 0; move < moves; move += 1) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return [middle, tail];
}

function linkOf(text: string, { limit, rel, target }: LinkOptions): string | undefined {
  if (HTTP.test(text)) {
    const href = /^https?:\/\//.test(text) ? text : `https://${text}`;
    const shown = limit !== undefined && text.length > limit ? `${text.slice(0, limit)}...` : text;
    const attributes = (rel ? ` rel="${rel}"` : '') + (target ? ` target="${target}"` : '');
    return `<a href="${href}"${attributes}>${shown}</a>`;
  }
  if (text.startsWith('mailto:') && EMAIL.test(text.slice(7)))
    return `<a href="${text}">${text.slice(7)}</a>`;
  if (!text.startsWith('www.') && !text.includes(':') && EMAIL.test(text))
    return `<a href="mailto:${text}">${text}</a>`;
  return undefined;
}
