import {
  type Logger,
  NotAuthenticatedError,
  NotFoundError,
  type ReserveAnswer,
  type ReserveRequest,
} from '@vmrkit/core';
import type { PaneTexts } from '@vmrkit/sdk';
import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { apiHeaders } from '../http/api-headers.ts';
import { bearerToken } from '../http/bearer.ts';
import { correlationIdOf } from '../http/correlation.ts';
import { jsonBody } from '../http/json-body.ts';
import { limitRequests } from '../http/limit-requests.ts';
import { parseInput } from '../http/parse-input.ts';
import { problemOf } from '../http/problem.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';
import { type ReservationAnswer, reservationRequestSchema } from './reservation-wire.ts';

/** The edge as the client API uses it. */
export interface ClientEdge {
  reserve(request: ReserveRequest): Promise<ReserveAnswer>;
  paneTexts(integrationId: string, language: string | null): Promise<PaneTexts>;
  /** Whether an integration has this id; without it nobody can tell, and refusals are counted for none. */
  knows?(integrationId: string): boolean;
}

/** What the client API works with. */
export interface ClientRouterOptions {
  readonly edge: ClientEdge;
  readonly requestsPerMinute: number;
  readonly metrics: ServerMetrics;
  readonly logger: Logger;
}

/** Path of the client API; `{id}` is the integration's. */
export const CLIENT_PATH = '/api/client/v2/msexchange_schedulers/:id';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What add-ins call. */
export function createClientRouter({
  edge,
  requestsPerMinute,
  metrics,
  logger,
}: ClientRouterOptions): Router {
  const router = Router();
  const limit = limitRequests({ perMinute: requestsPerMinute });
  router.post(
    `${CLIENT_PATH}/reservations`,
    apiHeaders,
    limit,
    needsToken,
    jsonBody,
    async (request, response) => {
      const correlationId = correlationIdOf(response);
      const integrationId = String(request.params.id).toLowerCase();
      if (!uuid.test(integrationId)) {
        throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
      }
      const token = bearerToken(request) ?? '';
      const input = parseInput(reservationRequestSchema, request.body ?? {});
      const { draft_key: draftKey, body_tags: bodyTags, language } = input;
      try {
        const answer = await edge.reserve({
          ...{ integrationId, token, draftKey, bodyTags, language, correlationId },
        });
        const texts = await edge.paneTexts(integrationId, language);
        metrics.reservations.inc({ outcome: answer.kind });
        logger.info('An add-in was answered.', {
          outcome: answer.kind,
          integration: integrationId,
          correlation_id: answer.correlationId,
        });
        response.set('Cache-Control', 'no-store').json({
          kind: answer.kind,
          html: answer.html,
          mailbox: { name: answer.mailbox.name, email: answer.mailbox.email },
          texts,
          correlation_id: answer.correlationId,
        } satisfies ReservationAnswer);
      } catch (error) {
        metrics.reservations.inc({ outcome: 'refused' });
        throw error;
      }
    },
  );
  router.use(`${CLIENT_PATH}/reservations`, tellRefusals({ edge, metrics, logger }));
  return router;
}

/** Counts and logs who is refused, by integration and code; never by the token (I5). */
function tellRefusals({
  edge,
  metrics,
  logger,
}: Pick<ClientRouterOptions, 'edge' | 'metrics' | 'logger'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const correlationId = correlationIdOf(response);
    const { status, code } = problemOf(error, correlationId);
    if (status < 500) {
      const id = String(request.params.id).toLowerCase();
      // Ids of nobody's would make a series each.
      const integration = uuid.test(id) && edge.knows?.(id) === true ? id : 'unknown';
      metrics.refusedCallers.inc({ integration, code });
      logger.warn('An add-in was refused.', { integration, code, correlation_id: correlationId });
    }
    next(error);
  };
}

/** Stands before the body is read. */
const needsToken: RequestHandler = (request, _response, next) => {
  if (bearerToken(request) !== null) {
    next();
    return;
  }
  throw new NotAuthenticatedError('Send the add-in’s token as a bearer token.', {
    code: 'ERR_REQUEST_NO_TOKEN',
  });
};
