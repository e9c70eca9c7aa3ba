import { describe, expect, it } from 'vitest';
import { findTags } from '../tags/tag-parser.ts';
import type { MessageBody } from './message-body.ts';

/** Whether the tag that takes the place of each `§` is quoted. */
function quoted(content: string, type: MessageBody['type']): boolean[] {
  return findTags({ type, content: content.replaceAll('§', 'PXPS:-abcd#') }).map((tag) => tag.quoted);
}

type Row = [title: string, content: string, ...quoted: boolean[]];

describe('quoted text in HTML', () => {
  it.each<Row>([
    ['a block quote', '§<blockquote>§</blockquote>§', false, true, false],
    ['an indented paragraph of a web client', '<BLOCKQUOTE style="border:none">§</BLOCKQUOTE>§', true, false],
    ['two in each other', '<blockquote><blockquote>§</blockquote>§</blockquote>§', true, true, false],
    ['an end without its beginning', '</blockquote><blockquote>§</blockquote>§', true, false],
    ['one that ends with the element around it', '<div><blockquote>§</div>§', true, false],
    ['one that ends with its cell', '<table><tr><td><blockquote>§</td><td>§</td></tr></table>', true, false],
    [
      'an element that ends with it',
      '<blockquote><div>§</blockquote>§<div>§</div>§',
      true,
      false,
      false,
      false,
    ],
    ['a paragraph that ends inside', '<p><blockquote>§</p>§</blockquote>§', true, true, false],
    ['one in an element that ends inside of it', '<blockquote><div>§</div></div>§</blockquote>', true, true],
    ['one that nobody closes', '§<blockquote><p>§</p><div>§</div>', false, true, true],
    ['one that is written as empty, which HTML ignores', '<blockquote/>§', true],
    ['a cell in one', '<blockquote><table><tr><td>§</td></tr></table></blockquote>', true],
    ['one in a comment', '<!-- <blockquote> -->§', false],
    ['a tag that begins before one', 'PXPS:-ab<blockquote>cd#</blockquote>§', false, false],
    ['a tag that ends behind one', '<blockquote>PXPS:-ab</blockquote>cd#', true],
    ['a quoted line', '<p>&gt; §</p><p>§</p>', true, false],
    ['a line that is quoted in the source alone', '<p>a\n&gt; §</p>', false],
  ])('%s', (_, content, ...expected) => {
    expect(quoted(content, 'html')).toEqual(expected);
  });
});

describe('what looks like a quoted message and is none', () => {
  it.each([
    ['a container of a mail program', '<div class="gmail_quote">§</div>'],
    ['the head that Outlook writes', '<div id="divRplyFwdMsg"><b>From:</b> A<br><b>Sent:</b> B</div>§'],
    ['the line that Outlook draws', '<div style="border-left:solid blue 1.5pt">§</div>'],
    ['a citation', '<cite>§</cite><q>§</q>'],
    ['a journey', '<p>From: Lyon<br>To: Geneva<br>Date: 12 June</p>§'],
    ['a journey in German', '<p>Von: Lyon<br>Bis: Genf<br>Datum: 12. Juni</p>§'],
    ['a journey in Japanese', '<p>差出人： A<br>送信日時: x</p>§'],
    ['a pasted mail', '<p><b>From:</b> A<br><b>Sent:</b> B<br><b>Subject:</b> C</p>§'],
    ['an original message', '<p>-----Original Message-----</p>§'],
    ['an original appointment', '<p>-----Ursprünglicher Termin-----</p>§'],
    ['a banner', '<div>EXTERNAL<br>From: a@b.example<br>Date: today</div>§'],
  ])('%s', (_, content) => {
    expect(quoted(content, 'html')).not.toContain(true);
    expect(quoted(content, 'html')).not.toEqual([]);
  });

  it.each([
    ['a pasted mail', '*From:* A\n*Sent:* B\n§'],
    ['a separator', '________________\nFrom: A\nSent: B\n-----Original Message-----\n§'],
    ['markup, which is text here', '<blockquote>§'],
  ])('%s, as plain text', (_, content) => {
    expect(quoted(content, 'text')).toEqual([false]);
  });
});

describe('quoted text in plain text', () => {
  it.each<Row>([
    ['a quoted line', '> §\n§', true, false],
    ['a line that is quoted twice', '> > §\n>>§\n§', true, true, false],
    ['a quoted line behind blanks', ' \t> §\n\u00a0> §', true, true],
    ['a greater-than sign behind text', 'a > §', false],
    ['a tag over several quoted lines', '> PXPS:-ab\r\n> cd\r\n>> ef#\r\n§', true, false],
  ])('%s', (_, content, ...expected) => {
    expect(quoted(content, 'text')).toEqual(expected);
  });
});
