import { findTags } from '@vmrkit/core/browser';

/** Id of the element around the instructions; Outlook puts `x_` before ids that it rewrites, once a round. */
const BLOCK_ID = 'vmrkit-room';
const isBlockTag = new RegExp(`^<div\\b[^>]*\\bid\\s*=\\s*["']?(?:x_)*${BLOCK_ID}\\b`, 'i');

/** A tag as the server wants to be told of it. */
export interface BodyTag {
  readonly text: string;
  readonly quoted: boolean;
}

/** The instructions in the element by which they are found again. A line of space belongs to it. */
export function roomBlock(html: string): string {
  return `<div id="${BLOCK_ID}">${html}<p>&nbsp;</p></div>`;
}

/** The tags of a body in their order, each as it is without what mail programs put into it. */
export function bodyTags(html: string): readonly BodyTag[] {
  return findTags({ type: 'html', content: html })
    .filter(({ malformed }) => !malformed)
    .map(({ kind, id, quoted }) => ({ text: `${kind === 'token' ? 'TOK' : 'PXPS'}:-${id}#`, quoted }));
}

/** Whether a body holds all tags of an inserted text. */
export function holdsTagsOf(body: string, inserted: string): boolean {
  const present = new Set(bodyTags(body).map(({ text }) => text));
  return bodyTags(inserted).every(({ text }) => present.has(text));
}

/** Whether a body shows an inserted text: by its tags, else by its letters outside quotations, which clients leave. */
export function holdsText(body: string, inserted: string): boolean {
  if (bodyTags(inserted).length > 0) return holdsTagsOf(body, inserted);
  return lettersOf(body.split(/<blockquote\b/i)[0] ?? '').includes(lettersOf(inserted));
}

function lettersOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&#?\w+;/g, '')
    .replace(/[^A-Za-z0-9]/g, '');
}

/** A stretch of a body. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Where our instructions stand outside quotations: by the element around them or its rewritten copy, else, where a client
 * has dropped that element, the paragraph of a tag with the table right before it.
 */
export function findBlocks(html: string): readonly Stretch[] {
  const marked = markedBlocks(html);
  const blocks: Stretch[] = marked.filter(({ quoted }) => !quoted);
  const surroundings = new Surroundings(html);
  for (const { range, quoted } of findTags({ type: 'html', content: html })) {
    if (quoted || marked.some(({ start, end }) => start <= range.start && range.end <= end)) continue;
    blocks.push(surroundings.of(range));
  }
  return blocks.sort((a, b) => a.start - b.start);
}

/** The outermost of our elements that are closed, and whether each is quoted. Reads the body once. */
function markedBlocks(html: string): readonly (Stretch & { readonly quoted: boolean })[] {
  const blocks: (Stretch & { quoted: boolean })[] = [];
  /** Where the open elements begin that are ours; null: somebody else's. */
  const open: (number | null)[] = [];
  let quotes = 0;
  for (const { start: at, end, name, closes } of markupOf(html, 'div|blockquote')) {
    if (name === 'blockquote') quotes = Math.max(0, quotes + (closes ? -1 : 1));
    else if (closes) {
      const start = open.pop() ?? null;
      if (start === null) continue;
      // One around those before it takes their place.
      while ((blocks.at(-1)?.start ?? -1) > start) blocks.pop();
      blocks.push({ start, end, quoted: quotes > 0 });
    } else open.push(isBlockTag.test(html.slice(at, end)) ? at : null);
  }
  return blocks;
}

/** The body without our instructions, and with `html` where the first of them stood; in front where none did. */
export function replaceBlocks(body: string, html: string): string {
  const blocks = findBlocks(body);
  let rest = '';
  let at = 0;
  for (const [place, { start, end }] of blocks.entries()) {
    rest += body.slice(at, start) + (place === 0 ? html : '');
    at = Math.max(at, end);
  }
  return blocks.length === 0 ? html + body : rest + body.slice(at);
}

