import { describe, expect, test } from 'vitest';
import { findMarkupFault } from './markup-fault.ts';

describe('findMarkupFault', () => {
  test.each([
    '',
    'plain & simple, 1 < 2, a <3 b, <> and </>',
    '<p>one<br>two<br/>three</p>',
    '<DIV><Img src="x"></div>',
    '<a href="x>y" title=\'<b>\'>t</a>',
    '<a href="{{ url | default("<b>") }}">t</a>',
    '<a href={{ url }}>t</a>',
    '<!-- <b> -->text<!--[if mso]><table><![endif]-->',
    '<!doctype html><?xml version="1.0"?>',
    '<style>p > a { color: "<b>" }</style>',
    '{{ "<b>" }}{% set a = "<b>" %}{# <b> #}',
    '{% if a %}<b>x</b>{% else %}<i>x</i>{% endif %}',
    '{% if a %}<b>{% else %}<b class="c">{% endif %}x</b>',
    '{% if a %}<b>{% elif c %}<b>{%- else -%}<b>{%- endif -%}x</b>',
    '{% for x in xs %}<li>{{ x }}</li>{% else %}<li>none</li>{% endfor %}',
    '<o:p></o:p><my-tag></my-tag>',
    'an open {{ brace and {% another',
  ])('[S2.6d] takes %j', (source) => {
    expect(findMarkupFault(source)).toBeNull();
  });

  test.each([
    ['<p>one', 1, 1, '<p> is not closed.'],
    ['a\nb <b>c', 2, 3, '<b> is not closed.'],
    ['<p>a<p>b</p>', 1, 1, '<p> is not closed.'],
    ['<b><i>x</b></i>', 1, 8, '</b> stands where <i> is still open.'],
    ['x</b>', 1, 2, '</b> closes nothing that is open here.'],
    ['<br></br>', 1, 5, '</br> closes nothing that is open here.'],
    ['<b>x</b', 1, 5, '</b is cut off.'],
    ['<a href="x', 1, 1, '<a is cut off.'],
    ['<a <b>x</b>', 1, 1, '<a is cut off.'],
    ['<!-- x', 1, 1, 'The comment is not closed.'],
    ['<!doctype', 1, 1, 'The tag is cut off.'],
    ['<style>p{}', 1, 1, '<style> is not closed.'],
    ['{% if a %}<b>{% endif %}x', 1, 11, '<b> is not closed.'],
    ['{% if a %}<b>x</b>{% else %}<b>{% endif %}', 1, 32, 'Its branches leave different tags open.'],
    ['{% if a %}<b>{% else %}<i>{% endif %}x</i>', 1, 27, 'Its branches leave different tags open.'],
    [
      '<p>{% if a %}</p>{% elif b %}{% else %}</p>{% endif %}',
      1,
      44,
      'Its branches leave different tags open.',
    ],
    [
      '<div>{% if a %}</div>{% else %}x</div></div>{% endif %}',
      1,
      39,
      '</div> closes nothing that is open here.',
    ],
    ['{{ unclosed <b>', 1, 13, '<b> is not closed.'],
  ])('[S2.6d] reports %j', (source, line, column, message) => {
    expect(findMarkupFault(source)).toEqual({ line, column, message });
  });

  test.each(['<', '{{', '{%', '<a ', '<b>', '<!--', '<a "', '{% if %}<b>', '</', '<a {{ ', '<style>'])(
    'stays quick on long runs of %j',
    (piece) => {
      const source = piece.repeat(Math.floor(65_536 / piece.length));
      const start = performance.now();
      findMarkupFault(source);
      expect(performance.now() - start).toBeLessThan(5_000);
    },
  );
});
