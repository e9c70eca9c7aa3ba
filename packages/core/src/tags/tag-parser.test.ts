import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageBody } from '../message-body/message-body.ts';
import { type FoundTag, findTags } from './tag-parser.ts';

const html = (content: string): MessageBody => ({ type: 'html', content });
const text = (content: string): MessageBody => ({ type: 'text', content });
const brief = (tags: readonly FoundTag[]) =>
  tags.map(({ id, malformed, quoted }) => `${quoted ? '>' : ''}${id}${malformed ? '!' : ''}`);
const read = (body: MessageBody) => brief(findTags(body));

const ids = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'),
  minLength: 8,
  maxLength: 96,
});
const kinds = fc.constantFrom('PXPS', 'TOK');

/** One character as mail programs write it. */
const written = (character: string) =>
  fc.constantFrom(
    character,
    character,
    character,
    character.toLowerCase(),
    character.toUpperCase(),
    `&#${character.charCodeAt(0)};`,
    `&#x${character.charCodeAt(0).toString(16)};`,
    `&#X${character.charCodeAt(0).toString(16).toUpperCase()};`,
    `&amp;#${character.charCodeAt(0)};`,
    `&amp;amp;#${character.charCodeAt(0)};`,
    ...(character === '#' ? ['&num;', '&amp;num;', '\uff03'] : []),
    ...(character === ':' ? ['&colon;'] : []),
    ...(character === '-' ? ['\u2011', '\u2013', '&ndash;', '&#8209;'] : []),
  );
/** What they put between two characters. */
const debris = fc.constantFrom(
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  ...[
    '<br>',
    '<wbr>',
    '<wbr/>',
    '</span><span class="x_MsoNormal">',
    '<o:p></o:p>',
    '<b>',
    '</b>',
    '<!-- > # -->',
  ],
  ...[
    '<span style=\'font-family:"Segoe UI",sans-serif\' title="a > b #">',
    '<![if !supportEmptyParas]>',
    '</p>\r\n<p>',
  ],
  '\r\n',
  '\n',
  ' ',
  '\t',
  '=\r\n',
  '=\n',
  '\u00ad',
  '\u200b',
  '\u200d',
  '\u00a0',
  '\ufeff',
  '\u2060',
  ...[
    '&nbsp;',
    '&shy;',
    '&#8203;',
    '&zwnj;',
    '&amp;nbsp;',
    '&ZeroWidthSpace;',
    '<style>p { color: #000 }</style>',
  ],
);
/** A tag after mail programs had it. */
const mangled = (tag: string) =>
  fc
    .tuple(...[...tag].map((character) => fc.tuple(written(character), debris)))
    .map((parts) => parts.flat().join(''));
/** Text around tags that is none. */
const prose = fc.constantFrom(
  '<p>Agenda: budget &amp; plans, #1 to: do</p>',
  '<table border="0"><tr><td>From: the board</td><td>12:30</td></tr></table>',
  '<div style="border-top:solid #E1E1E1 1.0pt">Dial 123456#</div>',
  '<a href="https://example.org/PXPS:-aaaaaaaa#">link</a>',
  '<p>1 < 2 &unknown; & so on</p><img src="data:image/png;base64,AAAA=">',
  '<head><title>TOK:-bbbbbbbb#</title><style>/* PXPS:-cccccccc# */</style></head>',
);
const quote = fc.constantFrom<(inner: string) => string>(
  (inner) => `<blockquote type="cite">${inner}</blockquote>`,
  (inner) => `<BLOCKQUOTE><div>${inner}</div></BLOCKQUOTE>`,
  (inner) => `<table><tr><td><blockquote><blockquote></blockquote>${inner}</blockquote></td></tr></table>`,
);
/** What looks like a quoted message, and says nothing. */
const reply = fc.constantFrom<(inner: string) => string>(
  (inner) => `<div class="x_gmail_quote"><div>a</div>${inner}</div>`,
  (inner) => `<hr><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> A<br></div><div>${inner}</div>`,
  (inner) =>
    `<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> A &lt;a@b.c&gt;<br><b>Sent:</b> Monday<br><b>To:</b> B</p></div>${inner}`,
  (inner) => `<p><b><span>Von:</span></b> A<br><b>Gesendet:</b> Montag</p><p>${inner}</p>`,
  (inner) => `<p>De&nbsp;: A<br>Envoy&#233;&nbsp;: lundi</p><p>${inner}</p>`,
  (inner) => `<p>-----Original Appointment-----<br>${inner}</p>`,
);

