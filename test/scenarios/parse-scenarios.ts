import { type Act, acts, expectations, type Sentence } from './sentences.ts';
import { words } from './words.ts';

/** One line of a scenario. */
export interface Step {
  /** `file:line`. */
  readonly at: string;
  readonly text: string;
  readonly act: Act;
}

/** One thing that holds in every world, as people read it. */
export interface Scenario {
  /** With the clauses that it shows in front. */
  readonly title: string;
  /** Whether it has the world to itself: it moves the clock, or does something else that concerns everybody. */
  readonly alone: boolean;
  readonly steps: readonly Step[];
}

const sentences = [...acts, ...expectations];
const TITLE = /^## (\[S\d+\.\d+[a-z](?:, S\d+\.\d+[a-z])*\] \S.*)$/;

/**
 * Reads a file of scenarios: `# Subject`, then for each `## [S4.3a] Title` and its steps, indented by four blanks or
 * with a time in front, at which they take place. Lines that begin with `>` explain. Throws SyntaxError with file,
 * line and column at anything else.
 */
export function parseScenarios(file: string, text: string): readonly Scenario[] {
  const scenarios: { readonly title: string; alone: boolean; readonly steps: Step[] }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const at = `${file}:${index + 1}`;
    if (line === '' || line.startsWith('> ') || (index === 0 && line.startsWith('# '))) continue;
    const title = TITLE.exec(line)?.[1];
    const current = scenarios.at(-1);
    if (title !== undefined) scenarios.push({ title, alone: false, steps: [] });
    else if (line.startsWith('    ') && current !== undefined) {
      const { alone, ...step } = readStep(line, at);
      current.steps.push(step);
      current.alone ||= alone;
    } else {
      throw new SyntaxError(
        `${at}:1: neither "## [S4.3a] Title" nor an indented step of a scenario: ${line}`,
      );
    }
  }
  const empty = scenarios.find(({ steps }) => steps.length === 0);
  if (empty !== undefined) throw new SyntaxError(`${file}: without steps: ${empty.title}`);
  return scenarios;
}

function readStep(line: string, at: string): Step & { readonly alone: boolean } {
  const time = matchAll('{time}  ', line, 4);
  const from = time.end === null ? 4 + (/^ */.exec(line.slice(4))?.[0].length ?? 0) : time.end;
  const start = from + (/^ */.exec(line.slice(from))?.[0].length ?? 0);
  let furthest: Match = { at: start, expected: [], end: null, values: [] };
  for (const sentence of sentences) {
    const match = matchAll(sentence.form, line, start);
    if (match.end === line.length) return stepOf(sentence, match, { time, at, text: line.trim() });
    // What follows a whole sentence is too much; it counts as a place where the line's end was expected.
    const stuck = match.end === null ? match : { ...match, at: match.end, expected: ['the end of the line'] };
    if (stuck.at > furthest.at) furthest = stuck;
    else if (stuck.at === furthest.at) {
      furthest = { ...furthest, expected: [...new Set([...furthest.expected, ...stuck.expected])] };
    }
  }
  const expected = furthest.expected.join(', or ');
  throw new SyntaxError(`${at}:${furthest.at + 1}: expected ${expected}: ${line.trim()}`);
}

function stepOf(
  { act, concernsAll }: Sentence,
  { values }: Match,
  { time, at, text }: Pick<Step, 'at' | 'text'> & { readonly time: Match },
): Step & { readonly alone: boolean } {
  const then = act(values);
  if (time.end === null) return { at, text, act: then, alone: concernsAll };
  const moment = time.values[0] as number;
  return {
    at,
    text,
    alone: true,
    act: async (world) => {
      await world.moveTo(moment);
      await then(world);
    },
  };
}

interface Match {
  /** Where the first part stands that did not match, and what was expected there. */
  readonly at: number;
  readonly expected: readonly string[];
  /** Position after the sentence; null when it did not match. */
  readonly end: number | null;
  readonly values: readonly unknown[];
}

function matchAll(form: string, line: string, start: number): Match {
  const values: unknown[] = [];
  let at = start;
  for (const part of form.split(/(\{\w+\})/).filter(Boolean)) {
    const word = Object.entries(words).find(([name]) => part === `{${name}}`)?.[1];
    if (word === undefined) {
      const alike = [...part].findIndex((letter, index) => line[at + index] !== letter);
      if (alike >= 0) {
        const expected = [JSON.stringify(part.slice(alike).trim())];
        return { at: at + alike, expected, end: null, values };
      }
      at += part.length;
      continue;
    }
    word.pattern.lastIndex = at;
    const found = word.pattern.exec(line);
    if (found === null) return { at, expected: [word.shown], end: null, values };
    values.push(word.read(found));
    at += found[0].length;
  }
  return { at, expected: [], end: at, values };
}
