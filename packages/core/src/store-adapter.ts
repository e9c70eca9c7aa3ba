export { fromOrderedText, toOrderedText } from './store/ordered-text.ts';
export {
  checkChanges,
  checkQuery,
  type IndexEntry,
  indexEntry,
  leadingText,
  type PagePosition,
  readPagePosition,
  writePagePosition,
} from './store/store-usage.ts';
