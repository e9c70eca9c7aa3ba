import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTags } from '../tags/tag-parser.ts';
import type { MessageBody } from './message-body.ts';
import { replaceInBody } from './replace-in-body.ts';

const NEW = '<table><tr><td>Join</td></tr></table>';

function replace(
  content: string,
  options: { placeholder: string; type?: MessageBody['type']; at?: number },
): string {
  const { placeholder, type = 'html', at = 0 } = options;
  const tag = findTags({ type, content })[at];
  if (tag === undefined) throw new Error('no tag');
  return replaceInBody(
    { type, content },
    {
      tag: tag.range,
      placeholder: { type: 'html', content: placeholder },
      replacement: type === 'html' ? NEW : 'Join',
    },
  ).content;
}

describe('replacing placeholder and token tag', () => {
  it.each([
    ['side by side', '<p>a</p>Details follow. TOK:-abcd#<p>b</p>', `<p>a</p>${NEW}<p>b</p>`],
    [
      'in two paragraphs',
      '<p>Details follow.</p>\r\n<p>TOK:-abcd#</p><p>b</p>',
      `<p>${NEW}</p><p></p><p>b</p>`,
    ],
    ['in one element', '<div><p>Details follow.</p><br>TOK:-abcd#</div>b', `<div><p>${NEW}</p></div>b`],
    ['the tag first', 'x TOK:-abcd# <i>Details follow.</i> y', `x ${NEW}<i></i> y`],
    ['a tag split by markup', 'Details follow. <b>TOK:-ab</b><br>cd# y', `${NEW} y`],
    [
      'as Word writes it',
      '<p>Details&nbsp;<span>foll</span>ow.<o:p></o:p></p>TOK:-ab\r\ncd# y',
      `<p>${NEW}</p> y`,
    ],
    ['the placeholder changed', '<p>Details followed. TOK:-abcd#</p>', `<p>Details followed. ${NEW}</p>`],
    ['text typed in between', 'Details follow. Bring cake! TOK:-abcd# y', `${NEW} Bring cake!  y`],
    ['references beyond the basic plane', '&#128222; Details &#x1F4DE; follow. TOK:-abcd#', NEW],
    ['a comment and empty elements in it', 'Details<!-- c --> <br><a/><o:p/>follow. TOK:-abcd#', NEW],
    ['elements that end in it', '<b><b>Details follow.</b></b> TOK:-abcd#', `<b><b>${NEW}</b></b>`],
    ['elements that cross', 'Details <b><i>follow.</b> TOK:-abcd#</i> y', `${NEW}<i></i> y`],
    ['the tag at once behind text that is none', 'To TOK:-abcd# y', `To ${NEW} y`],
    ['a placeholder twice', 'Details follow. x Details follow. TOK:-abcd#', `Details follow. x ${NEW}`],
  ])('keeps the rest: %s', (_, content, expected) => {
    const phones = content.includes('&#128222;') ? '📞' : '';
    const placeholder = `<p>${phones}Details ${phones}follow.</p>`;
    expect(replace(content, { placeholder })).toBe(expected);
  });

  it('leaves a second tag and placeholder in a quoted reply alone', () => {
    const quoted = '<blockquote>Details follow. TOK:-old#</blockquote>';
    expect(replace(`Details follow. TOK:-abcd#${quoted}`, { placeholder: 'Details follow.' })).toBe(
      NEW + quoted,
    );
    expect(replace(`${quoted}TOK:-abcd#`, { placeholder: 'Details follow.', at: 1 })).toBe(quoted + NEW);
    expect(replace(`TOK:-abcd#${quoted}`, { placeholder: 'Details follow.' })).toBe(NEW + quoted);
  });

  it.each([
    ['before it', 'Details follow. TOK:-aaaa# x TOK:-bbbb#', 1, `Details follow. TOK:-aaaa# x ${NEW}`],
    ['behind it', 'TOK:-aaaa# Details follow. TOK:-bbbb#', 0, `${NEW} Details follow. TOK:-bbbb#`],
    [
      'before it, a scheduling tag',
      'Details follow. PXPS:-aaaa# TOK:-bbbb#',
      1,
      `Details follow. PXPS:-aaaa# ${NEW}`,
    ],
    [
      'behind it, a scheduling tag',
      'TOK:-aaaa# Details follow. PXPS:-bbbb#',
      0,
      `${NEW} Details follow. PXPS:-bbbb#`,
    ],
  ])('leaves the placeholder of another tag alone: %s', (_, content, at, expected) => {
    expect(replace(content, { placeholder: 'Details follow.', at })).toBe(expected);
  });

  it('takes no part of the tag for the placeholder', () => {
    expect(replace('a TOK:-abcd# x', { placeholder: 'a To' })).toBe(`a ${NEW} x`);
    expect(replace('a TOK:-abcd# x', { placeholder: '<p></p>' })).toBe(`a ${NEW} x`);
  });

  it('takes what is no markup for what it is', () => {
    expect(replace('1 < 2 TOK:-abcd# x', { placeholder: '1 &lt; 2' })).toBe(`${NEW} x`);
    expect(replace('a <b> TOK:-abcd# x', { placeholder: 'a &lt;b&gt;', type: 'text' })).toBe('Join x');
  });

  it('keeps every character around the tag, whatever stands there', () => {
    const around = fc.array(
      fc.constantFrom(
        '<p>',
        '</p>',
        'text',
        '&nbsp;',
        '<b a="x>y">',
        '\r\n',
        '😀',
        '<!-- c -->',
        '&amp;#',
        '=\r\n',
        ' ',
      ),
    );
    fc.assert(
      fc.property(around, around, (before, after) => {
        const [head, tail] = [before.join(''), after.join('')];
        const content = `${head}|Details <i>follow.</i><br>TOK:-ab cd#|${tail}`;
        expect(replace(content, { placeholder: 'Details follow.' })).toBe(`${head}|${NEW}|${tail}`);
      }),
    );
  });

  it('works in a plain-text body', () => {
    const content = 'Hi\r\nDetails\r\nfollow.\r\nTOK:-ab\r\ncd#\r\n> TOK:-old#';
    expect(replace(content, { placeholder: 'Details follow.', type: 'text' })).toBe(
      'Hi\r\nJoin\r\n> TOK:-old#',
    );
  });
});
