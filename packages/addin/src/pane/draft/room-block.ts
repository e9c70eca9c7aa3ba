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
  for (const { range, quoted } of findTags({ type: 'html', content: html })) {
    if (quoted || marked.some(({ start, end }) => start <= range.start && range.end <= end)) continue;
    blocks.push(aroundTag(html, range));
  }
  return blocks.sort((a, b) => a.start - b.start);
}

/** The outermost of our elements that are closed, and whether each is quoted. Reads the body once. */
function markedBlocks(html: string): readonly (Stretch & { readonly quoted: boolean })[] {
  const blocks: (Stretch & { quoted: boolean })[] = [];
  /** Where the open elements begin that are ours; null: somebody else's. */
  const open: (number | null)[] = [];
  let quotes = 0;
  for (const { 0: tag, index } of html.matchAll(/<\/?(?:div|blockquote)\b[^>]*>/gi)) {
    if (/^<\/?b/i.test(tag)) quotes = Math.max(0, quotes + (tag[1] === '/' ? -1 : 1));
    else if (tag[1] === '/') {
      const start = open.pop() ?? null;
      if (start === null) continue;
      // One around those before it takes their place.
      while ((blocks.at(-1)?.start ?? -1) > start) blocks.pop();
      blocks.push({ start, end: index + tag.length, quoted: quotes > 0 });
    } else open.push(isBlockTag.test(tag) ? index : null);
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

function endOfElement(html: string, start: number, name: string): number | null {
  const tags = new RegExp(`<(/?)${name}\\b[^>]*>`, 'gi');
  tags.lastIndex = start;
  let depth = 0;
  for (let tag = tags.exec(html); tag !== null; tag = tags.exec(html)) {
    depth += tag[1] === '/' ? -1 : 1;
    if (depth === 0) return tags.lastIndex;
  }
  return null;
}

function aroundTag(html: string, tag: Stretch): Stretch {
  const open = [
    ...html.slice(0, tag.start).matchAll(/<(p|div)\b[^>]*>(?:(?!<\/?(?:p|div|td|table)\b)[\s\S])*$/gi),
  ].at(-1);
  const end = open === undefined ? null : endOfElement(html, open.index, open[1] ?? 'p');
  if (open === undefined || end === null) return tag;
  const before = html.slice(0, open.index);
  const table = /<\/table>\s*(?:<p\b[^>]*>(?:\s|&nbsp;)*<\/p>\s*)?$/i.exec(before);
  if (table === null) return { start: open.index, end };
  const first = startOfElement(before.slice(0, table.index + '</table>'.length), 'table');
  const isOurs = first !== null && /\bsips?:|PXPS:-|TOK:-/i.test(before.slice(first));
  return { start: isOurs ? first : open.index, end };
}

/** Where the element starts that ends at the end of `html`. */
function startOfElement(html: string, name: string): number | null {
  const tags = [...html.matchAll(new RegExp(`<(/?)${name}\\b[^>]*>`, 'gi'))].reverse();
  let depth = 0;
  for (const tag of tags) {
    depth += tag[1] === '/' ? 1 : -1;
    if (depth === 0) return tag.index;
  }
  return null;
}
