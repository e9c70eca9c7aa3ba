/** Where in HTML the next character stands (HTML Living Standard, 13.2.5). */
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

/** A place in HTML. */
export interface HtmlState {
  readonly mode: HtmlMode;
  /** Lower-case name of the tag at hand, `/` in front for an end tag. */
  readonly tag: string;
  /** Lower-case name of the attribute at hand. */
  readonly attribute: string;
}

/** Where HTML begins. */
export const HTML_START: HtmlState = { mode: 'text', tag: '', attribute: '' };

/** One move of {@link advanceHtml}: the characters from `start` to `end` lead from a place to the next. */
export interface HtmlMove {
  readonly from: HtmlState;
  readonly to: HtmlState;
  readonly start: number;
  readonly end: number;
}

/** Elements whose content is text up to their own end tag, whatever it looks like. */
const RAW_TAGS: readonly string[] = 'script style textarea title xmp iframe noembed noframes plaintext'.split(
  ' ',
);
const MAX_NAME = 40;
const QUOTES: Partial<Record<HtmlMode, string>> = { 'double-quoted': '"', 'single-quoted': "'" };

/**
 * The place after `text`, as browsers read HTML. A document may come in any number of pieces, so nothing is looked for
 * beyond the end of one. `onMove` hears of each move but those within text.
 */
export function advanceHtml(
  start: HtmlState,
  text: string,
  onMove: (move: HtmlMove) => void = () => undefined,
): HtmlState {
  let state = start;
  for (let at = 0; at < text.length; ) {
    const from = state.mode === 'text' ? text.indexOf('<', at) : at;
    if (from < 0) return state;
    const [to, end] = move(state, text, from);
    onMove({ from: state, to, start: from, end });
    state = to;
    at = end;
  }
  return state;
}

function move(state: HtmlState, text: string, at: number): readonly [HtmlState, number] {
  const { mode } = state;
  // `<!-->` and `<!--->` are comments already.
  if (mode === 'text' && text.startsWith('<!--', at)) return [{ ...HTML_START, mode: 'comment' }, at + 2];
  const quote = QUOTES[mode];
  if (quote !== undefined) {
    const end = text.indexOf(quote, at);
    if (end === at) return [{ ...HTML_START, mode: 'tag', tag: state.tag }, at + 1];
    return [state, end < 0 ? text.length : end];
  }
  if (mode === 'raw' || mode === 'comment' || mode === 'declaration') {
    const end = endOf(state, text, at);
    if (end < 0) return [state, text.length];
    return [mode === 'raw' ? { ...HTML_START, mode: 'tag', tag: `/${state.tag}` } : HTML_START, end];
  }
  return [step(state, text.charAt(at)), at + 1];
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
      return tagName(state, character);
    case 'tag':
      return between(state, character);
    case 'attribute-name':
    case 'after-name':
      return name(state, character);
    case 'before-value':
      return beforeValue(state, character);
    case 'unquoted':
      return /[\s>]/.test(character) ? between(state, character) : state;
    default:
      return { ...HTML_START, mode: 'less-than' };
  }
}

function tagName(state: HtmlState, character: string): HtmlState {
  if (state.tag === '/' && !/[a-z]/i.test(character)) {
    return character === '>' ? HTML_START : { ...HTML_START, mode: 'declaration' };
  }
  if (/[\s/>]/.test(character)) return between(state, character);
  return { ...state, tag: (state.tag + character.toLowerCase()).slice(0, MAX_NAME) };
}

function between(state: HtmlState, character: string): HtmlState {
  const { tag } = state;
  if (character === '>') return RAW_TAGS.includes(tag) ? { ...HTML_START, mode: 'raw', tag } : HTML_START;
  if (/[\s/]/.test(character)) return { ...HTML_START, mode: 'tag', tag };
  return { mode: 'attribute-name', tag, attribute: character.toLowerCase() };
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
  return { ...state, mode: 'unquoted' };
}
