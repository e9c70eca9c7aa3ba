import { randomUUID } from 'node:crypto';
import { InvalidInputError, NotAllowedError, NotAuthenticatedError, VmrKitError } from '@vmrkit/core';
import type { Manager } from '@vmrkit/sdk';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';

const reservationSchema = z.strictObject({
  integration_id: z.uuid(),
  /** Key of the draft: clicked twice, it gets the same room. */
  draft_key: z.string().max(128).nullable().default(null),
});

/** The app's own routes: a room for an invitation, and whether a caller may join one now. */
export function createRoomsApp(manager: Pick<Manager, 'reserve' | 'admit'>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '16kb' }));

  app.post('/rooms', async (request, response) => {
    const { integration_id: integrationId, draft_key: draftKey } = reservationSchema.parse(request.body);
    // Whoever asks is known by the add-in's token; an app with users of its own brings a verifier of its own.
    const token = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
    const { html, mailbox } = await manager.reserve({
      integrationId,
      token,
      draftKey,
      bodyTags: [],
      language: request.acceptsLanguages()[0]?.replace('*', '') || null,
      correlationId: randomUUID(),
    });
    response.status(201).json({ html, mailbox });
  });

  // Nobody else reaches this route: the app asks it for a conferencing platform of its own.
  app.get('/joins/:alias', async (request, response) => {
    const { alias } = request.params;
    const decision = await manager.admit({ alias, tenants: 'all', mayHearReason: true });
    response.json(
      decision.kind === 'admitted'
        ? { open: true, room: decision.conference.id, subject: decision.conference.subject }
        : { open: false, reason: decision.kind === 'closed' ? decision.reason : 'unknown' },
    );
  });

  app.use(answerErrors);
  return app;
}

/** The kit's errors tell what the caller can do; anything else is the app's own fault and says nothing. */
const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (!VmrKitError.is(error)) {
    const status = error instanceof z.ZodError ? 400 : 500;
    response.status(status).json({ error: status === 400 ? 'ERR_ROOMS_REQUEST' : 'ERR_ROOMS_INTERNAL' });
    return;
  }
  const status = NotAuthenticatedError.is(error)
    ? 401
    : NotAllowedError.is(error)
      ? 403
      : InvalidInputError.is(error)
        ? 400
        : 503;
  response.status(status).json({ error: error.code });
};
