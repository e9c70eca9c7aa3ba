import { type Random, uuidV4 } from '@vmrkit/core';
import type { RequestHandler, Response } from 'express';

const HEADER = 'x-correlation-id';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Gives each request the UUID by which logs and mails can be followed: the client's own, or a new one. */
export function correlation(random: Random): RequestHandler {
  return (request, response, next) => {
    const given = request.get(HEADER) ?? '';
    const id = uuid.test(given) ? given.toLowerCase() : uuidV4(random);
    response.locals.correlationId = id;
    response.set(HEADER, id);
    next();
  };
}

/** The request's correlation id. */
export function correlationIdOf(response: Response): string {
  const id: unknown = response.locals.correlationId;
  return typeof id === 'string' ? id : '';
}
