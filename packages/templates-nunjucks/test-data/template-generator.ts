/** Numbers below `count` from a seed (xorshift32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  roll(count: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % count;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.roll(items.length)] ?? items[0];
  }
}

/** The values that generated templates read. */
export const generatorValues = {
  name: 'ada lovelace',
  mixed: ' Mixed Case-Text, 12 ',
  empty: '',
  html: '<b>"x" & \'y\'</b>',
  wide: 'Zoë 👩 straße',
  n: 5,
  neg: -7,
  f: 3.25,
  zero: 0,
  yes: true,
  no: false,
  nul: null,
  nums: [3, 1, 2, 10, 2],
  words: ['b', 'a', 'C', 'a'],
  objs: [
    { n: 'x', v: 2 },
    { n: 'y', v: 1 },
  ],
  d: { a: 1, b: 'two' },
};

/** Makes templates of the grammar that we share with jinja2. */
export class TemplateGenerator {
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
  }

  template(): string {
    const count = 1 + this.#dice.roll(3);
    return Array.from({ length: count }, () => this.#statement(2)).join(
      this.#dice.pick([' ', '|', '\n', '']),
    );
  }

  #statement(depth: number): string {
    if (depth === 0) return this.#output(1);
    const inner = (): string => this.#statement(depth - 1);
    return this.#dice.pick([
      (): string => this.#output(2),
      (): string => this.#output(3),
      (): string => this.#output(3),
      (): string =>
        `{% if ${this.#any(2)} %}${inner()}{% elif ${this.#any(1)} %}e{% else %}${inner()}{% endif %}`,
      (): string =>
        `{% for i in ${this.#list(2)} %}{{ loop.index }}{{ i }}${inner()}{% else %}none{% endfor %}`,
      (): string =>
        `{% for i in ${this.#list(1)} if i %}{{ i }}{% if not loop.last %},{% endif %}{% endfor %}`,
      (): string => `{% set v = ${this.#any(2)} %}{{ v }}${inner()}`,
      (): string => `{% set v %}${inner()}{% endset %}{{ v|${this.#textFilter()} }}`,
      (): string => `{%- with w = ${this.#any(2)} -%} {{ w }} {%- endwith %}`,
      (): string =>
        `{% macro m(a, b=${this.#any(1)}) %}[{{ a }}{{ b }}]{% endmacro %}{{ m(${this.#any(1)}) }}`,
      (): string => `{% filter ${this.#textFilter()} %}${inner()}{% endfilter %}`,
      (): string => `{% for k, x in d|dictsort %}{{ k }}={{ x }};{% endfor %}`,
    ])();
  }

  #output(depth: number): string {
    return `{{ ${this.#any(depth)} }}`;
  }

  #any(depth: number): string {
    return this.#dice.pick([
      (): string => this.#text(depth),
      (): string => this.#number(depth),
      (): string => this.#list(depth),
      (): string => this.#truth(depth),
      (): string => this.#dice.pick(['nope', 'nul', 'd.a', 'd.b', 'd.zz', "d['a']", 'd', 'none']),
      (): string => `(${this.#any(Math.max(0, depth - 1))} if ${this.#truth(0)} else ${this.#any(0)})`,
      (): string => `(${this.#any(0)} ${this.#dice.pick(['or', 'and'])} ${this.#any(0)})`,
    ])();
  }

  #textFilter(): string {
    return this.#dice.pick([
      'upper',
      'lower',
      'title',
      'capitalize',
      'trim',
      'length',
      'reverse',
      'first',
      'last',
      'wordcount',
      'escape',
      'urlencode',
      'striptags',
      'list',
      'string',
      'tojson',
      'center(9)',
      'indent',
      "default('q', true)",
      'truncate(9)',
      'truncate(7, true)',
      "replace('a', 'oo')",
      "replace('', '-')",
      'wordwrap(5)',
      'int',
      'float',
    ]);
  }

  #text(depth: number): string {
    if (depth === 0) {
      return this.#dice.pick([
        'name',
        'mixed',
        'empty',
        'html',
        'wide',
        "'a-b'",
        '"it\'s"',
        "'7'",
        "'3.5x'",
        "'\\n\\\\d'",
      ]);
    }
    const text = (): string => this.#text(depth - 1);
    return this.#dice.pick([
      (): string => `${text()}|${this.#textFilter()}`,
      (): string => `${text()}|${this.#textFilter()}|${this.#textFilter()}`,
      (): string => `(${text()} ~ ${this.#any(depth - 1)})`,
      (): string => `(${text()} + ${text()})`,
      (): string => `(${text()} * ${this.#number(0)})`,
      (): string => `${text()}[${this.#dice.pick(['0', '-1', '1:', ':2', '::-1', '-3:', '1:4:2'])}]`,
      (): string =>
        `${text()}.${this.#dice.pick(['upper()', 'strip()', 'split()', "split('a')", "find('a')", 'title()', "replace('a','b')", 'isdigit()', 'swapcase()', "count('a')", 'zfill(9)', "partition('-')", "startswith('a')"])}`,
      (): string => `'${this.#dice.pick(['%s', '%5s|', '%-5s|', '%r'])}'|format(${this.#any(depth - 1)})`,
      (): string =>
        `'${this.#dice.pick(['%d', '%05d', '%.2f', '%x', '%e', '%g'])}'|format(${this.#number(depth - 1)})`,
      (): string =>
        `'{} {0!r}'.format(${text()})`.replace(
          '{} {0!r}',
          this.#dice.pick(['{}', '{0!r}', '{:>9}', '{:^9}|']),
        ),
      (): string => `${this.#list(depth - 1)}|join(${this.#dice.pick(["', '", "''", "'-'"])})`,
    ])();
  }

  #number(depth: number): string {
    if (depth === 0)
      return this.#dice.pick(['n', 'neg', 'f', 'zero', '0', '1', '2', '3', '10', '0.5', '1e3', '2.50']);
    const number = (): string => this.#number(depth - 1);
    return this.#dice.pick([
      (): string => `(${number()} ${this.#dice.pick(['+', '-', '*', '/', '//', '%'])} ${number()})`,
      (): string =>
        `(${number()} ${this.#dice.pick(['+', '*', '%', '//', '-'])} ${number()} ${this.#dice.pick(['-', '/', '*', '+'])} ${number()})`,
      (): string => `-${number()}|abs`,
      (): string =>
        `${number()}|${this.#dice.pick(['round', 'round(1)', "round(1, 'floor')", "round(0, 'ceil')", 'int', 'float', 'abs', 'string', 'filesizeformat'])}`,
      (): string => `${this.#list(0)}|${this.#dice.pick(['length', 'sum', 'min', 'max', 'first', 'last'])}`,
      (): string => `${number()} ** 2`,
    ])();
  }

  #list(depth: number): string {
    if (depth === 0)
      return this.#dice.pick([
        'nums',
        'words',
        'nums',
        '[]',
        '[1, 2.0, true]',
        'range(4)|list',
        "['x', 'Y']",
        'd',
      ]);
    const list = (): string => this.#list(depth - 1);
    return this.#dice.pick([
      (): string =>
        `${list()}|${this.#dice.pick(['sort', 'list', 'reverse|list', 'unique|list', 'sort(reverse=true)', "map('string')|list", "select('odd')|list", "reject('none')|list", 'batch(2)|list', 'slice(2)|list'])}`,
      (): string => `${list()}[${this.#dice.pick([':2', '1:', '::-1', '-2:'])}]`,
      (): string => `(${list()} + ${list()})`,
      (): string => `[${this.#any(depth - 1)}, ${this.#any(depth - 1)}]`,
      (): string =>
        `objs|${this.#dice.pick(["map(attribute='n')|list", "selectattr('v', 'gt', 1)|list", "sort(attribute='v')", "groupby('v')|list", "sum(attribute='v')"])}`,
      (): string => `(${this.#any(depth - 1)}, ${this.#any(depth - 1)})`,
    ])();
  }

  #truth(depth: number): string {
    if (depth === 0)
      return this.#dice.pick(['yes', 'no', 'n > 3', 'nope is defined', "'a' in name", 'nums', 'empty']);
    return this.#dice.pick([
      (): string => `(${this.#any(depth - 1)} == ${this.#any(depth - 1)})`,
      (): string =>
        `(${this.#number(depth - 1)} ${this.#dice.pick(['<', '<=', '>', '>=', '!='])} ${this.#number(depth - 1)} < 9)`,
      (): string =>
        `(${this.#any(depth - 1)} is ${this.#dice.pick(['string', 'number', 'none', 'defined', 'iterable', 'mapping', 'sequence', 'integer', 'float', 'boolean', 'not none', 'true'])})`,
      (): string => `(not ${this.#any(depth - 1)})`,
      (): string => `(${this.#any(0)} ${this.#dice.pick(['in', 'not in'])} ${this.#list(depth - 1)})`,
      (): string =>
        `(${this.#number(0)} is ${this.#dice.pick(['odd', 'even', 'divisibleby 3', 'gt 3', 'eq 5'])})`,
    ])();
  }
}
