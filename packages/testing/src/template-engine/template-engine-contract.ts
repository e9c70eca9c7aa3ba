import {
  InvalidInputError,
  type TemplateEngine,
  type TemplateOutput,
  type TemplateValues,
} from '@vmrkit/core';
import { describe, expect, it } from 'vitest';

/** What {@link templateEngineContract} is told. */
export interface TemplateEngineContractOptions {
  /** Name of the engine, for the titles. */
  readonly name: string;
  /** A new engine. */
  readonly create: () => TemplateEngine;
}

/** Registers the tests that every {@link TemplateEngine} passes. Call it at the top of a test file. */
export function templateEngineContract({ name, create }: TemplateEngineContractOptions): void {
  const render = (source: string, values: TemplateValues = {}, output: TemplateOutput = 'text'): string =>
    create().compile(source, { output }).render(values);

  describe(`TemplateEngine contract: ${name}`, () => {
    describeLanguage(render);
    describeSyntaxErrors(create);
    describeVariables(create);
    describeText(render);
    describeHtml(render);
    describeLimits(create);
    describeIsolation(render);
    describeDeterminism(create);
  });
}

type Render = (source: string, values?: TemplateValues, output?: TemplateOutput) => string;

/** The refusal that `act` ends in; anything else is thrown on. */
function refusal(act: () => unknown): InvalidInputError {
  try {
    act();
  } catch (fault) {
    if (InvalidInputError.is(fault)) return fault;
    throw fault;
  }
  throw new Error('Nothing was refused');
}

function describeLanguage(render: Render): void {
  it.each([
    ['{{ subject|upper }}', 'REVIEW'],
    ['{% for a in attendees %}{{ loop.index }}:{{ a.name }};{% endfor %}', '1:Ada;2:Bob;'],
    ['{% if nothing is defined %}a{% else %}b{% endif %}', 'b'],
    ['{% set x = n // 2 %}{{ x }}', '2'],
    ['{{ [1, true, none, "a"] }}', "[1, True, None, 'a']"],
    ['{{ subject[0:3] }}', 'Rev'],
    ["{{ 'Ada Lovelace'|pex_regex_replace('(\\\\w+) (\\\\w+)', '\\\\2, \\\\1') }}", 'Lovelace, Ada'],
    ['{{ nothing }}', ''],
  ])('[S6.1a] %s', (source, expected) => {
    const values = { subject: 'Review', n: 5, attendees: [{ name: 'Ada' }, { name: 'Bob' }] };
    expect(render(source, values)).toBe(expected);
  });
}

function describeSyntaxErrors(create: () => TemplateEngine): void {
  it.each([
    ['a\n  {{ b | no_such_filter }}', 2, 10],
    ['{{ 1 + }}', 1, 8],
    ['x\ny {% nonsense %}', 2, 6],
    ['{% if a %}\nx', 2, 2],
  ])('[S6.2g] refuses %j with line and column', (source, line, column) => {
    const fault = refusal(() => create().compile(source, { output: 'text' }));
    expect(fault.code).toBe('ERR_TEMPLATE_SYNTAX');
    expect(fault.message).toContain(`line ${line}, column ${column}`);
    expect(fault.issues).toEqual([
      { path: [line, column], code: 'ERR_TEMPLATE_SYNTAX', message: expect.any(String) },
    ]);
  });
}

function describeVariables(create: () => TemplateEngine): void {
  const variables = (source: string) => create().compile(source, { output: 'text' }).variables;

  it('[S6.2g] reports free variables once, in order, with line and column', () => {
    expect(variables('{{ b }}\n {{ a.x[c] }}{{ b }}')).toEqual([
      { name: 'b', line: 1, column: 4 },
      { name: 'a', line: 2, column: 5 },
      { name: 'c', line: 2, column: 9 },
    ]);
  });

  it.each([
    ['{% set a = 1 %}{{ a }}', []],
    ['{% if true %}{% set a = 1 %}{% endif %}{{ a }}', []],
    ['{% for a in [1] %}{{ a }}{{ loop.index }}{% endfor %}', []],
    ['{% for a in [1] %}{% endfor %}{{ a }}', ['a']],
    ['{{ a }}{% set a = 1 %}', ['a']],
    ['{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(1) }}', ['q']],
    ['{{ range(3) }}{{ dict(a=b) }}', ['b']],
  ])('[S6.2h] knows the names that the template sets itself: %s', (source, expected) => {
    expect(variables(source).map(({ name }) => name)).toEqual(expected);
  });
}

