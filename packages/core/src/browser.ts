// What code in browsers shares with the server: it needs nothing of Node and no other package.
export { type FoundTag, findTags } from './tags/tag-parser.ts';
