import { findMarkupFault, InvalidInputError, type TemplateOutput, type TemplateValues } from '@vmrkit/core';
import { templateEngineContract } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { createNunjucksTemplateEngine } from './nunjucks-template-engine.ts';

templateEngineContract({ name: 'nunjucks', create: createNunjucksTemplateEngine });

function render(source: string, values: TemplateValues = {}, output: TemplateOutput = 'text'): string {
  return createNunjucksTemplateEngine().compile(source, { output }).render(values);
}

function codeOf(source: string, values: TemplateValues = {}, output: TemplateOutput = 'text'): string {
  try {
    return `rendered ${render(source, values, output)}`;
  } catch (fault) {
    return InvalidInputError.is(fault) ? fault.code : String(fault);
  }
}

describe('what jinja2 gives', () => {
  it.each([
    ["{{ ' a b '.split(none, 1) }}{{ ' a '.split(none, 0) }}", "['a', 'b ']['a ']"],
    ["{{ ' a b '.rsplit(none, 1) }}{{ ' a '.rsplit(none, 0) }}", "[' a', 'b'][' a']"],
    ["{{ [1, 2, 3]|select('>=', 2)|list }}{{ [1, 2]|reject('==', 2)|list }}", '[2, 3][1]'],
    ["{{ 'abcd efghij k'|wordwrap(5)|replace('\\n', '|') }}", 'abcd |efghi|j k'],
    ["{{ ['ab', 'abc', 'a']|map('center', 4)|list }}", "[' ab ', 'abc ', ' a  ']"],
    ["{{ 'ab'.center(5, '*') }}{{ 'a'.center(4, '*') }}{{ 'abc'.center(6, '*') }}", '**ab**a***abc**'],
    ["{{ 'ab'.ljust(4, '*') }}{{ 'ab'.rjust(4, '*') }}{{ 'ab'.center(1) }}", 'ab****abab'],
    ['{% set self = 1 %}{{ self }}{% for self in [2] %}{{ self }}{% endfor %}{{ {"self": 3}.self }}', '123'],
    ['{{ [1, 2]|batch(0)|list }}{{ [1, 2]|batch(-1)|list }}', '[[], [1, 2]][[1, 2]]'],
    ["{{ \"ü/'(*~\"|urlencode }}{{ {'a b': 'c/d'}|urlencode }}", '%C3%BC/%27%28%2A~a+b=c%2Fd'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });
});

describe('what Python formats', () => {
  it.each([
    ["'{:05}'.format('a')", 'a0000'],
    ["'{:>05}'.format('a')", '0000a'],
    ["'{:05}|{:<05}|{:x=5}'.format(-12, 12, 12)", '-0012|12000|xxx12'],
    ["'{:c}{:5c}{:<3c}|{:03c}'.format(65, 66, 67, 68)", 'A    BC  |00D'],
    ["'{:05,d} {:06,d} {:08,d} {:09,d}'.format(1234, 1234, 1234, 1234)", '1,234 01,234 0,001,234 0,001,234'],
    [
      "'{:08,d} {:09,d} {:0=9,d} {:x=9,d}'.format(-1234, -1234, 1234, 1234)",
      '-001,234 -0,001,234 0,001,234 xxxx1,234',
    ],
    [
      "'{:013,.2f} {:012,} {:010,}'.format(1234.5, 'inf'|float, 1e20)",
      '00,001,234.50 000000000inf 00,001e+20',
    ],
    ["'{:,d} {:,d} {:_d} {:,d}'.format(123, 1234, 1234567, -123456)", '123 1,234 1_234_567 -123,456'],
    ["'{0} {1} {0}'.format(1, 2) ~ '{} {}'.format(1, 2) ~ '{a} {}'.format(3, a=4)", '1 2 11 24 3'],
    ["'%%|%5s|%-3d|' % (1, 2)", '%|    1|2  |'],
    ["'١٢'|int + '1२'|int", '24'],
    ["'١٢.٥'|float", '12.5'],
    ["'𝟘𝟙'|int", '1'],
    ["{'a': none}.get('a', 1) ~ {'a': none}.pop('a', 1) ~ nope|default(none)", 'NoneNoneNone'],
  ])('{{ %s }}', (source, expected) => {
    expect(render(`{{ ${source} }}`)).toBe(expected);
  });

  it.each([
    "{{ '{:=5}'.format('a') }}",
    "{{ '{:+c}'.format(65) }}",
    "{{ '{:c}'.format(-1) }}",
    "{{ '{:,c}'.format(65) }}",
    "{{ '{:.2c}'.format(65) }}",
    "{{ '{0} {}'.format(1, 2) }}",
    "{{ '{} {0}'.format(1, 2) }}",
    "{{ '{:{1}}'.format(1, 5) }}",
    "{{ '%5%' % (1,) }}",
    "{{ '%-%' % () }}",
  ])('refuses %s', (source) => {
    expect(codeOf(source)).toBe('ERR_TEMPLATE_RENDER');
  });

  it.each([
    '{% for loop in [1] %}{% endfor %}',
    '{% for a, loop in [(1, 2)] %}{% endfor %}',
    '{% for (a, loop) in [(1, 2)] %}{% endfor %}',
    '{% for x in [1] %}{% if true %}{% set loop = 3 %}{% endif %}{% endfor %}',
    '{% for x in [1] %}{% set loop %}a{% endset %}{% endfor %}',
    '{% for x in [1] %}{% else %}{% set loop = 3 %}{% endfor %}',
  ])('refuses to assign loop in a loop: %s', (source) => {
    expect(codeOf(source)).toBe('ERR_TEMPLATE_SYNTAX');
  });

  it.each(['{{ self }}', '{{ self is defined }}', '{% if x %}\n {{ self.title() }}{% endif %}'])(
    'refuses %j, since blocks stand in place',
    (source) => {
      expect(codeOf(source)).toBe('ERR_TEMPLATE_SYNTAX');
    },
  );

  it('assigns loop outside of loops, and by with anywhere', () => {
    const source = '{% for x in [1] %}{% with loop = 4 %}{{ loop }}{% endwith %}{% endfor %}';
    expect(render(`${source}{% set loop = 3 %}{{ loop }}`)).toBe('43');
  });

  it('fills up a million digits in linear time', () => {
    expect(render("{{ '{:0900000,d}'.format(1)|length }}")).toBe('900001');
  });
});

describe('pex_regex_replace', () => {
  it.each([
    ["'a-b_c 12'", "'[^a-z]+'", "'.'", 'a.b.c.'],
    ["'John Smith'", String.raw`'(?P<f>\\w+) (\\w+)'`, String.raw`'\\2, \\g<f>'`, 'Smith, John'],
    ["'John Smith'", String.raw`'(\\w+) (\\w+)'`, String.raw`'\\g<2>\\g<0>0'`, 'SmithJohn Smith0'],
    ["'abxd'", "'x*'", "'-'", '-a-b--d-'],
    ["'é1 ٣'", String.raw`'[\\W\\d]'`, "'.'", 'é...'],
    ["'aXb'", "'(?i)x'", "''", 'ab'],
    ["'a{b}'", "'{'", "'('", 'a(b}'],
    ["'aaa'", "'a{,2}'", "'-'", '---'],
    ["'ab'", "'(x)?b'", String.raw`'[\\1]'`, 'a[]'],
    ["'😀a'", "'.'", "'-'", '--'],
  ])('%s by %s and %s', (text, find, by, expected) => {
    expect(render(`{{ ${text}|pex_regex_replace(${find}, ${by}) }}`)).toBe(expected);
  });

  it.each([
    "'(?=a)', ''",
    "'(?<!a)', ''",
    String.raw`'(a)\\1', ''`,
    String.raw`'\\y', ''`,
    "'(', ''",
    String.raw`'a', '\\1'`,
    String.raw`'a', '\\q'`,
  ])('refuses (%s)', (args) => {
    expect(codeOf(`{{ 'a'|pex_regex_replace(${args}) }}`)).toBe('ERR_TEMPLATE_RENDER');
  });
});

describe('pex_regex_replace in linear time', () => {
  const long = `${'a'.repeat(5_000)}!`;
  it.each(['(a+)+$', '(a|aa)+$', '(a|a?)+$', '([a-z]+)*[0-9]', '(.*a){12}$'])(
    '%s, on which backtracking never ends, gives its answer',
    (find) => {
      expect(render(`{{ text|pex_regex_replace('${find}', '') }}`, { text: long })).toBe(long);
    },
  );

  it('a pattern that looks to the end of the text at every place meets the limit', () => {
    const source = "{{ text|pex_regex_replace('a+b|a', '-') }}";
    expect(render(source, { text: 'a'.repeat(500) })).toBe('-'.repeat(500));
    expect(codeOf(source, { text: 'a'.repeat(20_000) })).toBe('ERR_TEMPLATE_LIMIT');
  });
});

describe('places of HTML', () => {
  it.each([
    '<script>{{ s }}</script>',
    '<style>a { color: {{ s }} }</style>',
    '<b onclick="{{ s }}">',
    '<b style="color: {{ s }}">',
    '<a href="javascript:f({{ s }})">',
    '<b {{ s }}>',
    '<{{ s }}>',
    '<!-- İ --><script>{{ s }}</script>',
    '<!--><script>{{ s }}</script>-->',
    '<!-- --!><script>{{ s }}</script>',
    '<script>"</scripts>"{{ s }}</script>',
    '<a href="&#106;avascript:{{ s }}">',
    '<a href="&#x0006A;avascript&colon;{{ s }}">',
    '<a href="java&Tab;script&#58;{{ s }}">',
    '<a href=" &#1;java&NewLine;\n\tscript:{{ s }}">',
    `<a href="${'&Tab;'.repeat(50)}java${'\t'.repeat(50)}script:{{ s }}">`,
    "<a href='&#{{ n }}avascript:{{ s }}'>",
    '<a href=java{% if s %}script&{% endif %}colon;{{ s }}>',
    '<a href="&#0000000000000000000000000000000000000000000000106;avascript:{{ s }}">',
    '<form action="javascript&#58{{ s }}">',
    '<svg><a xlink:href="vbscript:{{ s }}">',
    '<object data="data:text/html,{{ s }}">',
    '<meta http-equiv="refresh" content="0;url={{ s }}">',
    '<meta {{ {"content": s}|xmlattr }}>',
    '<svg><set attributeName="href" to="{{ s }}">',
    '<svg><animate attributeName="href" values="#;{{ s }}">',
    '<iframe srcdoc="{{ s }}">',
    '<xmp>{{ s }}</xmp>',
    '<!x a="><script>{{ s }}</script>">',
    '<?x a="><style>{{ s }}</style>">',
    '<title><!--</title><script>{{ s }}</script>',
  ])('refuses a text in %s', (source) => {
    expect(codeOf(source, { s: 'x y', n: 106 }, 'html')).toBe('ERR_TEMPLATE_RENDER');
  });

  it.each([
    ['<script>f({{ n }})</script>{{ s }}', '<script>f(3)</script>&lt;i&gt;'],
    ['<style>/* İ */</style>{{ s }}', '<style>/* İ */</style>&lt;i&gt;'],
    ['<a title=\'x"\' href="{{ js }}">', '<a title=\'x"\' href="javascript%3Aalert(1)">'],
    ['<h{{ n }}>', '<h3>'],
    ['<!-- {{ s }} -->{{ s }}', '<!-- &lt;i&gt; -->&lt;i&gt;'],
    ["<a{{ {'href': js, 'title': s}|xmlattr }}>", '<a href="javascript%3Aalert(1)" title="&lt;i&gt;">'],
    ['{% set c %}<b>{{ s }}</b>{% endset %}{{ c }}', '<b>&lt;i&gt;</b>'],
    ['{% macro m(u) %}<a href="{{ u }}">{% endmacro %}{{ m("a b") }}', '<a href="a%20b">'],
    ['<p>{{ s|safe }}</p>', '<p><i></p>'],
    ['{% filter striptags %}{{ s }}{% endfilter %}', '&lt;i&gt;'],
    ['<b title={{ s2 }}>', '<b title=a&#32;onclick&#61;b>'],
    ...[
      'embed src',
      'object data',
      'base href',
      'form action',
      'button formaction',
      'img srcset',
      'x xlink:href',
    ].map((place): [string, string] => [`<${place}="{{ js }}">`, `<${place}="javascript%3Aalert(1)">`]),
    ['<a href="&#106;ava{{ js }}">', '<a href="&#106;avajavascript%3Aalert%281%29">'],
    ['<a href="&#32;{{ js }}">', '<a href="&#32;javascript%3Aalert(1)">'],
    ['<a href="?a&#61;b&amp;c={{ js }}">', '<a href="?a&#61;b&amp;c=javascript:alert%281%29">'],
    ['<a href="java&amp;#115;cript:{{ n }}">', '<a href="java&amp;#115;cript:3">'],
    ['<param name="src" value="{{ js }}">', '<param name="src" value="javascript%3Aalert(1)">'],
    [
      '<title>{{ s }}</title><textarea>{{ s }}</textarea>',
      '<title>&lt;i&gt;</title><textarea>&lt;i&gt;</textarea>',
    ],
    [
      '<!doctype html>{{ s }}<td class="x"/><p>{{ s }}',
      '<!doctype html>&lt;i&gt;<td class="x"/><p>&lt;i&gt;',
    ],
    ['<a href="mailto:{{ mail }}">', '<a href="mailto:ada@x.test">'],
  ])('%s', (source, expected) => {
    const values = { s: '<i>', s2: 'a onclick=b', n: 3, js: 'javascript:alert(1)', mail: 'ada@x.test' };
    expect(render(source, values, 'html')).toBe(expected);
  });
});

it('HTML with a style block, tables and without optional end tags is taken as it stands', () => {
  const source = `<br><style>
.room { padding: 1em; } td > a:link { color: #123456; }
</style>
<table style="width: 100%; font-family: Calibri,
serif"><tbody>
<tr><td class="room"><img src="https://images.example/video.png" width="40" alt="Video">
<td><p><span class="room">By video:</span><br>
<a href="sip:{{alias}}"><span>{{alias}}</span></a>
<td class="room"/>
<tr><td class="room"/><td colspan="2">By telephone: +1 555 0100, then
{{ numeric_alias|pex_regex_replace('(\\d{2})(\\d{3})(\\d{3})', '\\\\1 \\\\2 \\\\3') }} #
<ul><li>{{alias_uuid}}</ul>
</table>`;
  const values = { alias: '55123456@vmr.example', numeric_alias: '55123456', alias_uuid: 'PXPS:-abc#' };
  expect(findMarkupFault(source)).toBeNull();
  expect(render(source, values, 'html')).toBe(
    source
      .replaceAll(/\{\{ ?(alias|alias_uuid) ?\}\}/g, (_, name: 'alias' | 'alias_uuid') => values[name])
      .replace(/\{\{ numeric_alias.*\}\}/, '55 123 456'),
  );
});

describe('values', () => {
  it.each([new Date(), Symbol('a'), () => 1, new Map(), Number.NaN, 1n])('refuses %s', (value) => {
    expect(codeOf('{{ v }}', { v: value } as unknown as TemplateValues)).toBe('ERR_TEMPLATE_VALUE');
  });

  it('reads own names only', () => {
    expect(render('[{{ toString }}{{ constructor }}{{ hasOwnProperty }}]')).toBe('[]');
  });
});
