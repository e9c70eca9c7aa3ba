import { describe, expect, it } from 'vitest';
import { findTags } from '../tags/tag-parser.ts';
import type { MessageBody } from './message-body.ts';
import { replaceInBody } from './replace-in-body.ts';

const html = (content: string): MessageBody => ({ type: 'html', content });

const MB = 1024 * 1024;

describe('a large body', () => {
  const filled = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

  // Were it read again for each piece, two megabytes would take minutes.
  it.each([
    ['10 MB of paragraphs', '<p class="MsoNormal"><span style="color:#000">Hello&nbsp;all</span></p>\r\n'],
    ['less-than signs', '<'],
    ['unclosed comments', '<!-- '],
    ['unclosed quotes', '<a b="'],
    ['unclosed styles', '<style>'],
    ['ampersands', '&amp;'],
    ['cut tags', 'PXPS:-'],
    ['cut tokens', 'TOK:-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa '],
    ['quotes', '<blockquote><p>&gt;'],
    ['elements that end others', '<div><blockquote></table></div>'],
  ])('is read in linear time: %s', { timeout: 60_000 }, (title, piece) => {
    const tag = 'PXPS:-abcd#';
    const body = html(tag + filled(piece, title.startsWith('10 MB') ? 10 * MB : 2 * MB));
    const started = process.cpuUsage();
    expect(findTags(body)[0]?.id).toBe('abcd');
    // Processor time: other work on the machine must not turn this red.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  });

  it('is kept around the tag that is replaced', { timeout: 60_000 }, () => {
    const much = '<p class="a">😀 Hello&nbsp;all</p>'.repeat(80_000);
    const body = html(`${much}Details follow. TOK:-abcd#${much}`);
    const [tag] = findTags(body);
    if (tag === undefined) throw new Error('no tag');
    const replacement = '<table><tr><td>Join</td></tr></table>';
    const placeholder = html('Details follow.');
    expect(replaceInBody(body, { tag: tag.range, placeholder, replacement }).content).toBe(
      much + replacement + much,
    );
  });

  it('keeps the markup inside the tag in linear time', { timeout: 60_000 }, () => {
    const inside = '<i>'.repeat(10_000) + '</b>'.repeat(10_000);
    const body = html(`TOK:-ab${inside}cd#`);
    const [tag] = findTags(body);
    if (tag === undefined) throw new Error('no tag');
    const started = process.cpuUsage();
    const replaced = replaceInBody(body, { tag: tag.range, placeholder: html('none'), replacement: 'Join' });
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
    expect(replaced.content === `Join${inside}`).toBe(true);
  });
});
