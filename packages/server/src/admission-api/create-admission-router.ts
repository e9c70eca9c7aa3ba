import {
  type AdmissionDecision,
  type AdmissionQuestion,
  type Logger,
  NotAuthenticatedError,
  type PlatformRequest,
  type PlatformResponse,
} from '@vmrkit/core';
import { type Request, Router } from 'express';
import { apiHeaders } from '../http/api-headers.ts';
import { correlationIdOf } from '../http/correlation.ts';
import { jsonBody } from '../http/json-body.ts';
import { limitRequests } from '../http/limit-requests.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';
import { findConnection, type PlatformConnection } from './platform-connection.ts';

/** Where platforms that speak plain JSON ask. */
export const DECISIONS_PATH = '/api/admission/v1/decisions';

/** What the admission API works with. */
export interface AdmissionRouterOptions {
  /** With none the endpoint does not exist. */
  readonly connections: readonly PlatformConnection[];
  admit(question: AdmissionQuestion): Promise<AdmissionDecision>;
  readonly metrics: ServerMetrics;
  readonly logger: Logger;
}

const FAILURES_PER_MINUTE = 60;

/** Admission over plain JSON, behind a PlatformConnection (S5.2). */
export function createAdmissionRouter(options: AdmissionRouterOptions): Router {
  const { connections, admit, metrics, logger } = options;
  const router = Router();
  if (connections.length === 0) return router;
  const limit = limitRequests({ perMinute: FAILURES_PER_MINUTE });
  router.post(DECISIONS_PATH, apiHeaders, (request, response, next) => {
    response.locals.connection = findConnection(request, connections);
    if (response.locals.connection !== null) {
      next();
      return;
    }
    limit(request, response, (limited?: unknown) => {
      if (limited !== undefined) {
        next(limited);
        return;
      }
      response.set('WWW-Authenticate', 'Bearer, Basic realm="vmrkit"');
      next(
        new NotAuthenticatedError('No platform is known by these credentials.', {
          code: 'ERR_PLATFORM_CREDENTIALS',
        }),
      );
    });
  });
  router.post(DECISIONS_PATH, jsonBody, async (request, response) => {
    const { name, tenants, mayHearReason, adapter } = response.locals.connection as PlatformConnection;
    const question = adapter.question(platformRequest(request));
    let answer: PlatformResponse;
    if ('alias' in question) {
      const decision = await admit({ alias: question.alias, tenants, mayHearReason });
      metrics.admissions.inc({ platform: name, decision: decision.kind });
      logger.info('A platform was answered.', {
        platform: name,
        decision: decision.kind,
        correlation_id: correlationIdOf(response),
      });
      answer = adapter.answer(decision);
    } else {
      answer = question;
    }
    response.status(answer.status).set(answer.headers).send(answer.body);
  });
  return router;
}

function platformRequest(request: Request): PlatformRequest {
  const texts = (entries: object) =>
    Object.fromEntries(
      Object.entries(entries).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  return {
    method: request.method,
    path: request.path,
    query: texts(request.query),
    headers: texts(request.headers),
    body: request.body ?? null,
  };
}
