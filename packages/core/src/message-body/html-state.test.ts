import { describe, expect, test } from 'vitest';
import { advanceHtml, HTML_START } from './html-state.ts';

describe('advanceHtml', () => {
  test.each([
    ['a < b <', 'less-than', '', ''],
    ['a <3 b', 'text', '', ''],
    ['<DIV', 'tag-name', 'div', ''],
    ['<p ', 'tag', 'p', ''],
    ['<p Title', 'attribute-name', 'p', 'title'],
    ['<p title ', 'after-name', 'p', 'title'],
    ['<p title = ', 'before-value', 'p', 'title'],
    ['<p title="a>b', 'double-quoted', 'p', 'title'],
    ['<p title=\'a"b', 'single-quoted', 'p', 'title'],
    ['<p title=a"b', 'unquoted', 'p', 'title'],
    ['<p title="a"', 'tag', 'p', ''],
    ['<p title=a>b', 'text', '', ''],
    ['</p', 'tag-name', '/p', ''],
    ['</>x', 'text', '', ''],
    ['</ p title="', 'declaration', '', ''],
    ['<!-- <p> --', 'comment', '', ''],
    ['<!-->', 'text', '', ''],
    ['<!-- x --!>', 'text', '', ''],
    ['<!doctype html', 'declaration', '', ''],
    ['<style>a > b </p>', 'raw', 'style', ''],
    ['<style></styles>', 'raw', 'style', ''],
    ['<style></STYLE ', 'tag', '/style', ''],
    ['<style></style><p>', 'text', '', ''],
  ])('after %j it is in %s of <%s %s', (text, mode, tag, attribute) => {
    expect(advanceHtml(HTML_START, text)).toEqual({ mode, tag, attribute });
  });

  test('pieces lead where the whole leads, and their moves cover them but for text', () => {
    const whole = 'a <p title="b>c" id=d>e</p><!-- f --><style>g</style >h';
    for (let cut = 0; cut <= whole.length; cut += 1) {
      // What ends within these is read as the end of a piece must be.
      if (/<!?-?-?$|-$|<\/\w*$/.test(whole.slice(0, cut))) continue;
      const first = advanceHtml(HTML_START, whole.slice(0, cut));
      expect(advanceHtml(first, whole.slice(cut))).toEqual(HTML_START);
    }
    let covered = '';
    advanceHtml(HTML_START, whole, ({ start, end }) => {
      covered += whole.slice(start, end);
    });
    expect(covered).toBe('<p title="b>c" id=d></p><!-- f --><style>g</style >');
  });
});
