import { describe, expect, it } from 'vitest';
import type { MessageBody } from '../mailbox/meeting-message.ts';
import { scanVisibleText } from './visible-text.ts';

/** What a reader sees, `|` for each end of a line. */
function visible(content: string, type: MessageBody['type'] = 'html'): string {
  let seen = '';
  scanVisibleText(
    { type, content },
    {
      character: (code) => {
        seen += String.fromCharCode(code);
      },
      lineBreak: () => {
        seen += '|';
      },
    },
  );
  return seen;
}

describe('visible text of HTML', () => {
  it.each([
    ['text', 'a b', 'a b|'],
    ['inline elements', 'a<b>b</b><span>c</span>', 'abc|'],
    ['elements of blocks', 'a<p>b</p><div>c</div>d<br>e<hr/>f', 'a|b||c|d|e|f|'],
    ['a line end in the source', 'a\nb', 'a\nb|'],
    ['a line end in an element', '<p>a\nb</p>', '|a\nb||'],
    ['preformatted text', '<pre>a\nb</pre>c\nd', '|a|b|c\nd|'],
    ['preformatted text in another', '<pre><pre>a\n</pre>b\n</pre>c\n', '||a||b||c\n|'],
    ['an end of preformatted text without its beginning', '</pre><pre>a\nb</pre>', '||a|b||'],
    ['references', 'a&amp;b&#45;c&#x1F4DE;d', 'a&b-c\u{1F4DE}d|'],
    ['the last reference of one unit, and the next', '&#65535;&#65536;', '\uffff\u{10000}|'],
    ['a reference beyond all characters', '&#x110000;&#x10ffff;', '\u{10ffff}\u{10ffff}|'],
    ['an ampersand', 'a & b', 'a & b|'],
    ['a less-than sign', 'a < b', 'a < b|'],
    ['a comment and a declaration', 'a<!-- x -->b<!x>c', 'abc|'],
    ['what nobody reads', 'a<style>x</style>b<SCRIPT>y < z</script>c<title>t</title>d', 'abcd|'],
    ['more that nobody reads', '<template>x</template><textarea>x</textarea><xml>x</xml>a', 'a|'],
    ['what nobody reads and nobody closes', 'a<style>b', 'ab|'],
    ['an empty element of what nobody reads', 'a<script/>b</script>c', 'abc|'],
    ['an end of what nobody reads', 'a</style>b<style>x</style>c', 'abc|'],
    ['an equals sign before the last character of a line', 'a=b\nc', 'a=b\nc|'],
    ['line breaks that a gateway made', 'a=\nb=\r\nc=\rd=e=', 'abc=\rd=e=|'],
  ])('%s', (_, content, expected) => {
    expect(visible(content)).toBe(expected);
  });

  it.each(
    'address article blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody tr ul'.split(
      ' ',
    ),
  )('%s ends a line', (name) => {
    expect(visible(`a<${name}>b`)).toBe('a|b|');
  });

  it.each(['a', 'b', 'td', 'span', 'o:p', 'wbr'])('%s ends no line', (name) => {
    expect(visible(`a<${name}>b`)).toBe('ab|');
  });
});

describe('visible text of plain text', () => {
  it.each([
    ['markup', 'a <b> c', 'a <b> c|'],
    ['lines', 'a\r\nb\n', 'a\r|b||'],
    ['references', 'a&lt;b', 'a<b|'],
    ['line breaks that a gateway made', 'a=\r\nb', 'ab|'],
  ])('%s', (_, content, expected) => {
    expect(visible(content, 'text')).toBe(expected);
  });
});

it('tells where each character stands', () => {
  const places: (readonly [string, number, number])[] = [];
  const character = (code: number, start: number, end: number) =>
    places.push([String.fromCharCode(code), start, end]);
  scanVisibleText(
    { type: 'html', content: 'a&lt;<b>=<&x&#x1F4DE;' },
    { character, lineBreak: () => undefined },
  );
  expect(places).toEqual([
    ['a', 0, 1],
    ['<', 1, 5],
    ['=', 8, 9],
    ['<', 9, 10],
    ['&', 10, 11],
    ['x', 11, 12],
    ['\ud83d', 12, 21],
    ['\udcde', 12, 21],
  ]);
});

it('tells of elements and not of comments', () => {
  const names: string[] = [];
  const sink = { character: () => undefined, lineBreak: () => undefined };
  const markup = ({ name, closing }: { readonly name: string; readonly closing: boolean }) =>
    names.push(closing ? `/${name}` : name);
  scanVisibleText({ type: 'html', content: '<p>a<!-- b --><br></p><style>x</style>' }, { ...sink, markup });
  expect(names).toEqual(['p', 'br', '/p', 'style', '/style']);
});
