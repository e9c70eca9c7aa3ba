import { describe, expect, it } from 'vitest';
import { MarkupReader } from './markup.ts';

/** Each less-than sign's markup: `/` closing, the name, `/` empty, then the text that it took; null: plain text. */
function read(source: string): (string | null)[] {
  const reader = new MarkupReader(source);
  const found: (string | null)[] = [];
  for (let at = source.indexOf('<'); at >= 0; ) {
    const tag = reader.read(at);
    if (tag !== null) expect(tag.start).toBe(at);
    found.push(
      tag &&
        `${tag.closing ? '/' : ''}${tag.name}${tag.empty ? '/' : ''} ${source.slice(tag.start, tag.end)}`,
    );
    at = source.indexOf('<', tag?.end ?? at + 1);
  }
  return found;
}

describe('reading markup', () => {
  it.each([
    ['a tag', 'x<b>y', ['b <b>']],
    ['its name in capitals', '<BODY>', ['body <BODY>']],
    ['a closing tag', 'a</p>b', ['/p </p>']],
    ['an empty element', '<br/><br />', ['br/ <br/>', 'br/ <br />']],
    ['the first and last letters', '<a><z><A><Z>', ['a <a>', 'z <z>', 'a <A>', 'z <Z>']],
    ['attributes', '<a b="c" d=\'e\' f=g>h', ['a <a b="c" d=\'e\' f=g>']],
    ['a bracket in a quoted value', '<a b="x>y">z', ['a <a b="x>y">']],
    ['a bracket in single quotes', "<a b='x>\"y'>z", ["a <a b='x>\"y'>"]],
    ['a bracket in the second value', '<a b="x" c="y>z">', ['a <a b="x" c="y>z">']],
    ['blanks before the value', '<a b= \t"x>y">z', ['a <a b= \t"x>y">']],
    ['a quote inside a value without quotes', '<a b=x"y>z">', ['a <a b=x"y>']],
    ['a quote behind the tag', "<a b=x>y'>", ['a <a b=x>']],
    ['a quote that is no value', '<a "x>y">', ['a <a "x>']],
    ['a quote behind a value', '<a b="x""y>z">', ['a <a b="x""y>']],
    ['a comment', '<!-- <b> --> <b>', ['/ <!-- <b> -->', 'b <b>']],
    ['the end of a comment before its beginning', '--> <!-- a --> b', ['/ <!-- a -->']],
    ['dashes right behind its beginning', '<!-->-->', ['/ <!-->-->']],
    ['a comment that nobody closes', '<!-- a > <b>', ['/ <!-- a >', 'b <b>']],
    ['declarations', '<!DOCTYPE html><?xml?><![if a]>', ['/ <!DOCTYPE html>', '/ <?xml?>', '/ <![if a]>']],
    ['a declaration in front of a comment', '<!a> -->', ['/ <!a>']],
  ])('%s', (_, source, expected) => {
    expect(read(source)).toEqual(expected);
  });

  it('names with digits, colons, dashes and underscores', () => {
    expect(read('<o:p><h1><h9><h0><x-y_z>')).toEqual([
      'o:p <o:p>',
      'h1 <h1>',
      'h9 <h9>',
      'h0 <h0>',
      'x-y_z <x-y_z>',
    ]);
  });

  it.each(['.', '@', '[', '{', '`', ';', '/', '^', ' ', '"'])('a name ends before %j', (character) => {
    expect(new MarkupReader(`<a${character}b>`).read(0)?.name).toBe('a');
  });

  it.each([
    '<',
    '<<b',
    '< b>',
    '<1>',
    '<`a>',
    '<{a>',
    '<@>',
    '<[>',
    '</',
    '</ a>',
    '</1>',
    '<>',
    '<a',
    '<a b="c',
    '<!',
    '<!--',
    '<?',
  ])('%s is plain text', (source) => {
    expect(new MarkupReader(source).read(0)).toBeNull();
  });

  it('cuts a name after 64 characters', () => {
    expect(new MarkupReader(`<${'a'.repeat(64)}>`).read(0)?.name).toBe('a'.repeat(64));
    expect(new MarkupReader(`<${'a'.repeat(65)}>`).read(0)?.name).toBe('a'.repeat(64));
  });

  it('ends tags at the next bracket once a quote was not closed', () => {
    expect(read('<a b="x> <c d=\'y>z\'> <e f="g')).toEqual(['a <a b="x>', "c <c d='y>", null]);
  });

  it('finds text without regard to case, from a place on', () => {
    const reader = new MarkupReader('</style> a </STYLE> b');
    expect([reader.find('</style', 0), reader.find('</style', 1), reader.find('</style', 12)]).toEqual([
      0, 11, -1,
    ]);
  });
});
