import { InvalidInputError } from '@vmrkit/core';

/** Where something stands in a template; both counted from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What went wrong: the text of the template, its evaluation, one of its limits, or a value handed in. */
export type FaultKind = 'syntax' | 'render' | 'limit' | 'value';

const codes: Readonly<Record<FaultKind, string>> = {
  syntax: 'ERR_TEMPLATE_SYNTAX',
  render: 'ERR_TEMPLATE_RENDER',
  limit: 'ERR_TEMPLATE_LIMIT',
  value: 'ERR_TEMPLATE_VALUE',
};

/** A fault inside the engine; never leaves the package, see {@link toInvalidInput}. */
export class TemplateFault extends Error {
  readonly kind: FaultKind;
  readonly position: Position | undefined;

  constructor(kind: FaultKind, message: string, position?: Position) {
    super(message);
    this.name = 'TemplateFault';
    this.kind = kind;
    this.position = position;
  }
}

/** A fault of evaluation; its place is added where the expression is known. */
export function renderFault(message: string): TemplateFault {
  return new TemplateFault('render', message);
}

/** The one translator from what is thrown inside to what crosses the port; `position` fills in a missing place. */
export function toInvalidInput(fault: unknown, position?: Position): unknown {
  const known = fault instanceof RangeError ? nativeLimit() : fault;
  if (!(known instanceof TemplateFault)) return fault;
  const at = known.position ?? position;
  const code = codes[known.kind];
  const message = at ? `${known.message} (line ${at.line}, column ${at.column})` : known.message;
  const issues = at ? [{ path: [at.line, at.column], code, message: known.message }] : [];
  return new InvalidInputError(message, { code, issues });
}

/** V8 answers a too deep recursion or a too long string with a RangeError: both are bounds of the machine. */
function nativeLimit(): TemplateFault {
  return new TemplateFault('limit', 'The template needs more room than there is');
}
