import { ThrottledError } from '@vmrkit/core';
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';

const MINUTE_MS = 60_000;

/** How requests are limited. */
export interface LimitOptions {
  readonly perMinute: number;
  /** What is counted together; left out: requests of one address. */
  readonly keyOf?: (request: Request) => string;
}

/** Limits the requests of one address; what is too much goes on as ThrottledError `ERR_REQUEST_LIMITED`. */
export function limitRequests({ perMinute, keyOf }: LimitOptions): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    ...(keyOf && { keyGenerator: keyOf }),
    handler: (_request, response, next) => {
      const retryAfterMs = Number(response.getHeader('retry-after') ?? 60) * 1_000;
      next(
        new ThrottledError(keyOf ? 'Too many requests.' : 'Too many requests from this address.', {
          code: 'ERR_REQUEST_LIMITED',
          retryAfterMs,
        }),
      );
    },
  });
}

/** Runs a handler that answers nothing itself, such as a limit. Rejects with what it passes on. */
export function passes(
  handler: RequestHandler,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  return new Promise((resolve, reject) => {
    handler(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
}
