/** How a template's output is used, which decides how values are written into it. */
export type TemplateOutput =
  /** Values are HTML-escaped; inside URL attributes they are percent-encoded as well. */
  | 'html'
  /** Values stand as they are; line breaks of the result are folded to single spaces. */
  | 'text';

/** What a value handed to a template may be. Anything else is refused, so nothing of the host is reachable. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [name: string]: TemplateValue };

/** The values of one rendering, by variable name. */
export type TemplateValues = Readonly<Record<string, TemplateValue>>;

/** A variable that a template reads and does not set itself, where it is read first. */
export interface TemplateVariable {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Deterministic bounds of one rendering. */
export interface TemplateLimits {
  /** Evaluation steps (nodes visited, items produced). */
  readonly maxSteps: number;
  /** Bytes of UTF-8 in the result, and of any string made on the way. */
  readonly maxOutputBytes: number;
}

/** A template that was parsed and found sound. Holds no reference to any value. */
export interface CompiledTemplate {
  /** Free variables in order of appearance, each name once. */
  readonly variables: readonly TemplateVariable[];
  /**
   * Renders with `values`; unknown names are undefined, as in jinja2. Pure: same values, same text.
   * Throws InvalidInputError: `ERR_TEMPLATE_VALUE` for a value that is no TemplateValue, `ERR_TEMPLATE_LIMIT`
   * past a limit, `ERR_TEMPLATE_RENDER` for any other fault of the template, with line and column in the
   * message where they are known.
   */
  render(values: TemplateValues): string;
}

/** What a compilation is told. */
export interface CompileOptions {
  readonly output: TemplateOutput;
  readonly limits?: Partial<TemplateLimits>;
}

/**
 * Turns templates written by tenants, who are not trusted, into texts (S6). An engine never runs code that a
 * template carries, reaches no host object, and ends within its limits whatever the template says (S6.4).
 */
export interface TemplateEngine {
  /**
   * Parses `source` (the jinja2 subset of docs/guides/templates.md). Throws InvalidInputError
   * `ERR_TEMPLATE_SYNTAX` with line and column in the message and in `issues`.
   */
  compile(source: string, options: CompileOptions): CompiledTemplate;
}
