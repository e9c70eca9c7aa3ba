import { advanceHtml, HTML_START, type HtmlMove, type HtmlState } from '@vmrkit/core';

/** How far the URL of an attribute is written: nothing, maybe a scheme, past the scheme, or a scheme that runs code. */
export type UrlProgress = 'start' | 'scheme' | 'decided' | 'script';

/** How the URL of the attribute at hand begins. */
interface UrlBeginning {
  readonly url: UrlProgress;
  /** What may become the scheme, as the browser reads it. */
  readonly scheme: string;
  /** A character reference that has no end yet. */
  readonly reference: string;
}

/** A place in HTML where output may stand. */
export interface OutputPlace extends HtmlState, UrlBeginning {}

const NOTHING: UrlBeginning = { url: 'start', scheme: '', reference: '' };

/** Where output begins. */
export const OUTPUT_START: OutputPlace = { ...HTML_START, ...NOTHING };

/** Elements whose content is text for people, although it holds no markup. */
const SHOWN_TAGS: readonly string[] = ['textarea', 'title'];
const SCRIPT_SCHEMES: readonly string[] = ['javascript', 'vbscript', 'jscript', 'livescript', 'data', 'blob'];
const MAX_SCHEME = 40;

/** Whether a URL scheme runs code or carries a document of its own. */
export function runsCode(scheme: string): boolean {
  return SCRIPT_SCHEMES.includes(scheme.toLowerCase().replace(/[^a-z\d+.-]/g, ''));
}

const URL_ATTRIBUTES = new Set(
  `href src srcset imagesrcset action formaction background cite data poster ping longdesc manifest
  codebase classid code archive profile usemap icon dynsrc lowsrc xml:base`.split(/\s+/),
);

/** Whether the attribute at hand holds a URL. */
export function holdsUrl({ tag, attribute }: Pick<HtmlState, 'tag' | 'attribute'>): boolean {
  if (URL_ATTRIBUTES.has(attribute) || attribute.endsWith(':href')) return true;
  return tag === 'param' && attribute === 'value';
}

/** Whether values are a text for people inside of this raw element. */
export function showsText(tag: string): boolean {
  return SHOWN_TAGS.includes(tag);
}

/** The place after `text`. */
export function advance(start: OutputPlace, text: string): OutputPlace {
  let { url, scheme, reference }: UrlBeginning = start;
  const { mode, tag, attribute } = advanceHtml(start, text, (move) => {
    const beginning = isValue(move)
      ? urlAfter({ url, scheme, reference }, holdsUrl(move.to) ? text.slice(move.start, move.end) : '')
      : NOTHING;
    ({ url, scheme, reference } = beginning);
  });
  return { mode, tag, attribute, url, scheme, reference };
}

/** Whether a move reads a stretch of an attribute's value, its quotes not counted. */
function isValue({ from, to }: HtmlMove): boolean {
  if (to.mode === 'unquoted') return true;
  return from.mode === to.mode && (to.mode === 'double-quoted' || to.mode === 'single-quoted');
}

const CHARACTER = /&(?:#x0*([\da-f]*)|#0*(\d*)|([a-z][a-z\d]*)|)(;?)|[\s\S]/giy;
/** Names of characters that matter in front of a URL's path; any other name ends what may be a scheme. */
const NAMED: Readonly<Record<string, string>> = { Tab: '\t', NewLine: '\n', colon: ':' };

/**
 * The URL after a stretch of an attribute's value. A browser reads character references first, and a URL without
 * blanks and control characters; so does this, whatever the stretches in which the value is written.
 */
function urlAfter(beginning: UrlBeginning, stretch: string): UrlBeginning {
  if (beginning.url === 'decided' || beginning.url === 'script' || stretch === '') return beginning;
  const text = beginning.reference + stretch;
  let { scheme } = beginning;
  CHARACTER.lastIndex = 0;
  for (let found = CHARACTER.exec(text); found !== null; found = CHARACTER.exec(text)) {
    const [whole, hex, decimal, named, semicolon] = found;
    if (whole.startsWith('&') && semicolon === '' && CHARACTER.lastIndex === text.length) {
      return { url: 'scheme', scheme, reference: shortened(whole) };
    }
    const character = whole.startsWith('&') ? referred({ hex, decimal, named, semicolon }) : whole;
    if (/[\s\p{Cc}]/u.test(character)) continue;
    if (!/^[a-z\d+.-]$/i.test(character)) {
      const isScript = character === ':' && runsCode(scheme);
      return { url: isScript ? 'script' : 'decided', scheme: '', reference: '' };
    }
    scheme = (scheme + character).slice(0, MAX_SCHEME);
  }
  return { url: scheme === '' ? 'start' : 'scheme', scheme, reference: '' };
}

/** A reference may have any number of zeros in front; beyond that, nothing that long is one. */
function shortened(reference: string): string {
  return reference.replace(/^(&#x?)0+/i, '$1').slice(0, MAX_SCHEME);
}

interface Reference {
  readonly hex: string | undefined;
  readonly decimal: string | undefined;
  readonly named: string | undefined;
  readonly semicolon: string | undefined;
}

/** The character of a reference; `&` for whatever is none, or one that is in no scheme. */
function referred({ hex, decimal, named, semicolon }: Reference): string {
  if (named !== undefined) return (semicolon === ';' && Object.hasOwn(NAMED, named) && NAMED[named]) || '&';
  const code = hex === undefined ? Number(decimal || 'none') : Number.parseInt(hex, 16);
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '&';
}
