import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import type { DemoSession } from './demo-session.ts';

const WEEK_MINUTES = 7 * 24 * 60;
const id = z.string().regex(/^[0-9A-F]{40,200}$/);
const clockSchema = z.strictObject({ minutes: z.int().min(-WEEK_MINUTES).max(WEEK_MINUTES) });
const joinSchema = z.strictObject({ alias: z.string().min(1).max(320) });
const managerSchema = z.strictObject({ away: z.boolean() });

/** What the page may load; the simulated Outlook stands at `outlookOrigin`. */
function policyOf(outlookOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `frame-src ${outlookOrigin}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The demo's page and what it calls. For loopback only: it asks nobody who they are. */
export function createPageApp(session: DemoSession): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyFromHere, express.json());
  const policy = policyOf(new URL(session.outlooks['on-premises'].organizer).origin);
  app.get('/', (_request, response, next) => {
    response.set('Content-Security-Policy', policy);
    next();
  });
  app.use(express.static(fileURLToPath(new URL('../../public', import.meta.url))));
  app.get('/api/view', async (request, response) => {
    const selected = id.safeParse(request.query.selected);
    response
      .set('Cache-Control', 'no-store')
      .json(await session.view(selected.success ? selected.data : null));
  });
  app.post('/api/join', async (request, response) => {
    response.json(await session.join(joinSchema.parse(request.body).alias));
  });
  app.post('/api/clock', async (request, response) => {
    await session.moveClock(clockSchema.parse(request.body).minutes);
    response.status(204).end();
  });
  app.post('/api/manager', async (request, response) => {
    await session.setManagerAway(managerSchema.parse(request.body).away);
    response.status(204).end();
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const told = error instanceof z.ZodError ? error.issues.map(({ message }) => message) : null;
    if (told !== null) response.status(400).json({ detail: told.join(' ') });
    else response.status(502).json({ detail: error instanceof Error ? error.message : String(error) });
  });
  return app;
}

/** Refuses other sites' scripts and other names for this address. */
function onlyFromHere(request: Request, response: Response, next: NextFunction): void {
  const here = `127.0.0.1:${request.socket.localPort}`;
  const { host, origin } = request.headers;
  if (host !== here || (origin !== undefined && origin !== `http://${here}`)) {
    response.status(403).end();
    return;
  }
  response.set({ 'Content-Security-Policy': "default-src 'none'", 'X-Content-Type-Options': 'nosniff' });
  next();
}
