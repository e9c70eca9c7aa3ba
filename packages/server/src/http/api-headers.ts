import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

const choose = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
  // These concern documents, plug-ins and old browsers: data has no use for them.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
});

/** What helmet sets is the same for every answer, so it is asked once: a chain of 14 handlers a request is dear. */
const headers = chosenHeaders();

/**
 * Headers of answers that are data and nothing to look at. They are set on the APIs' own routers, since pages that
 * Outlook frames need others.
 */
export const apiHeaders: RequestHandler = (_request, response, next) => {
  for (const [name, value] of headers) response.setHeader(name, value);
  next();
};

function chosenHeaders(): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  const response = {
    setHeader: (name: string, value: string) => found.push([name, value]),
    removeHeader: () => undefined,
  };
  choose({} as Request, response as unknown as Response, (error?: unknown) => {
    if (error !== undefined) throw error;
  });
  return found;
}
