import {
  ConflictError,
  InvalidInputError,
  NotAllowedError,
  NotAuthenticatedError,
  NotFoundError,
  ThrottledError,
  UnavailableError,
  type VmrKitError,
} from '@vmrkit/core';
import { problemSchema } from '../http/problem.ts';

const byStatus = new Map([
  [400, InvalidInputError],
  [401, NotAuthenticatedError],
  [403, NotAllowedError],
  [404, NotFoundError],
  [409, ConflictError],
]);

/** What a manager's answer other than 200 carries. */
export interface ProblemAnswer {
  readonly text: string;
  readonly retryAfter: string | string[] | undefined;
}

/**
 * The error that a manager reported, so that an edge passes it on as its own. Answers of other things than managers,
 * faults within them, and a refused secret (`ERR_MANAGER_REFUSED`) are UnavailableErrors: then a token tag stands in.
 */
export function errorFromProblem(status: number, { text, retryAfter }: ProblemAnswer): VmrKitError {
  const problem = readProblem(text);
  if (problem === null || status >= 500) {
    return new UnavailableError('The managers answered with an error.', {
      code: problem?.code ?? 'ERR_MANAGER_ANSWER',
    });
  }
  const { code, detail, errors: issues } = problem;
  if (code === 'ERR_MANAGER_SECRET' || code === 'ERR_REQUEST_ROUTE' || code === 'ERR_REQUEST_LIMITED') {
    return new UnavailableError('The managers do not know this edge.', { code: 'ERR_MANAGER_REFUSED' });
  }
  if (status === 429) {
    return new ThrottledError(detail, { code, retryAfterMs: Number(retryAfter ?? 1) * 1_000 });
  }
  const Kind = byStatus.get(status);
  return Kind === undefined
    ? new UnavailableError('The managers answered with an error.', { code: 'ERR_MANAGER_ANSWER' })
    : new Kind(detail, { code, issues });
}

function readProblem(text: string) {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
