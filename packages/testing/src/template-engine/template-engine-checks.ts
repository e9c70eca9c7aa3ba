import {
  InvalidInputError,
  type TemplateEngine,
  type TemplateOutput,
  type TemplateValues,
} from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';

type Check = ContractCheck<TemplateEngine>;

function render(engine: TemplateEngine, source: string, values: TemplateValues = {}): string {
  return rendered(engine, source, { values, output: 'text' });
}

function renderHtml(engine: TemplateEngine, source: string, values: TemplateValues): string {
  return rendered(engine, source, { values, output: 'html' });
}

function rendered(
  engine: TemplateEngine,
  source: string,
  { values, output }: { readonly values: TemplateValues; readonly output: TemplateOutput },
): string {
  return engine.compile(source, { output }).render(values);
}

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

const languageChecks: readonly Check[] = (
  [
    ['{{ subject|upper }}', 'REVIEW'],
    ['{% for a in attendees %}{{ loop.index }}:{{ a.name }};{% endfor %}', '1:Ada;2:Bob;'],
    ['{% if nothing is defined %}a{% else %}b{% endif %}', 'b'],
    ['{% set x = n // 2 %}{{ x }}', '2'],
    ['{{ [1, true, none, "a"] }}', "[1, True, None, 'a']"],
    ['{{ subject[0:3] }}', 'Rev'],
    ["{{ 'Ada Lovelace'|pex_regex_replace('(\\\\w+) (\\\\w+)', '\\\\2, \\\\1') }}", 'Lovelace, Ada'],
    ['{{ nothing }}', ''],
  ] as const
).map(([source, expected]) => ({
  title: `[S6.1a] ${source}`,
  run: (engine) => {
    const values = { subject: 'Review', n: 5, attendees: [{ name: 'Ada' }, { name: 'Bob' }] };
    expect(render(engine, source, values)).toBe(expected);
  },
}));

const syntaxChecks: readonly Check[] = (
  [
    ['a\n  {{ b | no_such_filter }}', 2, 10],
    ['{{ 1 + }}', 1, 8],
    ['x\ny {% nonsense %}', 2, 6],
    ['{% if a %}\nx', 2, 2],
  ] as const
).map(([source, line, column]) => ({
  title: `[S6.2g] refuses ${JSON.stringify(source)} with line and column`,
  run: (engine) => {
    const fault = refusal(() => engine.compile(source, { output: 'text' }));
    expect(fault.code).toBe('ERR_TEMPLATE_SYNTAX');
    expect(fault.message).toContain(`line ${line}, column ${column}`);
    expect(fault.issues).toEqual([
      { path: [line, column], code: 'ERR_TEMPLATE_SYNTAX', message: expect.any(String) },
    ]);
  },
}));

const variableChecks: readonly Check[] = [
  {
    title: '[S6.2g] reports free variables once, in order, with line and column',
    run: (engine) => {
      const { variables } = engine.compile('{{ b }}\n {{ a.x[c] }}{{ b }}', { output: 'text' });
      expect(variables).toEqual([
        { name: 'b', line: 1, column: 4 },
        { name: 'a', line: 2, column: 5 },
        { name: 'c', line: 2, column: 9 },
      ]);
    },
  },
  ...(
    [
      ['{% set a = 1 %}{{ a }}', []],
      ['{% if true %}{% set a = 1 %}{% endif %}{{ a }}', []],
      ['{% for a in [1] %}{{ a }}{{ loop.index }}{% endfor %}', []],
      ['{% for a in [1] %}{% endfor %}{{ a }}', ['a']],
      ['{{ a }}{% set a = 1 %}', ['a']],
      ['{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(1) }}', ['q']],
      ['{{ range(3) }}{{ dict(a=b) }}', ['b']],
    ] as const
  ).map(
    ([source, expected]): Check => ({
      title: `[S6.2h] knows the names that the template sets itself: ${source}`,
      run: (engine) => {
        const { variables } = engine.compile(source, { output: 'text' });
        expect(variables.map(({ name }) => name)).toEqual(expected);
      },
    }),
  ),
];

const hostile = { s: `<script>"'&`, js: 'javascript:alert(1)', url: 'https://a.test/ü b?q=1&r="' };