describe('finding tags in HTML', () => {
  it('finds a tag whatever mail programs did to it', () => {
    const cases = fc.tuple(kinds, ids, prose, prose).chain(([kind, id, before, after]) =>
      mangled(`${kind}:-${id}#`).map((tag) => ({
        kind,
        id,
        body: `${before}<p>${tag}</p>${after}`,
        tag,
        before,
      })),
    );
    fc.assert(
      fc.property(cases, ({ kind, id, body }) => {
        const kindName = kind === 'TOK' ? 'token' : 'scheduling';
        expect(findTags(html(body))).toMatchObject([{ kind: kindName, id, malformed: false, quoted: false }]);
      }),
      { numRuns: 400 },
    );
  });

  it('tells tags in block quotes from all others, whatever looks like a reply', () => {
    const cases = fc
      .record({ own: ids, old: ids, older: ids, wrap: quote, tail: reply, prose, ownFirst: fc.boolean() })
      .chain((each) =>
        fc
          .tuple(mangled(`PXPS:-${each.own}#`), mangled(`PXPS:-${each.old}#`), mangled(`TOK:-${each.older}#`))
          .map((tags) => ({ ...each, tags })),
      );
    fc.assert(
      fc.property(cases, ({ own, old, older, wrap, tail, prose: around, ownFirst, tags }) => {
        const [ownTag, oldTag, olderTag] = tags;
        const wrapped = wrap(`<p>${around}</p><div>${oldTag}</div>`);
        const unquoted = `<div>${ownTag}</div>`;
        const body = (ownFirst ? unquoted + wrapped : wrapped + unquoted) + around + tail(olderTag);
        const expected = ownFirst ? [own, `>${old}`] : [`>${old}`, own];
        expect(read(html(body))).toEqual([...expected, older]);
      }),
      { numRuns: 400 },
    );
  });

  it('reports a tag that was cut as malformed', () => {
    expect(read(html('<p>PXPS:-abcd</p><p>, see you</p>'))).toEqual(['abcd!']);
    expect(read(html('PXPS:-abcd'))).toEqual(['abcd!']);
    expect(read(html('PXPS:-#'))).toEqual(['!']);
    expect(read(html('PXPS:-ab.cd#'))).toEqual(['ab!']);
    expect(read(html(`PXPS:-${'a'.repeat(401)}#`))).toEqual([`${'a'.repeat(400)}!`]);
    expect(read(html('abcd#'))).toEqual([]);
    expect(read(html('AXPS:-abcd# AOK:-abcd#'))).toEqual([]);
  });

  it('still finds the whole tag behind a cut one', () => {
    const tags = findTags(html('PXPS:-abcd<br>PXPS:-efgh# TOK:-ijTOK:-kl#'));
    expect(brief(tags)).toEqual(['abcd!', 'efgh', 'ij!', 'kl']);
    expect(read(html('PXPS:-abcdefgh#TOK:-ijkl#'))).toEqual(['abcdefgh', 'ijkl']);
    expect(tags.map(({ range }) => [range.start, range.end])).toEqual([
      [0, 14],
      [14, 25],
      [26, 33],
      [33, 41],
    ]);
  });

  it('says where a tag stands, markup and references in it included', () => {
    const tag = '&#80;XPS:-ab<span>c</span>d&#35;';
    const content = `<p class="a">x &amp; ${tag} y</p>`;
    const [found] = findTags(html(content));
    expect(content.slice(found?.range.start, found?.range.end)).toBe(tag);
  });

  it('does not hide a tag behind broken markup', () => {
    for (const broken of [
      '<!-- never closed ',
      '<p title="never closed',
      '<',
      '<<<',
      '< b',
      '<style',
      '</',
      '<![',
      '&',
      '&#x',
    ]) {
      expect(read(html(`${broken}> PXPS:-abcd#`)), broken).toContain('abcd');
      expect(read(html(`PXPS:-abcd#${broken}`)), broken).toEqual(['abcd']);
    }
  });

  it('reads at most 500 tags of a body', () => {
    expect(findTags(html('PXPS:-abcd#'.repeat(600)))).toHaveLength(500);
  });
});

describe('finding tags in text', () => {
  it.each([
    ['a whole one', 'Join\r\nPXPS:-abcd#\r\n', ['abcd']],
    ['one over several lines', 'TOK:-abcd\r\n  efgh\r\nijkl#', ['abcdefghijkl']],
    ['soft line breaks that a gateway left', 'PXPS:-ab=\r\ncd#', ['abcd']],
    ['references', 'PXPS&#58;-ab&shy;cd&num;', ['abcd']],
    ['a quoted line', '> PXPS:-abcd#\nPXPS:-efgh#', ['>abcd', 'efgh']],
    ['a quoted tag over several lines', '> > TOK:-ab\n> > cd#\n', ['>abcd']],
    ['a less-than sign, which is no markup here', 'a <b PXPS:-abcd#', ['abcd']],
  ])('finds %s', (_, content, expected) => {
    expect(read(text(content))).toEqual(expected);
  });
});
