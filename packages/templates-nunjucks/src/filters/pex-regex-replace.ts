import { filterOf } from '../evaluate/bind-arguments.ts';
import { toText } from '../values/print.ts';
import { like } from '../values/value.ts';

/** `value|pex_regex_replace(find, replace)`: Python's re.sub. */
export const pexRegexReplace = filterOf(['find', 'replace'], (run, value, args) => {
  const text = toText(value, run.budget);
  const made = run.regexes.replace(text, { find: args.text(0), by: args.text(1) }, run.budget);
  return run.escape ? made : like(value, made);
});
