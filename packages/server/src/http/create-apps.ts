import type { Logger, Random } from '@vmrkit/core';
import express, { type Express, type Router } from 'express';
import type { PlatformConnection } from '../admission-api/platform-connection.ts';
import { createOpenApiDocument } from '../openapi/create-openapi-document.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';
import { answerErrors, unknownRoute } from './answer-errors.ts';
import { apiHeaders } from './api-headers.ts';
import { correlation } from './correlation.ts';
import { observe } from './observe.ts';

/** What both listeners' applications share. */
export interface AppOptions {
  readonly routers: readonly Router[];
  readonly metrics: ServerMetrics;
  readonly logger: Logger;
  readonly random: Random;
  /** See `public.trusted_proxies`. */
  readonly trustedProxies: number;
  /** Their adapters describe their own routes. */
  readonly platforms?: readonly PlatformConnection[];
}

/** The application of the public listener: each router's routes, the OpenAPI document, problems for all else. */
export function createPublicApp(options: AppOptions): Express {
  const app = createBareApp(options);
  const document = createOpenApiDocument(options.routers, options.platforms);
  app.get('/api/openapi.json', apiHeaders, (_request, response) => {
    response.json(document);
  });
  return finish(app, options);
}

/** The application of the admin listener: health, and metrics under `/metrics`. */
export function createAdminApp(options: AppOptions): Express {
  const app = createBareApp(options);
  app.get('/metrics', apiHeaders, async (_request, response) => {
    const { contentType, text } = await options.metrics.show();
    response.set('Content-Type', contentType).send(text);
  });
  return finish(app, options);
}

function createBareApp({ metrics, logger, random, trustedProxies }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.use(correlation(random), observe({ logger, metrics }));
  return app;
}

function finish(app: Express, { routers, logger }: AppOptions): Express {
  for (const router of routers) app.use(router);
  app.use(apiHeaders, unknownRoute);
  app.use(answerErrors(logger));
  return app;
}
