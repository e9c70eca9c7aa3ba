import { type Logger, ThrottledError } from '@vmrkit/core';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { sendProblem } from './answer-errors.ts';

const MINUTE_MS = 60_000;

/** Limits the requests of one address. */
export function limitRequests(options: {
  readonly perMinute: number;
  readonly logger: Logger;
}): RequestHandler {
  const { perMinute, logger } = options;
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: (_request, response) => {
      const retryAfterMs = Number(response.getHeader('retry-after') ?? 60) * 1_000;
      const error = new ThrottledError('Too many requests from this address.', {
        code: 'ERR_REQUEST_LIMITED',
        retryAfterMs,
      });
      sendProblem(error, { response, logger });
    },
  });
}
