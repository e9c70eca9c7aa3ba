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
    '<table><tr><td class="x"/><td>a<tr><td>b</table>',
    '<p>one<p>two<ul><li>three<li>four</ul><select><option>five<option>six</select>',
    '<b><i>x</b></i>y</div></br>',
    '<p>{% if a %}</p>{% elif b %}{% endif %}x',
    '<p title=don\'t>x</p><td width=100">y',
    '<p title = "a > b"checked>x',
    '<a href={% if a %}"x"{% else %}"y"{% endif %}>t</a>',
    '{% if a %}<td class="{% else %}<td title="{% endif %}x">',
    '<a {% if a %}href="{{ a }}"{% endif %} title=x>t</a>',
    '<style>a { color: {{ "</style>" }} }</style >',
    '<title>a < b <i></title><!--><p>x<!--->',
    '<!doctype html PUBLIC "-//W3C//DTD HTML 4.01//EN">',
  ])('takes %j', (source) => {
    expect(findMarkupFault(source)).toBeNull();
  });

  test.each([
    ['<b>x</b', 1, 5, '</b is cut off.'],
    ['a\nb <a href="x', 2, 3, '<a has a quote that is not closed.'],
    ["<p>\n<a\nhref='x>t</a>", 2, 1, '<a has a quote that is not closed.'],
    ['<a href="x>one</a>\n<a href="y">two</a>', 1, 1, '<a is cut off.'],
    ['<a <b>x</b>', 1, 1, '<a is cut off.'],
    ['<p\ntext <b>x</b>', 1, 1, '<p is cut off.'],
    ['<p class=x <b>y</b>', 1, 1, '<p is cut off.'],
    ['<!-- x', 1, 1, 'The comment is not closed.'],
    ['a\n<!-- x --\n>', 2, 1, 'The comment is not closed.'],
    ['<!doctype', 1, 1, 'The tag is cut off.'],
    ['a\n<style>p{}', 2, 1, '<style> is not closed.'],
    ['<style/>text', 1, 1, '<style> is not closed.'],
    ['<script>"</scripts>"', 1, 1, '<script> is not closed.'],
    ['<TextArea>x</text', 1, 1, '<textarea> is not closed.'],
    ['<title>{{ "</title>" }}', 1, 1, '<title> is not closed.'],
    ['<iframe src="x"/>text', 1, 1, '<iframe> is not closed.'],
    ['{% if a %}<!-- x{% else %}y{% endif %}z', 1, 11, 'The comment is not closed.'],
    ['{% if a %}x{% else %}<b title="{% endif %}y', 1, 22, '<b has a quote that is not closed.'],
    ['{{ unclosed <b', 1, 13, '<b is cut off.'],
  ])('reports %j', (source, line, column, message) => {
    expect(findMarkupFault(source)).toEqual({ line, column, message });
  });

  test.each([
    '<',
    '{{',
    '{%',
    '<a ',
    '<b>',
    '<!--',
    '<a "',
    '{% if %}<b>',
    '</',
    '<a {{ ',
    '<style>',
    '<a b="',
    '<!--{{',
    '{% if %}<a "',
  ])('stays quick on long runs of %j', (piece) => {
    const source = piece.repeat(Math.floor(65_536 / piece.length));
    const start = performance.now();
    findMarkupFault(source);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
