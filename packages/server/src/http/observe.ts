import {
  context,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { LogFields, Logger } from '@vmrkit/core';
import type { Request, RequestHandler, Response } from 'express';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';
import { tracer } from '../tracing/within-span.ts';
import { correlationIdOf } from './correlation.ts';

/** Asked every few seconds by machines. */
const probes: readonly string[] = ['/healthz', '/readyz', '/metrics'];

/** Logs, counts and traces each request by its route, never by its full path or query (I5). */
export function observe({
  logger,
  metrics,
}: {
  readonly logger: Logger;
  readonly metrics: ServerMetrics;
}): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const caller = propagation.extract(context.active(), request.headers);
    const span = tracer().startSpan(request.method, { kind: SpanKind.SERVER }, caller);
    response.on('close', () => {
      const seconds = (performance.now() - began) / 1_000;
      const labels = { method: request.method, route: routeOf(request), status: String(response.statusCode) };
      metrics.requests.observe(labels, seconds);
      const isProbe = response.statusCode < 400 && probes.includes(labels.route);
      logger[isProbe ? 'debug' : 'info']('A request was answered.', {
        method: labels.method,
        route: labels.route,
        status: response.statusCode,
        finished: response.writableFinished,
        ms: Math.round(seconds * 1_000),
        correlation_id: correlationIdOf(response),
        ...loggedWith(response),
      });
      span.updateName(`${labels.method} ${labels.route}`);
      span.setAttributes({
        'http.request.method': labels.method,
        'http.route': labels.route,
        'http.response.status_code': response.statusCode,
        'vmrkit.correlation_id': correlationIdOf(response),
      });
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    if (isSpanContextValid(span.spanContext())) context.with(trace.setSpan(caller, span), next);
    else next();
  };
}

/** Adds fields to the one line that tells of the answer to a request, beside those that every line has. */
export function logWith(response: Response, fields: LogFields): void {
  response.locals.logFields = fields;
}

function loggedWith(response: Response): LogFields {
  const fields: LogFields | undefined = response.locals.logFields;
  return fields ?? {};
}

function routeOf(request: Request): string {
  const route: unknown = request.route?.path;
  return typeof route === 'string' ? `${request.baseUrl}${route}` : 'none';
}
