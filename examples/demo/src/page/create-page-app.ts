import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import type { DemoSession } from './demo-session.ts';

const id = z.string().regex(/^[0-9A-F]{40,}$/);
const minutes = z
  .int()
  .min(-7 * 24 * 60)
  .max(7 * 24 * 60);
const inviteSchema = z.strictObject({
  subject: z.string().trim().min(1, 'Write a subject.').max(200),
  startsInMinutes: minutes,
  minutes: z
    .int()
    .min(1)
    .max(24 * 60),
  daily: z.boolean(),
});
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "frame-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The demo's page and what it calls. For loopback only: it asks nobody who they are. */
export function createPageApp(session: DemoSession): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyFromHere, express.json());
  app.use(express.static(fileURLToPath(new URL('../../public', import.meta.url))));
  app.get('/api/view', async (request, response) => {
    const selected = id.safeParse(request.query.selected);
    response
      .set('Cache-Control', 'no-store')
      .json(await session.view(selected.success ? selected.data : null));
  });
  app.post('/api/meetings', async (request, response) => {
    response.status(201).json({ id: await session.invite(inviteSchema.parse(request.body)) });
  });
  app.post('/api/meetings/:id/move', async (request, response) => {
    const change = z.strictObject({ minutes }).parse(request.body);
    await session.move(id.parse(request.params.id), change.minutes);
    response.status(204).end();
  });
  app.post('/api/meetings/:id/cancel', async (request, response) => {
    await session.cancel(id.parse(request.params.id));
    response.status(204).end();
  });
  app.post('/api/join', async (request, response) => {
    const { alias } = z.strictObject({ alias: z.string().min(1).max(320) }).parse(request.body);
    response.json(await session.join(alias));
  });
  app.post('/api/clock', async (request, response) => {
    await session.moveClock(z.strictObject({ minutes }).parse(request.body).minutes);
    response.status(204).end();
  });
  app.post('/api/manager', async (request, response) => {
    await session.setManagerAway(z.strictObject({ away: z.boolean() }).parse(request.body).away);
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
  response.set({ 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' });
  next();
}
