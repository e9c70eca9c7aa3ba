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
  /** What may become the scheme. */
  readonly scheme: string;
}

/** Where HTML begins. */
export const HTML_START: HtmlState = { mode: 'text', tag: '', attribute: '', url: 'start', scheme: '' };

const RAW_TAGS: readonly string[] = ['script', 'style'];
const SCRIPT_SCHEMES: readonly string[] = ['javascript', 'vbscript', 'jscript', 'livescript', 'data', 'blob'];
const MAX_NAME = 40;

/** Whether a URL scheme runs code or carries a document of its own. */
export function runsCode(scheme: string): boolean {
  return SCRIPT_SCHEMES.includes(scheme.toLowerCase().replace(/[^a-z\d+.-]/g, ''));
}

/** The place after `text`. */
export function advance(start: HtmlState, text: string): HtmlState {
  let state = start;
  for (let at = 0; at < text.length; ) {
    const jump = state.mode === 'text' ? text.indexOf('<', at) : at;
    if (jump < 0) return state;
    if (state.mode === 'raw' || state.mode === 'comment') {
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
  const end = state.mode === 'raw' ? new RegExp(`</${state.tag}(?=[\\s/>]|$)`, 'gi') : /--!?>/g;
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : -1;
}

function step(state: HtmlState, character: string): HtmlState {
  switch (state.mode) {
    case 'less-than':
      if (/[a-z/!?]/i.test(character)) return { ...state, mode: 'tag-name', tag: character.toLowerCase() };
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

/** The place after a stretch of an attribute's value. */
function value(state: HtmlState, stretch: string): HtmlState {
  if (state.url === 'decided' || state.url === 'script') return state;
  const delimiter = stretch.search(/[:/?#]/);
  const before = delimiter < 0 ? stretch : stretch.slice(0, delimiter);
  const scheme = (state.scheme + (state.url === 'start' ? before.trimStart() : before)).slice(0, MAX_NAME);
  if (delimiter < 0) return scheme === '' ? state : { ...state, url: 'scheme', scheme };
  const isScript = stretch[delimiter] === ':' && runsCode(scheme);
  return { ...state, url: isScript ? 'script' : 'decided', scheme: '' };
}
