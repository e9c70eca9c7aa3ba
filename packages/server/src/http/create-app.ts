import express, { type Express, type RequestHandler } from 'express';

/** A listener's application; `trustedProxies`: see the listeners' `trusted_proxies`. */
export function createApp(
  router: RequestHandler,
  { trustedProxies }: { readonly trustedProxies: number },
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.use(router);
  return app;
}
