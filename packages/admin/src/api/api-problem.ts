/** One fault of an input, at its field. */
export interface FieldFault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What the API said when it refused, or that it could not be reached (status 0). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly correlationId: string | null;
  readonly faults: readonly FieldFault[];

  constructor(status: number, body: unknown) {
    super(textOf(body, 'detail') ?? textOf(body, 'title') ?? 'The server does not answer.');
    this.status = status;
    this.code = textOf(body, 'code') ?? '';
    this.correlationId = textOf(body, 'correlation_id');
    this.faults = faultsOf(body);
  }
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

function textOf(body: unknown, name: string): string | null {
  const value = memberOf(body, name);
  return typeof value === 'string' ? value : null;
}

function faultsOf(body: unknown): FieldFault[] {
  const errors = memberOf(body, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.map((each: unknown) => {
    const path = memberOf(each, 'path');
    return {
      path: Array.isArray(path) ? path.join('.') : String(path ?? ''),
      code: textOf(each, 'code') ?? '',
      message: textOf(each, 'message') ?? '',
    };
  });
}
