import express, { type ErrorRequestHandler, type Express } from 'express';
import { ZodError } from 'zod';
import { RefusedError } from '../model/refused-error.ts';
import { outlookRoutes } from '../outlook/outlook-routes.ts';
import type { SandboxState } from '../sandbox-state.ts';
import { AdminError } from './admin-error.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { graphRoutes } from './graph-routes.ts';
import { mailboxRoutes } from './mailbox-routes.ts';
import { meetingRoutes } from './meeting-routes.ts';

/** The admin API: JSON over HTTP under `/admin`, and the metadata document of identity tokens. */
export function createAdminApp(state: SandboxState): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '20mb' }));
  app.use(outlookRoutes());
  app.use(
    '/admin',
    mailboxRoutes(state),
    meetingRoutes(state),
    bulkRoutes(state),
    controlRoutes(state),
    graphRoutes(state),
  );
  app.get('/autodiscover/metadata/json/1', async (_request, response) => {
    response.json(await state.tokens.metadata(state.baseUrl));
  });
  app.use((_request, response) => {
    response.status(404).json({ title: 'Not found', status: 404 });
  });
  app.use(toProblem);
  return app;
}

const toProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  const detail = error instanceof Error ? error.message : 'unknown';
  response.status(status).type('application/problem+json').json({ title: 'Not carried out', status, detail });
};

function statusOf(error: unknown): number {
  if (error instanceof ZodError || error instanceof SyntaxError) return 400;
  if (error instanceof AdminError) return error.status;
  return error instanceof RefusedError ? 409 : 500;
}
