import { describe, expect, it } from 'vitest';
import type { MessageBody } from './message-body.ts';
import { scanVisibleText } from './visible-text.ts';

/** What a reader sees; quote marks, which show where lines begin, are left out. */
function visible(content: string, type: MessageBody['type'] = 'html'): string {
  let seen = '';
  scanVisibleText({ type, content }, (code) => {
    seen += String.fromCharCode(code);
  });
  return seen;
}

describe('visible text of HTML', () => {
  it.each([
    ['text', 'a b', 'a b'],
    ['inline elements', 'a<b>b</b><span>&gt;c</span>', 'ab>c'],
    ['elements of blocks', 'a<p>&gt;b</p>&gt;c<div>&gt;d</div>&gt;e<br>&gt;f<hr/>&gt;g', 'abcdefg'],
    ['a line end in the source', 'a\n&gt;b', 'a\n>b'],
    ['a line end in an element', '<p>a\n&gt;b</p>', 'a\n>b'],
    ['preformatted text', '<pre>a\n&gt;b</pre>&gt;c\n&gt;d', 'abc\n>d'],
    ['preformatted text in another', '<pre><pre>a\n&gt;</pre>b\n&gt;</pre>c\n&gt;', 'abc\n>'],
    ['an end of preformatted text without its beginning', '</pre><pre>a\n&gt;b</pre>', 'ab'],
    ['references', 'a&amp;b&#45;c&#x1F4DE;d', 'a&b-c\u{1F4DE}d'],
    ['the last reference of one unit, and the next', '&#65535;&#65536;', '\uffff\u{10000}'],
    ['a reference beyond all characters', '&#x110000;&#x10ffff;', '\u{10ffff}\u{10ffff}'],
    ['an ampersand', 'a & b', 'a & b'],
    ['a less-than sign', 'a < b', 'a < b'],
    ['a comment and a declaration', 'a<!-- x -->b<!x>c', 'abc'],
    ['what nobody reads', 'a<style>x</style>b<SCRIPT>y < z</script>c<title>t</title>d', 'abcd'],
    ['more that nobody reads', '<template>x</template><textarea>x</textarea><xml>x</xml>a', 'a'],
    ['what nobody reads and nobody closes', 'a<style>b', 'ab'],
    ['an empty element of what nobody reads', 'a<script/>b</script>c', 'abc'],
    ['an end of what nobody reads', 'a</style>b<style>x</style>c', 'abc'],
    ['an equals sign before the last character of a line', 'a=b\nc', 'a=b\nc'],
    ['line breaks that a gateway made', 'a=\nb=\r\nc=\rd=e=', 'abc=\rd=e='],
  ])('%s', (_, content, expected) => {
    expect(visible(content)).toBe(expected);
  });

  it.each(
    'address article blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody tr ul'.split(
      ' ',
    ),
  )('%s ends a line', (name) => {
    expect(visible(`a<${name}>&gt;b`)).toBe('ab');
  });

  it.each(['a', 'b', 'td', 'span', 'o:p', 'wbr'])('%s ends no line', (name) => {
    expect(visible(`a<${name}>&gt;b`)).toBe('a>b');
  });
});

describe('visible text of plain text', () => {
  it.each([
    ['markup', 'a <b> c', 'a <b> c'],
    ['lines', 'a\r\nb\n', 'a\rb'],
    ['quote marks', '> a\n>> b > c\n\u00a0>d', ' a b > c\u00a0d'],
    ['references', 'a&lt;b', 'a<b'],
    ['line breaks that a gateway made', 'a=\r\n>b', 'a>b'],
  ])('%s', (_, content, expected) => {
    expect(visible(content, 'text')).toBe(expected);
  });
});

it('tells where each character stands, and whether it is quoted', () => {
  const places: (readonly [string, number, number, boolean])[] = [];
  scanVisibleText({ type: 'html', content: 'a&lt;<b>=<blockquote>&x&#x1F4DE;' }, (code, ...place) =>
    places.push([String.fromCharCode(code), ...place]),
  );
  expect(places).toEqual([
    ['a', 0, 1, false],
    ['<', 1, 5, false],
    ['=', 8, 9, false],
    ['&', 21, 22, true],
    ['x', 22, 23, true],
    ['\ud83d', 23, 32, true],
    ['\udcde', 23, 32, true],
  ]);
});