function describeText(render: Render): void {
  it('[S6.4e] writes values of a text as they stand and folds line breaks', () => {
    expect(render('{{ s }}', { s: '<b>"&' })).toBe('<b>"&');
    expect(render('a\r\n  b\n{{ s }}\n', { s: 'c\u2028d\n\n e' })).toBe('a b c d e');
  });
}

function describeHtml(render: Render): void {
  const html = (source: string, values: TemplateValues): string => render(source, values, 'html');
  const hostile = { s: `<script>"'&`, js: 'javascript:alert(1)', url: 'https://a.test/ü b?q=1&r="' };

  it('[S6.4c] escapes values in HTML, not the template', () => {
    expect(html('<p>{{ s }}</p>\n', hostile)).not.toContain('<script>');
    expect(html('<p title="{{ s }}">', hostile)).not.toMatch(/title="[^"]*["<][^>]/);
    expect(html('<p>\n<b>{{ n }}</b>', { n: 1 })).toBe('<p>\n<b>1</b>');
  });

  it('[S6.4d] percent-encodes values in URL attributes', () => {
    expect(html('<a href="{{ url }}">', hostile)).toBe('<a href="https://a.test/%C3%BC%20b?q=1&amp;r=%22">');
    expect(html('<img src="https://a.test/?q={{ s }}">', hostile)).toBe(
      '<img src="https://a.test/?q=%3Cscript%3E%22%27%26">',
    );
  });

  it.each([
    '<a href="{{ js }}">',
    "<a href='{{ js }}'>",
    '<a href={{ js }}>',
    '<a href="java{{ tail }}">',
    '<a href="{{ js|safe }}">',
  ])('[S6.4d] makes no URL that runs code: %s', (source) => {
    expect(html(source, { ...hostile, tail: 'script:alert(1)' })).not.toMatch(/script:/);
  });
}

function describeLimits(create: () => TemplateEngine): void {
  it.each([
    ['{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}'],
    ["{{ 'a' * 100000000 }}"],
    ["{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}"],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
  ])('[S6.4b] ends %s within its limits', (source) => {
    const template = create().compile(source, { output: 'text' });
    expect(refusal(() => template.render({})).code).toBe('ERR_TEMPLATE_LIMIT');
  });

  it('[S6.4b] takes the limits that it is given', () => {
    const few = create().compile('{% for i in range(50) %}{{ i }}{% endfor %}', {
      output: 'text',
      limits: { maxSteps: 50 },
    });
    expect(refusal(() => few.render({})).code).toBe('ERR_TEMPLATE_LIMIT');
    const short = create().compile('{{ s }}', { output: 'text', limits: { maxOutputBytes: 10 } });
    expect(short.render({ s: 'ééééé' })).toBe('ééééé');
    expect(refusal(() => short.render({ s: 'éééééé' })).code).toBe('ERR_TEMPLATE_LIMIT');
  });
}

function describeIsolation(render: Render): void {
  it.each(["''", '[]', 'subject', 'd', 'range', 'range(2)', "''.upper"])(
    '[S6.4a] reaches no prototype through %s',
    (expression) => {
      expect(
        refusal(() => render(`{{ ${expression}.constructor.constructor('1')() }}`, { subject: 'a', d: {} }))
          .code,
      ).toBe('ERR_TEMPLATE_RENDER');
    },
  );

  it('names the place of a fault', () => {
    const fault = refusal(() => render('a\n{{ 1 // n }}', { n: 0 }));
    expect(fault.code).toBe('ERR_TEMPLATE_RENDER');
    expect(fault.message).toContain('line 2');
  });

  it('refuses values that are not plain data', () => {
    const values = { f: () => 1 } as unknown as TemplateValues;
    expect(refusal(() => render('{{ f }}', values))).toBeInstanceOf(InvalidInputError);
  });
}

function describeDeterminism(create: () => TemplateEngine): void {
  it('renders the same values to the same text, and changes no value', () => {
    const template = create().compile('{{ xs|random }}{{ xs.append(4) }}{{ xs|sum }}{{ d }}', {
      output: 'text',
    });
    const values = Object.freeze({ xs: Object.freeze([1, 2, 3]), d: Object.freeze({ b: 1, a: 2 }) });
    expect(template.render(values)).toBe(template.render(values));
    expect(values.xs).toEqual([1, 2, 3]);
  });
}