/** Whether rewriting this body would break pictures for those who get it: they are parts of the message, not files. */
export function hasEmbeddedPictures(html: string): boolean {
  return /<img\b[^>]*\bsrc\s*=\s*["']?(?:cid|blob):/i.test(html);
}

/** Whether the first thing in a body is a table: what is put in front would land in its first cell. */
export function beginsWithTable(html: string): boolean {
  const inner = html.replace(/^[\s\S]*?<body\b[^>]*>/i, '');
  return /^(?:\s|&nbsp;|<(?:div|p|br|span|center)\b[^>]*>|<\/(?:p|span)>)*<table\b/i.test(inner);
}

/** Other products' joining instructions, by addresses that only they have. */
const foreignMeetings: Readonly<Record<string, RegExp>> = {
  'Microsoft Teams': /https:\/\/teams\.(?:microsoft|live)\.com\/(?:l\/meetup-join|meet)/i,
  Zoom: /https:\/\/[\w.-]*zoom\.us\/(?:j|my)\//i,
  Webex: /https:\/\/[\w.-]+\.webex\.com\/(?:meet|[\w.-]+\/j\.php)/i,
  'Google Meet': /https:\/\/meet\.google\.com\/[a-z]/i,
};

/** The product whose joining instructions stand in a body besides ours; null: none that is known. */
export function foreignMeeting(html: string): string | null {
  return Object.entries(foreignMeetings).find(([, pattern]) => pattern.test(html))?.[0] ?? null;
}

/** A tag of HTML. */
interface Markup extends Stretch {
  readonly name: string;
  readonly closes: boolean;
}

/** The tags of these elements, in order; reads the body once. */
function* markupOf(html: string, names: string): Generator<Markup> {
  const begins = new RegExp(`<(/?)(${names})\\b`, 'gi');
  for (let found = begins.exec(html); found !== null; found = begins.exec(html)) {
    const end = html.indexOf('>', begins.lastIndex) + 1;
    if (end === 0) return;
    begins.lastIndex = end;
    yield { start: found.index, end, name: (found[2] ?? '').toLowerCase(), closes: found[1] === '/' };
  }
}

/** What stands around tags in a body: its paragraphs, and the tables before them. */
class Surroundings {
  readonly #html: string;
  readonly #markup: readonly Markup[];
  /** The other end of each element, by place in the list. */
  readonly #partners = new Map<number, number>();

  constructor(html: string) {
    this.#html = html;
    this.#markup = [...markupOf(html, 'p|div|td|table')];
    const open = new Map<string, number[]>();
    for (const [place, { name, closes }] of this.#markup.entries()) {
      const ofName = open.get(name) ?? [];
      open.set(name, ofName);
      if (!closes) ofName.push(place);
      const partner = closes ? ofName.pop() : undefined;
      if (partner === undefined) continue;
      this.#partners.set(place, partner).set(partner, place);
    }
  }

  /** The paragraph of a tag with the table right before it, if that is ours; else the tag. */
  of(tag: Stretch): Stretch {
    const place = this.#lastBefore(tag.start);
    const begin = this.#markup[place];
    const end = this.#markup[this.#partners.get(place) ?? -1]?.end;
    if (begin === undefined || begin.closes || !/^(?:p|div)$/.test(begin.name) || end === undefined)
      return tag;
    const first = this.#tableBefore(place);
    const isOurs = first !== null && /\bsips?:|PXPS:-|TOK:-/i.test(this.#html.slice(first, begin.start));
    return { start: isOurs ? first : begin.start, end };
  }

  /** Place of the last markup that ends before; -1: there is none. */
  #lastBefore(at: number): number {
    let low = 0;
    let high = this.#markup.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#markup[middle]?.end ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Where the table begins that ends right before this markup, or before an empty paragraph there. */
  #tableBefore(place: number): number | null {
    let last = place - 1;
    const [opening, closing] = [this.#markup[last - 1], this.#markup[last]];
    const isParagraph = opening?.name === 'p' && !opening.closes && closing?.name === 'p' && closing.closes;
    if (isParagraph && this.#isSpace(last, place) && this.#isSpace(last - 1, last, /^(?:\s|&nbsp;)*$/))
      last -= 2;
    const table = this.#markup[last];
    if (table?.name !== 'table' || !table.closes) return null;
    const next = last === place - 1 ? place : last + 1;
    if (!this.#isSpace(last, next)) return null;
    return this.#markup[this.#partners.get(last) ?? -1]?.start ?? null;
  }

  #isSpace(from: number, to: number, pattern = /^\s*$/): boolean {
    return pattern.test(this.#html.slice(this.#markup[from]?.end, this.#markup[to]?.start));
  }
}
