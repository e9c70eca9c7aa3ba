import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const HEADER = 'x-correlation-id';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Gives each request the UUID by which logs and mails can be followed: the client's own, or a new one. */
export const correlation: RequestHandler = (request, response, next) => {
  const given = request.headers[HEADER];
  const id = typeof given === 'string' && uuid.test(given) ? given.toLowerCase() : randomUUID();
  response.locals.correlationId = id;
  response.setHeader(HEADER, id);
  next();
};

/** The request's correlation id. */
export function correlationIdOf(response: Response): string {
  const id: unknown = response.locals.correlationId;
  return typeof id === 'string' ? id : '';
}
