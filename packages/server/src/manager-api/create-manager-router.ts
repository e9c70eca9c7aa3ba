import { type ManagerClient, NotAuthenticatedError } from '@vmrkit/core';
import { type RequestHandler, type Response, Router } from 'express';
import { apiHeaders } from '../http/api-headers.ts';
import { bearerToken, isSameText, sha256 } from '../http/bearer.ts';
import { jsonBody } from '../http/json-body.ts';
import { limitRequests } from '../http/limit-requests.ts';
import { parseInput } from '../http/parse-input.ts';
import {
  managerReserveRequestSchema,
  reserveAnswerToJson,
  reserveRequestFromJson,
  snapshotToJson,
} from './manager-wire.ts';

/** Path of what edges call. */
export const MANAGER_PATH = '/api/manager/v1';

/** What the manager API works with. */
export interface ManagerRouterOptions {
  readonly manager: ManagerClient;
  /** Null: no edge is served, and the routes do not exist. */
  readonly secret: string | null;
}

const FAILURES_PER_MINUTE = 60;

/** What edges call, behind the secret that they share with the managers. */
export function createManagerRouter({ manager, secret }: ManagerRouterOptions): Router {
  const router = Router();
  if (secret === null) return router;
  const edgesOnly = knowsSecret(secret);
  router.post(`${MANAGER_PATH}/reservations`, apiHeaders, edgesOnly, jsonBody, async (request, response) => {
    const asked = reserveRequestFromJson(parseInput(managerReserveRequestSchema, request.body));
    const answer = await manager.reserve(asked, { signal: signalOf(response) });
    response.set('Cache-Control', 'no-store').json(reserveAnswerToJson(answer));
  });
  router.get(`${MANAGER_PATH}/snapshot`, apiHeaders, edgesOnly, async (_request, response) => {
    const snapshot = await manager.snapshot({ signal: signalOf(response) });
    response.set('Cache-Control', 'no-store').json(snapshotToJson(snapshot));
  });
  return router;
}

/** Refuses who does not know the secret, and slows down who keeps guessing; edges themselves are not limited. */
function knowsSecret(secret: string): RequestHandler {
  const expected = sha256(secret);
  const limit = limitRequests({ perMinute: FAILURES_PER_MINUTE });
  return (request, response, next) => {
    const given = bearerToken(request);
    if (given !== null && isSameText(sha256(given), expected)) {
      next();
      return;
    }
    limit(request, response, (limited?: unknown) => {
      next(
        limited ??
          new NotAuthenticatedError('Only edges of this deployment may call this.', {
            code: 'ERR_MANAGER_SECRET',
          }),
      );
    });
  };
}

function signalOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return gone.signal;
}
