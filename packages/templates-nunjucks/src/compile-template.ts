import type { TemplateLimits, TemplateValues, TemplateVariable } from '@vmrkit/core';
import { allGlobals } from './evaluate/all-globals.ts';
import { allTests } from './evaluate/all-tests.ts';
import { Budget, DEFAULT_LIMITS } from './evaluate/budget.ts';
import { Rendering, type Vocabulary } from './evaluate/rendering.ts';
import { execute } from './evaluate/statements.ts';
import { allFilters } from './filters/all-filters.ts';
import type { RegexReplacer } from './filters/regex-replacer.ts';
import { foldLines } from './output/fold-lines.ts';
import { HtmlOutput, LiteralPlaces } from './output/html-output.ts';
import { PlainOutput } from './output/output.ts';
import { freeVariables } from './parse/free-variables.ts';
import type { WhitespaceOptions } from './parse/jinja-tokens.ts';
import type { Body } from './parse/syntax-tree.ts';
import { TemplateParser } from './parse/template-parser.ts';
import { TemplateFault, toInvalidInput } from './template-fault.ts';

/** Characters of the longest template. */
const MAX_TEMPLATE_LENGTH = 65_536;

const vocabulary: Vocabulary = { filters: allFilters, tests: allTests, globals: allGlobals };

/** How a template is read and rendered. */
export interface TemplateSettings extends WhitespaceOptions {
  /** Whether values are HTML-escaped. */
  readonly escape: boolean;
  /** Whether values are encoded for the place of the HTML where they stand. */
  readonly inContext: boolean;
  /** Whether the result is one line. */
  readonly foldLines: boolean;
  readonly limits?: Partial<TemplateLimits> | undefined;
  readonly regexes: RegexReplacer;
}

/** A template that was parsed. */
export interface ParsedTemplate {
  readonly variables: readonly TemplateVariable[];
  render(values: TemplateValues): string;
}

/** Parses a template; throws InvalidInputError with line and column. */
export function compileTemplate(source: string, settings: TemplateSettings): ParsedTemplate {
  const { body, variables } = parse(source, settings);
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  const places = new LiteralPlaces();
  return {
    variables: Object.freeze(variables),
    render: (values) => render(body, { settings, limits, places, values }),
  };
}

interface Parsed {
  readonly body: Body;
  readonly variables: TemplateVariable[];
}

function parse(source: string, settings: TemplateSettings): Parsed {
  try {
    if (source.length > MAX_TEMPLATE_LENGTH) {
      throw new TemplateFault('syntax', `The template is longer than ${MAX_TEMPLATE_LENGTH} characters`, {
        line: 1,
        column: 1,
      });
    }
    // jinja2 reads every kind of line break as \n and drops one at the end.
    const text = source.replace(/\r\n?/g, '\n').replace(/\n$/, '');
    const body = new TemplateParser(text, { ...settings, known: vocabulary }).parseTemplate();
    const variables = freeVariables(body, (name) => allGlobals.has(name));
    const self = variables.find(({ name }) => name === 'self');
    if (self !== undefined)
      throw new TemplateFault('syntax', "There is no 'self': blocks stand in place", self);
    return { body, variables };
  } catch (fault) {
    throw toInvalidInput(fault, { line: 1, column: 1 });
  }
}

interface RenderOptions {
  readonly settings: TemplateSettings;
  readonly limits: TemplateLimits;
  readonly places: LiteralPlaces;
  readonly values: TemplateValues;
}

function render(body: Body, { settings, limits, places, values }: RenderOptions): string {
  const budget = new Budget(limits);
  const { inContext, regexes } = settings;
  const output = inContext ? new HtmlOutput(budget, places) : new PlainOutput(budget);
  const run = new Rendering({
    budget,
    values,
    vocabulary,
    escape: settings.escape,
    inContext,
    regexes,
    output,
  });
  try {
    execute(body, run);
    return settings.foldLines ? foldLines(output.text) : output.text;
  } catch (fault) {
    throw toInvalidInput(fault, run.at);
  }
}
