import { RE2JS } from 're2js';
import type { Budget } from '../evaluate/budget.ts';
import { renderFault, TemplateFault } from '../template-fault.ts';
import { patternCost } from './pattern-cost.ts';
import { parseReplacement, type Replacement } from './regex-replacement.ts';
import { translatePattern } from './translate-pattern.ts';

/** Compiled patterns kept, the oldest goes first; each may hold up to 8 MB of states that it met. */
const MAX_KEPT = 16;
/** Larger programs are compiled anew each time. */
const MAX_KEPT_PROGRAM = 200;
const MAX_PATTERN = 1000;
/** For reading a pattern, whatever it holds, and for each character of it in RE2's syntax. */
const STEPS_PER_PATTERN = 50;
const STEPS_PER_CHARACTER = 2;
const STEPS_PER_INSTRUCTION = 10;
const STEPS_PER_SEARCH = 10;
/** A run is one instruction on one character; the whole text costs as many at least. */
const RUNS_PER_STEP = 8;
/** Fewer steps for the rest of the text in each search, which mostly ends early. */
const RUNS_PER_SEARCH_STEP = 32;
/** A class of Unicode is hundreds of ranges, which RE2 sorts anew wherever one stands. */
const STEPS_PER_CLASS = 200;
/** Ranges of characters are gone through one by one where case does not matter. */
const FOLDED_PER_STEP = 8;
/** Instructions of the largest pattern; bounds the work per character. */
const MAX_PROGRAM = 2000;

/** Python's re.sub on a linear-time engine. Keeps compiled patterns, which are no state of a rendering. */
export class RegexReplacer {
  readonly #patterns = new Map<string, RE2JS>();

  /** `text` with every match of `find` replaced. Throws on patterns and replacements that are refused. */
  replace(text: string, rule: { readonly find: string; readonly by: string }, budget: Budget): string {
    const pattern = this.#pattern(rule.find, budget);
    const replacement = parseReplacement(rule.by, {
      count: pattern.groupCount(),
      names: pattern.namedGroups(),
    });
    budget.spend(text.length + Math.ceil((text.length * pattern.programSize()) / RUNS_PER_STEP));
    return new Substitution({ pattern, text, replacement, budget }).run();
  }

  #pattern(find: string, budget: Budget): RE2JS {
    if (find.length > MAX_PATTERN) throw renderFault(`A pattern has at most ${MAX_PATTERN} characters`);
    const source = translatePattern(find);
    payForCompiling(source, budget);
    const known = this.#patterns.get(find);
    const pattern = known ?? compile(source);
    if (known || pattern.programSize() > MAX_KEPT_PROGRAM) return pattern;
    const [oldest] = this.#patterns.keys();
    if (this.#patterns.size >= MAX_KEPT && oldest !== undefined) this.#patterns.delete(oldest);
    this.#patterns.set(find, pattern);
    return pattern;
  }
}

/** Before anything is compiled, and the same whether the pattern is known already. */
function payForCompiling(source: string, budget: Budget): void {
  const { instructions, folded } = patternCost(source);
  if (instructions > MAX_PROGRAM) throw new TemplateFault('limit', 'The pattern is too large');
  const classes = source.match(/\\p\{/gi)?.length ?? 0;
  budget.spend(STEPS_PER_PATTERN + STEPS_PER_CHARACTER * source.length + STEPS_PER_CLASS * classes);
  budget.spend(STEPS_PER_INSTRUCTION * instructions + Math.ceil(folded / FOLDED_PER_STEP));
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message.slice(0, 200) : 'unknown';
    throw renderFault(`The pattern is not supported: ${reason}`);
  }
}

interface SubstitutionOptions {
  readonly pattern: RE2JS;
  readonly text: string;
  readonly replacement: Replacement;
  readonly budget: Budget;
}

class Substitution {
  readonly #options: SubstitutionOptions;
  readonly #parts: string[] = [];
  #length = 0;

  constructor(options: SubstitutionOptions) {
    this.#options = options;
  }

  /** Since Python 3.7 an empty match counts right after another match, but not twice in one place. */
  run(): string {
    const { pattern, text, replacement, budget } = this.#options;
    const matcher = pattern.matcher(text);
    let copied = 0;
    let emptyAt = -1;
    for (let from = 0; from <= text.length && matcher.find(from); ) {
      // One search is linear in the rest of the text; a pattern that looks to its end at every place is not, in sum.
      const runs = (text.length - from) * pattern.programSize();
      budget.spend(STEPS_PER_SEARCH + Math.ceil(runs / RUNS_PER_SEARCH_STEP));
      const start = matcher.start();
      const end = matcher.end();
      if (start === end && start === emptyAt) {
        from = next(text, start);
        emptyAt = -1;
        continue;
      }
      this.#add(text.slice(copied, start));
      for (const part of replacement)
        this.#add(typeof part === 'string' ? part : (matcher.group(part) ?? ''));
      copied = end;
      emptyAt = start === end ? end : -1;
      from = end;
    }
    this.#add(text.slice(copied));
    return budget.text(this.#parts.join(''));
  }

  #add(part: string): void {
    this.#length += part.length;
    const { budget } = this.#options;
    budget.scan(part.length);
    if (this.#length > budget.maxOutputBytes) budget.expect(this.#length);
    this.#parts.push(part);
  }
}

function next(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}
