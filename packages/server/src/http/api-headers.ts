import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Headers of answers that are data and nothing to look at. They are set on the APIs' own routers, since pages that
 * Outlook frames need others.
 */
export const apiHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
});
