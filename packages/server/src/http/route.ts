import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { correlationIdOf } from './correlation.ts';
import { parseJson, parseText, readBody } from './json-body.ts';
import { parseInput } from './parse-input.ts';
import { type Problem, problemOf } from './problem.ts';

/** Who may call a route. */
export interface Access<Caller> {
  /** The ways to prove oneself, by the name that the API's description gives them; none: everybody may. */
  readonly schemes: Readonly<Record<string, 'bearer' | 'basic' | { readonly cookie: string }>>;
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
  /** Media type of the answer, `application/json` by default. */
  readonly answerType?: string;
  /** Status of the answer, 200 by default; 204 sends nothing of it. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Other statuses that come with an `answer`. */
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
  /** Names in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly caller: Caller;
  readonly correlationId: string;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

/** Headers of an answer; a list is sent as one header each. */
export type ReplyHeaders = Readonly<Record<string, string | readonly string[]>>;

/** An answer with another status than its route's, or with headers of its own. */
export class Reply<Answer> {
  readonly status: number;
  readonly answer: Answer;
  readonly headers: ReplyHeaders;

  constructor(status: number, answer: Answer, headers: ReplyHeaders = {}) {
    this.status = status;
    this.answer = answer;
    this.headers = headers;
  }
}

/** What a route is declared by; see {@link route}. */
export interface RouteDeclaration<
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
  /** Most bytes of a body, 64 KB by default. */
  readonly maxBodyBytes?: number;
  readonly answer: Answer;
  handle(
    request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>, Caller>,
  ): Promise<z.input<Answer> | Reply<z.input<Answer>>>;
  /** Hears of each request that ended in a problem. */
  refused?(problem: Problem, request: Request): void;
}

/**
 * Declares a route once: its schemas check what comes and what goes, `access` says who may call before a body is read,
 * and the API's description is made from it. A request without a body is held against its schema as `{}`. A body of a text
 * type other than JSON is a string to its schema, and so is an answer of another type than JSON.
 */
export function route<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Caller,
>(declaration: RouteDeclaration<Params, Query, Body, Answer, Caller>): Route {
  const { access, params, query, body, handle, refused } = declaration;
  const respond = async (request: Request, response: Response) => {
    const signal = signalOf(response);
    const caller = await access.authenticate(request, response);
    const given = body && (await bodyOf(declaration, { request, response }));
    const result = await handle({
      params: (params && parseInput(params, request.params)) as z.output<Params>,
      query: (query && parseInput(query, request.query)) as z.output<Query>,
      body: (body && parseInput(body, given)) as z.output<Body>,
      headers: request.headers,
      caller,
      correlationId: correlationIdOf(response),
      signal,
    });
    send(result, { response, declaration });
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

const JSON_TYPE = 'application/json';

async function bodyOf(
  { bodyType = JSON_TYPE, maxBodyBytes: maxBytes }: Pick<RouteDescription, 'bodyType'> & MaxBody,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<unknown> {
  const bytes = await readBody(request, response, maxBytes === undefined ? {} : { maxBytes });
  return bodyType === JSON_TYPE ? (parseJson(bytes) ?? {}) : parseText(bytes);
}

interface MaxBody {
  readonly maxBodyBytes?: number;
}

interface Sending<Answer extends z.ZodType> {
  readonly response: Response;
  readonly declaration: Pick<RouteDescription, 'status' | 'answerType'> & { readonly answer: Answer };
}

function send<Answer extends z.ZodType>(
  result: z.input<Answer> | Reply<z.input<Answer>>,
  { response, declaration: { status = 200, answerType = JSON_TYPE, answer } }: Sending<Answer>,
): void {
  const reply = result instanceof Reply ? result : new Reply(status, result);
  response.status(reply.status).set('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(reply.headers)) {
    response.set(name, typeof value === 'string' ? value : [...value]);
  }
  const sent = answer.parse(reply.answer);
  if (reply.status === 204) response.end();
  else if (answerType === JSON_TYPE) response.json(sent);
  else response.type(answerType).send(sent);
}

function signalOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return gone.signal;
}
