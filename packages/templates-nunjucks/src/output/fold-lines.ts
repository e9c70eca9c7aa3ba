// biome-ignore lint/suspicious/noControlCharactersInRegex: Python and browsers count them too
const BLANKS = /[ \t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+/g;
const BREAK = /[^ \t]/;

/** A text in one line: every run of blanks that holds a line break becomes one space, none stays at the ends. */
export function foldLines(text: string): string {
  return text.replace(BLANKS, (run, at: number) => {
    if (!BREAK.test(run)) return run;
    return at === 0 || at + run.length === text.length ? '' : ' ';
  });
}
