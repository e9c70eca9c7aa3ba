import type { Filter } from '../evaluate/rendering.ts';
import { markupFilters } from './markup-filters.ts';
import { numberFilters } from './number-filters.ts';
import { pexRegexReplace } from './pex-regex-replace.ts';
import { selectingFilters } from './selecting-filters.ts';
import { sequenceFilters } from './sequence-filters.ts';
import { textFilters } from './text-filters.ts';

/** Every filter of the language, by name. */
export const allFilters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ...textFilters,
  ...numberFilters,
  ...sequenceFilters,
  ...selectingFilters,
  ...markupFilters,
  ['pex_regex_replace', pexRegexReplace],
]);
