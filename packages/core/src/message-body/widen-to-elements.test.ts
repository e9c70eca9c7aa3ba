import { describe, expect, it } from 'vitest';
import { widenToElements } from './widen-to-elements.ts';

/** What the stretch between `[` and `]` becomes. */
function widened(marked: string): string {
  const source = marked.replace('[', '').replace(']', '');
  const { start, end } = widenToElements(source, {
    start: marked.indexOf('['),
    end: marked.indexOf(']') - 1,
  });
  return source.slice(start, end);
}

describe('a stretch of text with the elements that hold nothing else', () => {
  it.each([
    ['an element', 'x<p>[a]</p>y', '<p>a</p>'],
    ['elements in each other', '<div><p>[a]</p></div>', '<div><p>a</p></div>'],
    ['blanks between', '<div> <p>\r\n\t[a] \t</p>\n</div> ', '<div> <p>\r\n\ta \t</p>\n</div>'],
    ['several elements', '<p>[a</p><p>b]</p>', '<p>a</p><p>b</p>'],
    ['an element that ends inside', 'x<b>[a</b>c]y', '<b>a</b>c'],
    ['an element that begins inside', 'x[c<b>a]</b>y', 'c<b>a</b>'],
    ['attributes', '<p class="a">[a]</p>', '<p class="a">a</p>'],
  ])('widens: %s', (_, marked, expected) => {
    expect(widened(marked)).toBe(expected);
  });

  it.each([
    ['no markup', 'x[a]y', 'a'],
    ['the whole source', '[a]', 'a'],
    ['nothing before it', '[a]</p>', 'a'],
    ['nothing behind it', '<p>[a]', 'a'],
    ['text before it', '<p>x[a]</p>', 'a'],
    ['text behind it', '<p>[a]x</p>', 'a'],
    ['a blank that does not break', '<p>\u00a0[a]</p>', 'a'],
    ['a cell of a table', '<td>[a]</td>', 'a'],
    ['the body', '<body>[a]</body>', 'a'],
    ['other names', '<b>[a]</i>', 'a'],
    ['another name that ends inside', '<b>[a</i>c]', 'a</i>c'],
    ['another name that begins inside', '<p>[<b>a]</p>', '<b>a'],
    ['an element that ends inside and began nowhere', '[a</b>]</b>', 'a</b>'],
    ['a cell that ends inside', '<td>[a</td>]', 'a</td>'],
    ['a cell that begins inside', '[<td>a]</td>', '<td>a'],
    ['a greater-than sign of the text', '<p>c>[a]</p>', 'a'],
    ['a greater-than sign without markup', 'p>[a]</p>', 'a'],
    ['an empty element before it', '<p/>[a]</p>', 'a'],
    ['an end before it', '</p>[a]</p>', 'a'],
    ['a beginning behind it', '<p>[a]<p>', 'a'],
    ['an end that is cut', '<p>[a]</p', 'a'],
    ['a slash that ends nothing', '<p>[a]x/p>', 'a'],
  ])('stays: %s', (_, marked, expected) => {
    expect(widened(marked)).toBe(expected);
  });

  it('takes 100 steps and no more', () => {
    const nested = (depth: number) => `${'<b>'.repeat(depth)}a${'</b>'.repeat(depth)}`;
    expect(widened(nested(101).replace('a', '[a]'))).toBe(nested(100));
  });
});
