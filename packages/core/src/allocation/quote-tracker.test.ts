import { describe, expect, it } from 'vitest';
import type { MessageBody } from '../mailbox/meeting-message.ts';
import { findTags } from './tag-parser.ts';

/** Whether the tag that takes the place of each `§` is quoted. */
function quoted(content: string, type: MessageBody['type']): boolean[] {
  return findTags({ type, content: content.replaceAll('§', 'PXPS:-abcd#') }).map((tag) => tag.quoted);
}

type Row = [title: string, content: string, ...quoted: boolean[]];
const far = (count: number) => ' '.repeat(count);

describe('[S4.5c] quoted text in HTML', () => {
  it.each<Row>([
    ['a block quote', '§<blockquote>§</blockquote>§', false, true, false],
    [
      'block quotes in each other',
      '<blockquote><blockquote>§</blockquote>§</blockquote>§',
      true,
      true,
      false,
    ],
    [
      'an end of a block quote without its beginning',
      '</blockquote><blockquote>§</blockquote>§',
      true,
      false,
    ],
    ['a container', '<div class="gmail_quote">§<div>§</div>§</div>§', true, true, true, false],
    [
      'a container in another',
      '<div class="yahoo_quoted"><div class="gmail_quote">§</div>§</div>§',
      true,
      true,
      false,
    ],
    [
      'a container inside of other elements',
      '<div><div><div id="x_protonmail_quote">§</div>§</div></div>',
      true,
      false,
    ],
    [
      'a container behind an end without its beginning',
      '</div><div class="gmail_quote">§</div>§',
      true,
      false,
    ],
    ['the name in capitals', '<DIV CLASS="GMAIL_QUOTE">§</DIV>§', true, false],
    ['a container as a span, to the end', '§<span class="olk_src_body_section">§</span>§', false, true, true],
    ['such a span in an element', '<div><span class="yahoo_quoted">§</span></div>§', true, true],
    ['a span that holds none', '<span class="a">§</span>', false],
    ['the head of a quoted message, to the end', '§<div id="divRplyFwdMsg">§</div>§', false, true, true],
    ['the head as a span', '§<span id="ms-outlook-mobile-reference-message">§</span>§', false, true, true],
    [
      'another element with that name',
      '<p class="gmail_quote">§</p><p id="divRplyFwdMsg">§</p>',
      false,
      false,
    ],
    [
      'an empty element with that name',
      '<div class="gmail_quote"/>§<span id="divRplyFwdMsg"/>§',
      false,
      false,
    ],
    ['an end with that name', '</span id="divRplyFwdMsg">§', false],
    ['the name in the text', '<div>gmail_quote §</div>', false],
    [
      'the name behind 2,000 characters',
      `${far(50)}<div a="${'x'.repeat(1_990)}" id="divRplyFwdMsg">§`,
      false,
    ],
    ['the name before that', `${far(50)}<div a="${'x'.repeat(1_900)}" id="divRplyFwdMsg">§`, true],
    ['a tag within the head itself', '<p>§</p><p>From: A §</p><p>Sent: B</p><p>§</p>', false, true, true],
    [
      'several heads: the first counts',
      '<p>From: A §</p><p>Sent: B</p><div id="divRplyFwdMsg">§</div>',
      true,
      true,
    ],
  ])('%s', (_, content, ...expected) => {
    expect(quoted(content, 'html')).toEqual(expected);
  });
});

describe('[S4.5c] quoted text in plain text', () => {
  it.each<Row>([
    ['a quoted line', '> §\n§', true, false],
    ['a line that is quoted twice', '> > §\n>>§\n§', true, true, false],
    ['a quoted line behind blanks', ' \t> §\n\u00a0> §', true, true],
    ['a greater-than sign behind text', 'a > §', false],
    ['the head of Outlook', '§\nFrom: A\nSent: B\n§', false, true],
    ['other lines in the head', 'From: A\na\nb\nSent: B\n§', true],
    ['too many other lines', 'From: A\na\nb\nc\nSent: B\n§', false],
    ['blank lines in the head', 'From: A\n\n\r\n \n\nSent: B\n§', true],
    ['a head that begins anew', 'From: A\na\nb\nFrom: A\na\nb\nSent: B\n§', true],
    ['the wrong order', 'Sent: B\nFrom: A\n§', false],
    ['a head far to the right', `${far(40)}From: A\n${'\u00a0'.repeat(40)}Sent: B\n§`, true],
    ['a tag before the head on its line', '§ From: A\nSent: B\n§', false, false],
    ['a colon as the 24th character', `From${far(19)}: A\nSent: B\n§`, true],
    ['a colon behind that', `From${far(20)}: A\nSent: B\n§`, false],
    ['a colon in the line before', 'a: b\nFrom\nSent: B\n§', false],
    ['a separator', '§\n-----Original Message-----\n§', false, true],
    ['a short separator', '-----原始邮件-----\n§', true],
    ['a long separator of underscores', `${'_'.repeat(20)} Original Message ____\n§`, true],
    ['a separator of underscores', '____ Original Message ____\n§', true],
    ['a long separator', `${'-'.repeat(60)} Original Message ${'-'.repeat(60)}\n§`, true],
    ['a separator too far to the right', `${'-'.repeat(70)} Original Message ${'-'.repeat(60)}\n§`, false],
    ['a separator without its dashes', 'Original Message\n§', false],
    ['a separator as the last line', '§\n-----Original Message-----', false],
    ['a tag on the separator’s line', '-----Original Message-----§', false],
    ['several separators: the first counts', '--Original Message\n§\n--Original Message\n§', true, true],
  ])('%s', (_, content, ...expected) => {
    expect(quoted(content, 'text')).toEqual(expected);
  });
});
