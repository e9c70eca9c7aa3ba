import type { Logger } from '@vmrkit/core';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { answerErrors, unknownRoute } from './answer-errors.ts';
import { apiHeaders } from './api-headers.ts';

/** What an application is made from. */
export interface AppOptions {
  /** See `createEntry`. */
  readonly enter: readonly RequestHandler[];
  readonly logger: Logger;
  /** See `public.trusted_proxies`. */
  readonly trustedProxies: number;
}

/** A listener's application: a router's routes, and problems for all else. */
export function createApp(router: Router, { enter, logger, trustedProxies }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.use(router, ...enter, apiHeaders, unknownRoute);
  app.use(answerErrors(logger));
  return app;
}
