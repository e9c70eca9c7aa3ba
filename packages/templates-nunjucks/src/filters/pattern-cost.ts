/** What a pattern costs to compile, told from its text alone. */
export interface PatternCost {
  /** Instructions of the program at most, every counted repeat multiplied out. */
  readonly instructions: number;
  /** Characters of whose other cases the compiler goes through one by one. */
  readonly folded: number;
}

const TOKEN =
  /\\[pP]\{\w+\}|\\x\{[\da-f]+\}|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?P<\w+>|\(\?[a-z-]*[:)]|\{(\d+)(,?)(\d*)\}|[\s\S]/giu;
const RANGE = /(?:\\x\{([\da-f]+)\}|\\?([\s\S]))-(?:\\x\{([\da-f]+)\}|\\?([\s\S]))/giu;
const FOLDS = /\(\?[a-z]*i/;
/** The letters that have another case lie between these. */
const FIRST_FOLD = 0x41;
const LAST_FOLD = 0x1e943;

/** A group that is being read. */
interface Open {
  /** Instructions before the last item, on which a repeat works. */
  before: number;
  last: number;
  /** Instructions that note where the group begins and ends. */
  readonly marks: number;
}

/** The cost of a pattern in the syntax of RE2, as `translatePattern` writes it. Linear in its length. */
export function patternCost(source: string): PatternCost {
  const groups: Open[] = [{ before: 0, last: 0, marks: 0 }];
  const folds = FOLDS.test(source);
  let folded = 0;
  for (const found of source.matchAll(TOKEN)) {
    const [token] = found;
    const group = groups.at(-1);
    if (group === undefined) break;
    if (token.startsWith('(') && !token.endsWith(')')) {
      groups.push({ before: 0, last: 0, marks: token.endsWith(':') ? 0 : 2 });
    } else if (token === ')') {
      groups.pop();
      addItem(groups.at(-1), Math.max(1, group.before + group.last) + group.marks);
    } else if (/^[*+?]$/.test(token)) group.last += token === '*' ? 2 : 1;
    else if (token === '|') addItem(group, 2);
    else if (found[1] !== undefined) group.last = repeated(group.last, found);
    else {
      addItem(group, 1);
      if (folds && token.startsWith('[')) folded += foldedIn(token);
    }
  }
  return { instructions: groups.reduce((sum, { before, last }) => sum + before + last, 0), folded };
}

function addItem(group: Open | undefined, instructions: number): void {
  if (group === undefined) return;
  group.before += group.last;
  group.last = instructions;
}

/** `x{2,5}` is `xx(x(x(x)?)?)?`, and `x{2,}` is `xx+`. */
function repeated(item: number, [, least, comma, most]: RegExpExecArray): number {
  const [from, to] = [Number(least), Number(most)];
  if (comma === '') return Math.max(1, from * item);
  if (most === '') return Math.max(1, from) * item + 2;
  return Math.max(1, from * item + Math.max(0, to - from) * (item + 1));
}

function foldedIn(set: string): number {
  let sum = 0;
  for (const [, lowHex, low, highHex, high] of set.matchAll(RANGE)) {
    const from = Math.max(FIRST_FOLD, codeOf(lowHex, low));
    sum += Math.max(0, Math.min(LAST_FOLD, codeOf(highHex, high)) - from);
  }
  return sum;
}

function codeOf(hex: string | undefined, character: string | undefined): number {
  return hex === undefined ? (character?.codePointAt(0) ?? 0) : Number.parseInt(hex, 16);
}