const outputChecks: readonly Check[] = [
  {
    title: '[S6.4e] writes values of a text as they stand and folds line breaks',
    run: (engine) => {
      expect(render(engine, '{{ s }}', { s: '<b>"&' })).toBe('<b>"&');
      expect(render(engine, 'a\r\n  b\n{{ s }}\n', { s: 'c\u2028d\n\n e' })).toBe('a b c d e');
    },
  },
  {
    title: '[S6.4c] escapes values in HTML, not the template',
    run: (engine) => {
      expect(renderHtml(engine, '<p>{{ s }}</p>\n', hostile)).not.toContain('<script>');
      expect(renderHtml(engine, '<p title="{{ s }}">', hostile)).not.toMatch(/title="[^"]*["<][^>]/);
      expect(renderHtml(engine, '<p>\n<b>{{ n }}</b>', { n: 1 })).toBe('<p>\n<b>1</b>');
    },
  },
  {
    title: '[S6.4d] percent-encodes values in URL attributes',
    run: (engine) => {
      expect(renderHtml(engine, '<a href="{{ url }}">', hostile)).toBe(
        '<a href="https://a.test/%C3%BC%20b?q=1&amp;r=%22">',
      );
      expect(renderHtml(engine, '<img src="https://a.test/?q={{ s }}">', hostile)).toBe(
        '<img src="https://a.test/?q=%3Cscript%3E%22%27%26">',
      );
    },
  },
  ...[
    '<a href="{{ js }}">',
    "<a href='{{ js }}'>",
    '<a href={{ js }}>',
    '<a href="java{{ tail }}">',
    '<a href="{{ js|safe }}">',
  ].map(
    (source): Check => ({
      title: `[S6.4d] makes no URL that runs code: ${source}`,
      run: (engine) => {
        expect(renderHtml(engine, source, { ...hostile, tail: 'script:alert(1)' })).not.toMatch(/script:/);
      },
    }),
  ),
];

const limitChecks: readonly Check[] = [
  ...[
    '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}',
    "{{ 'a' * 100000000 }}",
    "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
  ].map(
    (source): Check => ({
      title: `[S6.4b] ends ${source} within its limits`,
      run: (engine) => {
        const template = engine.compile(source, { output: 'text' });
        expect(refusal(() => template.render({})).code).toBe('ERR_TEMPLATE_LIMIT');
      },
    }),
  ),
  {
    title: '[S6.4b] takes the limit of steps that it is given',
    run: (engine) => {
      const few = engine.compile('{% for i in range(50) %}{{ i }}{% endfor %}', {
        output: 'text',
        limits: { maxSteps: 50 },
      });
      expect(refusal(() => few.render({})).code).toBe('ERR_TEMPLATE_LIMIT');
    },
  },
  {
    title: '[S6.4b] takes the limit of bytes that it is given',
    run: (engine) => {
      const short = engine.compile('{{ s }}', { output: 'text', limits: { maxOutputBytes: 10 } });
      expect(short.render({ s: 'ééééé' })).toBe('ééééé');
      expect(refusal(() => short.render({ s: 'éééééé' })).code).toBe('ERR_TEMPLATE_LIMIT');
    },
  },
];

const isolationChecks: readonly Check[] = [
  ...["''", '[]', 'subject', 'd', 'range', 'range(2)', "''.upper"].map(
    (expression): Check => ({
      title: `[S6.4a] reaches no prototype through ${expression}`,
      run: (engine) => {
        const source = `{{ ${expression}.constructor.constructor('1')() }}`;
        const fault = refusal(() => render(engine, source, { subject: 'a', d: {} }));
        expect(fault.code).toBe('ERR_TEMPLATE_RENDER');
      },
    }),
  ),
  {
    title: 'names the place of a fault',
    run: (engine) => {
      const fault = refusal(() => render(engine, 'a\n{{ 1 // n }}', { n: 0 }));
      expect(fault.code).toBe('ERR_TEMPLATE_RENDER');
      expect(fault.message).toContain('line 2');
    },
  },
  {
    title: 'refuses values that are not plain data',
    run: (engine) => {
      const values = { f: () => 1 } as unknown as TemplateValues;
      expect(refusal(() => render(engine, '{{ f }}', values))).toBeInstanceOf(InvalidInputError);
    },
  },
  {
    title: 'renders the same values to the same text, and changes no value',
    run: (engine) => {
      const source = '{{ xs|random }}{{ xs.append(4) }}{{ xs|sum }}{{ d }}';
      const template = engine.compile(source, { output: 'text' });
      const values = { xs: [1, 2, 3], d: { b: 1, a: 2 } };
      const given = JSON.stringify(values);
      expect(template.render(values)).toBe(template.render(values));
      expect(JSON.stringify(values)).toBe(given);
      const frozen = Object.freeze({ xs: Object.freeze([1, 2, 3]), d: Object.freeze({ b: 1, a: 2 }) });
      expect(template.render(frozen)).toBe(template.render(values));
    },
  },
];

/** Everything that a {@link TemplateEngine} must do. */
export const templateEngineChecks: readonly Check[] = [
  ...languageChecks,
  ...syntaxChecks,
  ...variableChecks,
  ...outputChecks,
  ...limitChecks,
  ...isolationChecks,
];
