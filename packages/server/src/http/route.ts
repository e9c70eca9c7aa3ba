import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { correlationIdOf } from './correlation.ts';
import { readJson } from './json-body.ts';
import { parseInput } from './parse-input.ts';
import { type Problem, problemOf } from './problem.ts';

/** Who may call a route. */
export interface Access<Caller> {
  /** The ways to prove oneself, by the name that the API's description gives them; none: everybody may. */
  readonly schemes: Readonly<Record<string, 'bearer' | 'basic'>>;
  /** Before the body is read: gives who calls, or rejects. */
  authenticate(request: Request, response: Response): Caller | Promise<Caller>;
}

/** A route that needs no proof. */
export const everybody: Access<null> = { schemes: {}, authenticate: () => null };

/** A schema of ours, or JSON Schema as plain data. */
export type DescribedSchema = z.ZodType | Readonly<Record<string, unknown>>;

/** What the API's description tells of a route. */
export interface RouteDescription {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Parameters stand in braces: `/things/{id}`. */
  readonly path: string;
  /** Name of the operation, unique in the API. */
  readonly id: string;
  readonly summary: string;
  readonly access: Pick<Access<unknown>, 'schemes'>;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: DescribedSchema;
  /** Media type of the body, `application/json` by default. */
  readonly bodyType?: string;
  readonly answer: DescribedSchema;
  /** Other statuses than 200 that come with an `answer`. */
  readonly otherAnswers?: readonly number[];
  /** Statuses of problems, besides those of every route, every body and every access. */
  readonly faults: readonly number[];
}

/** A route as it is served. */
export interface Route extends RouteDescription {
  readonly handler: RequestHandler;
}

/** What a route's handler gets. */
export interface RouteRequest<Params, Query, Body, Caller> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly correlationId: string;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

/** An answer with another status than 200. */
export class Reply<Answer> {
  readonly status: number;
  readonly answer: Answer;

  constructor(status: number, answer: Answer) {
    this.status = status;
    this.answer = answer;
  }
}

interface RouteDeclaration<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Caller,
> extends RouteDescription {
  readonly access: Access<Caller>;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  handle(
    request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>, Caller>,
  ): Promise<z.input<Answer> | Reply<z.input<Answer>>>;
  /** Hears of each request that ended in a problem. */
  refused?(problem: Problem, request: Request): void;
}

/**
 * Declares a route once: its schemas check what comes and what goes, `access` says who may call before a body is read,
 * and the API's description is made from it. A request without a body is held against its schema as `{}`.
 */
export function route<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Caller,
>(declaration: RouteDeclaration<Params, Query, Body, Answer, Caller>): Route {
  const { access, params, query, body, answer, handle, refused } = declaration;
  const respond = async (request: Request, response: Response) => {
    const signal = signalOf(response);
    const caller = await access.authenticate(request, response);
    const json = body && ((await readJson(request, response)) ?? {});
    const result = await handle({
      params: (params && parseInput(params, request.params)) as z.output<Params>,
      query: (query && parseInput(query, request.query)) as z.output<Query>,
      body: (body && parseInput(body, json)) as z.output<Body>,
      caller,
      correlationId: correlationIdOf(response),
      signal,
    });
    const reply = result instanceof Reply ? result : new Reply(200, result);
    response.status(reply.status).set('Cache-Control', 'no-store').json(answer.parse(reply.answer));
  };
  const handler: RequestHandler = async (request, response) => {
    try {
      await respond(request, response);
    } catch (error) {
      refused?.(problemOf(error, correlationIdOf(response)), request);
      throw error;
    }
  };
  return { ...declaration, handler };
}

function signalOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return gone.signal;
}
