import { codeOf, type Logger } from '@vmrkit/core';
import { Router } from 'express';
import { z } from 'zod';
import { apiHeaders } from '../http/api-headers.ts';

/** Answer of `/healthz` and `/readyz`. */
export const healthSchema = z.strictObject({ status: z.enum(['ok', 'unavailable']) });

/** What health and readiness are told by. */
export interface HealthDeps {
  /** Rejects while this process should get no requests. */
  ready(): Promise<void>;
  readonly logger: Logger;
}

/** `/healthz`: the process runs; `/readyz`: it can do its work. */
export function createHealthRouter({ ready, logger }: HealthDeps): Router {
  const router = Router();
  router.get('/healthz', apiHeaders, (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', apiHeaders, async (_request, response) => {
    try {
      await ready();
      response.json({ status: 'ok' });
    } catch (error) {
      logger.warn('Not ready.', { code: codeOf(error) });
      response.status(503).json({ status: 'unavailable' });
    }
  });
  return router;
}
