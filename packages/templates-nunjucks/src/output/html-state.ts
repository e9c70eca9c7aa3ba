/** Where in HTML the next character stands. */
export type HtmlMode =
  | 'text'
  | 'less-than'
  | 'tag-name'
  | 'tag'
  | 'attribute-name'
  | 'after-name'
  | 'before-value'
  | 'double-quoted'
  | 'single-quoted'
  | 'unquoted'
  | 'comment'
  | 'declaration'
  | 'raw';

/** How far the URL of an attribute is written: nothing, maybe a scheme, past the scheme, or a scheme that runs code. */
export type UrlProgress = 'start' | 'scheme' | 'decided' | 'script';

/** A place in HTML. */
export interface HtmlState {
  readonly mode: HtmlMode;
  /** Lower-case name of the tag at hand. */
  readonly tag: string;
  /** Lower-case name of the attribute at hand. */
  readonly attribute: string;
  readonly url: UrlProgress;
  /** What may become the scheme, as the browser reads it. */
  readonly scheme: string;
  /** A character reference that has no end yet. */
  readonly reference: string;
}

/** Where HTML begins. */
export const HTML_START: HtmlState = {
  mode: 'text',
  tag: '',
  attribute: '',
  url: 'start',
  scheme: '',
  reference: '',
};

/** Elements whose content is text up to their own end tag; in these it shows, and references are read. */
const SHOWN_TAGS: readonly string[] = ['textarea', 'title'];
const RAW_TAGS = 'script style xmp iframe noembed noframes plaintext'.split(' ').concat(SHOWN_TAGS);
const SCRIPT_SCHEMES: readonly string[] = ['javascript', 'vbscript', 'jscript', 'livescript', 'data', 'blob'];
const MAX_NAME = 40;

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
export function advance(start: HtmlState, text: string): HtmlState {
  let state = start;
  for (let at = 0; at < text.length; ) {
    const jump = state.mode === 'text' ? text.indexOf('<', at) : at;
    if (jump < 0) return state;
    if (state.mode === 'raw' || state.mode === 'comment' || state.mode === 'declaration') {
      const end = endOf(state, text, at);
      if (end < 0) return state;
      state = state.mode === 'raw' ? { ...HTML_START, mode: 'tag' } : HTML_START;
      at = end;
    } else if (state.mode === 'text' && text.startsWith('<!--', jump)) {
      state = { ...HTML_START, mode: 'comment' };
      // `<!-->` and `<!--->` are comments already.
      at = jump + 2;
    } else if (state.mode === 'double-quoted' || state.mode === 'single-quoted') {
      const end = text.indexOf(state.mode === 'double-quoted' ? '"' : "'", at);
      state = value(state, end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return state;
      state = closed(state);
      at = end + 1;
    } else {
      state = step(state, text.charAt(jump));
      at = jump + 1;
    }
  }
  return state;
}

function endOf(state: HtmlState, text: string, from: number): number {
  if (state.mode === 'declaration') return text.indexOf('>', from) + 1 || -1;
  const end = state.mode === 'raw' ? new RegExp(`</${state.tag}(?=[\\s/>]|$)`, 'gi') : /--!?>/g;
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : -1;
}

function step(state: HtmlState, character: string): HtmlState {
  switch (state.mode) {
    case 'less-than':
      if (character === '!' || character === '?') return { ...HTML_START, mode: 'declaration' };
      if (/[a-z/]/i.test(character)) return { ...state, mode: 'tag-name', tag: character.toLowerCase() };
      return character === '<' ? state : HTML_START;
    case 'tag-name':
      return /[\s/>]/.test(character)
        ? between(state, character)
        : { ...state, tag: (state.tag + character.toLowerCase()).slice(0, MAX_NAME) };
    case 'tag':
      return between(state, character);
    case 'attribute-name':
    case 'after-name':
      return name(state, character);
    case 'before-value':
      return beforeValue(state, character);
    case 'unquoted':
      return /[\s>]/.test(character) ? between(closed(state), character) : value(state, character);
    default:
      return { ...HTML_START, mode: 'less-than' };
  }
}

function closed(state: HtmlState): HtmlState {
  return { ...HTML_START, mode: 'tag', tag: state.tag };
}

function between(state: HtmlState, character: string): HtmlState {
  if (character === '>')
    return RAW_TAGS.includes(state.tag) ? { ...HTML_START, mode: 'raw', tag: state.tag } : HTML_START;
  if (/[\s/]/.test(character)) return { ...state, mode: 'tag', attribute: '' };
  return { ...state, mode: 'attribute-name', attribute: character.toLowerCase() };
}

function name(state: HtmlState, character: string): HtmlState {
  if (character === '=') return { ...state, mode: 'before-value' };
  if (character === '>' || character === '/') return between(state, character);
  if (/\s/.test(character)) return { ...state, mode: 'after-name' };
  if (state.mode === 'after-name') return between(state, character);
  return { ...state, attribute: (state.attribute + character.toLowerCase()).slice(0, MAX_NAME) };
}

function beforeValue(state: HtmlState, character: string): HtmlState {
  if (/\s/.test(character)) return state;
  if (character === '"') return { ...state, mode: 'double-quoted' };
  if (character === "'") return { ...state, mode: 'single-quoted' };
  if (character === '>') return between(state, character);
  return value({ ...state, mode: 'unquoted' }, character);
}

const CHARACTER = /&(?:#x0*([\da-f]*)|#0*(\d*)|([a-z][a-z\d]*)|)(;?)|[\s\S]/giy;
/** Names of characters that matter in front of a URL's path; any other name ends what may be a scheme. */
const NAMED: Readonly<Record<string, string>> = { Tab: '\t', NewLine: '\n', colon: ':' };

/**
 * The place after a stretch of an attribute's value. A browser reads character references first, and a URL without
 * blanks and control characters; so does this, whatever the stretches in which the value is written.
 */
function value(state: HtmlState, stretch: string): HtmlState {
  if (state.url === 'decided' || state.url === 'script' || !holdsUrl(state)) return state;
  const text = state.reference + stretch;
  let { scheme } = state;
  CHARACTER.lastIndex = 0;
  for (let found = CHARACTER.exec(text); found !== null; found = CHARACTER.exec(text)) {
    const [whole, hex, decimal, named, semicolon] = found;
    if (whole.startsWith('&') && semicolon === '' && CHARACTER.lastIndex === text.length) {
      return { ...state, url: 'scheme', scheme, reference: shortened(whole) };
    }
    const character = whole.startsWith('&') ? referred({ hex, decimal, named, semicolon }) : whole;
    if (/[\s\p{Cc}]/u.test(character)) continue;
    if (!/^[a-z\d+.-]$/i.test(character)) {
      const isScript = character === ':' && runsCode(scheme);
      return { ...state, url: isScript ? 'script' : 'decided', scheme: '', reference: '' };
    }
    scheme = (scheme + character).slice(0, MAX_NAME);
  }
  return { ...state, url: scheme === '' ? 'start' : 'scheme', scheme, reference: '' };
}

/** A reference may have any number of zeros in front; beyond that, nothing that long is one. */
function shortened(reference: string): string {
  return reference.replace(/^(&#x?)0+/i, '$1').slice(0, MAX_NAME);
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
