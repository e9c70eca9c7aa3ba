import { describe, expect, it } from 'vitest';
import { findTags } from '../tags/tag-parser.ts';
import { findBlock, TAG_MARK, VALUE_MARK } from './find-block.ts';
import { readableText } from './replace-in-body.ts';

/** The readable characters of the block in `content`, `§` standing for the tag and `$` for values in the pattern. */
function block(content: string, pattern: string): string | null {
  const body = { type: 'html', content: content.replace('§', 'PXPS:-abcd#') } as const;
  const text = readableText(body);
  const [tag] = findTags(body);
  if (tag === undefined) throw new Error('no tag');
  const found = findBlock(text, {
    pattern: { type: 'html', content: pattern.replaceAll('§', TAG_MARK).replaceAll('$', VALUE_MARK) },
    tag: text.covering(tag.range),
  });
  return found && text.characters.slice(found.start, found.end).replace('pxps:-abcd#', '§');
}

describe('a block that was rendered once', () => {
  it.each([
    ['word for word', 'x <p>Join: §</p><p>Bye</p> y', 'Join: § Bye', 'join:§bye'],
    ['the tag alone', 'x § y', '§', '§'],
    ['from the first to the last character', 'a § b', 'a § b', 'a§b'],
    ['a value before the tag', 'x Dial 123 now § y', 'Dial $ now §', 'dial123now§'],
    ['a value behind the tag', 'x § dial 123 now y', '§ dial $ now', '§dial123now'],
    ['several values', 'x A 1 B 22 C § D 333 E y', 'A $ B $ C § D $ E', 'a1b22c§d333e'],
    ['a value of no character', 'x Dial now § y', 'Dial $ now §', 'dialnow§'],
    ['the shortest stretch before the tag', 'A A 1 B 2 § y', 'A $ B $ §', 'a1b2§'],
    ['the shortest stretch behind the tag', '§ A 1 B 2 B', '§ A $ B', '§a1b'],
    ['values at both ends', 'xx A § B yy', '$ A § B $', 'a§b'],
    ['a value of 300 characters', `A ${'1'.repeat(300)} B §`, 'A $ B §', `a${'1'.repeat(300)}b§`],
    ['a value of 301 characters', `A ${'1'.repeat(301)} B §`, 'A $ B §', null],
    ['a value of 300 characters behind', `§ A ${'1'.repeat(300)} B`, '§ A $ B', `§a${'1'.repeat(300)}b`],
    ['a value of 301 characters behind', `§ A ${'1'.repeat(301)} B`, '§ A $ B', null],
    ['other words between', 'Join: x §', 'Join: §', null],
    ['other words between behind', '§ x join', '§ join', null],
    ['other words before the tag', 'Dial 123 soon §', 'Dial $ now §', null],
    ['other words behind the tag', '§ dial 123 soon', '§ dial $ now', null],
    ['the words on the other side of the tag', 'b § a', 'a § b', null],
    ['less text before than the pattern has', 'p §', 'pp §', null],
    ['a pattern without a tag', 'a § b', 'a b', null],
    ['a pattern with two tags', 'a § b', 'a § § b', null],
  ])('%s', (_, content, pattern, expected) => {
    expect(block(content, pattern)).toBe(expected);
  });
});
