import { type Logger, NotFoundError, ThrottledError } from '@vmrkit/core';
import type { ErrorRequestHandler, Response } from 'express';
import { correlationIdOf } from './correlation.ts';
import { problemOf } from './problem.ts';

/** Of a route that does not exist. */
export function unknownRoute(): NotFoundError {
  return new NotFoundError('There is nothing here.', { code: 'ERR_REQUEST_ROUTE' });
}

/** Answers every error as `application/problem+json`; logs the unexpected ones without their message (I5). */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(error, { response, logger });
  };
}

/** Sends one error; see {@link answerErrors}. */
function sendProblem(
  error: unknown,
  { response, logger }: { readonly response: Response; readonly logger: Logger },
): void {
  const correlationId = correlationIdOf(response);
  const problem = problemOf(error, correlationId);
  if (problem.status === 500) {
    logger.error('A request failed unexpectedly.', {
      correlation_id: correlationId,
      error: error instanceof Error ? error.name : typeof error,
      stack: framesOf(error),
    });
  } else {
    logger.info('A request was refused.', { correlation_id: correlationId, code: problem.code });
  }
  if (problem.status === 401 && !response.get('www-authenticate')) response.set('WWW-Authenticate', 'Bearer');
  if (ThrottledError.is(error)) response.set('Retry-After', String(Math.ceil(error.retryAfterMs / 1_000)));
  response
    .status(problem.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/** Where it happened; the first line of a stack is the message, which may hold anything. */
function framesOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
    .join('; ');
}
