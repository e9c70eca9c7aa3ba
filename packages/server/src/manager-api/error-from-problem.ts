import { UnavailableError, type VmrKitError } from '@vmrkit/core';
import { errorClassOf, problemSchema } from '../http/problem.ts';

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
  const Kind = errorClassOf(status);
  if (Kind === undefined) {
    return new UnavailableError('The managers answered with an error.', { code: 'ERR_MANAGER_ANSWER' });
  }
  return new Kind(detail, { code, issues, retryAfterMs: Number(retryAfter ?? 1) * 1_000 });
}

function readProblem(text: string) {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
