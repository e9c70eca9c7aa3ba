import {
  type AdmissionDecision,
  type AdmissionQuestion,
  NotAuthenticatedError,
  type PlatformRequest,
  type PlatformResponse,
  type PlatformRoute,
} from '@vmrkit/core';
import type { Request, RequestHandler, Response } from 'express';
import { apiHeaders } from '../http/api-headers.ts';
import { parseForm, parseJson, readBody } from '../http/json-body.ts';
import { limitRequests } from '../http/limit-requests.ts';
import { logWith } from '../http/observe.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';
import type { EventQueue } from './event-queue.ts';
import { hasCredentials, type PlatformConnection } from './platform-connection.ts';
import { isForEvents, routeFinder, type ServedRoute, servedRoutes } from './platform-routes.ts';

/** What the admission API works with. */
export interface AdmissionRouterOptions {
  /** With none there is no route. */
  readonly connections: readonly PlatformConnection[];
  admit(question: AdmissionQuestion): Promise<AdmissionDecision>;
  /** Works on what a platform told, after it was answered. */
  readonly events: EventQueue;
  readonly metrics: ServerMetrics;
}

const FAILURES_PER_MINUTE = 60;
const QUESTION_BYTES = 64 * 1_024;
const EVENT_BYTES = 1_024 * 1_024;

/** The routes of every platform, each behind its PlatformConnection. */
export function createAdmissionRouter(options: AdmissionRouterOptions): RequestHandler {
  const routeOf = routeFinder(servedRoutes(options.connections));
  const refuse = refuseStrangers();
  return (request, response, next) => {
    const served = routeOf(request);
    if (served === null) {
      next();
      return;
    }
    request.route = { path: served.expressPath };
    apiHeaders(request, response, () => {
      serve(served, { request, response, options, refuse: () => refuse(request, response, next) }).catch(
        next,
      );
    });
  };
}

interface Serving {
  readonly request: Request;
  readonly response: Response;
  readonly options: AdmissionRouterOptions;
  refuse(): void;
}

async function serve(served: ServedRoute, { request, response, options, refuse }: Serving): Promise<void> {
  const found = await identify(served, { request, response });
  if (found === null) refuse();
  else if (isForEvents(served.route, found.connection)) hear(found, { response, events: options.events });
  else await answer(found, { response, options });
}

interface Asked {
  readonly connection: PlatformConnection;
  readonly asked: PlatformRequest;
}

/** The platform that sent a request. A body is read only once the platform is known, or for who may have signed it. */
async function identify(
  { route, connections }: ServedRoute,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<Asked | null> {
  const known = connections.find((each) => hasCredentials(request, each));
  const signing = known ? [] : connections.filter(({ credentials }) => 'secret' in credentials);
  if (known === undefined && signing.length === 0) return null;
  const maxBytes = known !== undefined && isForEvents(route, known) ? EVENT_BYTES : QUESTION_BYTES;
  const asked = platformRequest(request, { route, rawBody: await readBody(request, response, { maxBytes }) });
  const connection = known ?? signing.find((each) => isSigned(asked, each));
  return connection === undefined ? null : { connection, asked };
}

function isSigned(asked: PlatformRequest, { adapter, credentials }: PlatformConnection): boolean {
  return 'secret' in credentials && adapter.authenticate?.(asked, credentials) === true;
}

/** A platform sends one by one and waits, so it is answered before the work is done. */
function hear(
  { connection: { name: platform, tenants, adapter }, asked }: Asked,
  { response, events }: { readonly response: Response; readonly events: EventQueue },
): void {
  events.add(adapter.events?.parse(asked) ?? [], { platform, tenants });
  response.status(200).json({});
}

async function answer(
  { connection: { name, tenants, mayHearReason, adapter }, asked }: Asked,
  { response, options }: { readonly response: Response; readonly options: AdmissionRouterOptions },
): Promise<void> {
  const { admit, metrics } = options;
  const question = adapter.question(asked);
  let said: PlatformResponse;
  if ('alias' in question) {
    const decision = await admit({ alias: question.alias, tenants, mayHearReason });
    metrics.admissions.inc({ platform: name, decision: decision.kind });
    logWith(response, { platform: name, decision: decision.kind });
    said = await adapter.answer(decision, asked);
  } else {
    said = question;
  }
  response.statusCode = said.status;
  for (const [name, value] of Object.entries(said.headers)) response.setHeader(name, value);
  response.end(said.body);
}

/** Answers who is no platform, and slows down who keeps guessing; platforms themselves are not limited. */
function refuseStrangers(): RequestHandler {
  const limit = limitRequests({ perMinute: FAILURES_PER_MINUTE });
  return (request, response, next) =>
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
}

function platformRequest(
  request: Request,
  { route, rawBody }: { readonly route: PlatformRoute; readonly rawBody: Uint8Array },
): PlatformRequest {
  const parse = route.body === 'form' ? parseForm : parseJson;
  return {
    method: request.method,
    path: request.path,
    get query() {
      return textsIn(request.query);
    },
    get headers() {
      return textsIn(request.headers);
    },
    body: parse(rawBody) ?? null,
    rawBody,
  };
}

function textsIn(entries: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(entries)) if (typeof value === 'string') texts[name] = value;
  return texts;
}
