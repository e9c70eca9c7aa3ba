import { rootCertificates } from 'node:tls';
import {
  type Clock,
  type Logger,
  type ManagerClient,
  SECOND_MS,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';
import { createManagerClient, type ManagerCall, toCamelCase, toSnakeCase } from '@vmrkit/core/composition';
import { Agent, request } from 'undici';
import { Breaker } from './breaker.ts';
import { errorFromProblem } from './error-from-problem.ts';
import { managerRouteOf } from './manager-route.ts';

/** Where managers are and how an edge proves itself. */
export interface HttpManagerClientOptions {
  /** Origin. */
  readonly url: string;
  readonly secret: string;
  /** PEM trusted besides the usual ones; null: those alone. */
  readonly caCertificates: string | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

const CONNECT_TIMEOUT_MS = 2 * SECOND_MS;
const ANSWER_TIMEOUT_MS = 10 * SECOND_MS;
const MAX_BYTES = 32 * 1_024 * 1_024;
const FAILURES = 2;
const PAUSE_MS = 3 * SECOND_MS;

/** Managers over HTTPS, as an edge in another process calls them. */
export interface HttpManagerClient extends ManagerClient {
  /** Lets go of the connections; running calls fail. */
  close(): Promise<void>;
}

/** See {@link HttpManagerClient}. */
export function createHttpManagerClient(options: HttpManagerClientOptions): HttpManagerClient {
  const { caCertificates, clock, logger } = options;
  const agent = new Agent({
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      ...(caCertificates === null ? {} : { ca: [...rootCertificates, caCertificates] }),
    },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    maxResponseSize: MAX_BYTES,
  });
  const breaker = new Breaker({ clock, failures: FAILURES, pauseMs: PAUSE_MS });
  const client = createManagerClient((call, asked) =>
    breaker.run(async () => {
      const { status, headers, text } = await send({ call, ...asked }, { ...options, agent });
      if (status !== 200) {
        const error = errorFromProblem(status, { text, retryAfter: headers['retry-after'] });
        if (error.code === 'ERR_MANAGER_REFUSED') {
          logger.error('The managers do not know this edge: compare VMRKIT_MANAGER_SECRET.');
        }
        throw error;
      }
      const answer = call.answer.safeParse(parsedJson(text));
      if (answer.success) return toCamelCase(answer.data);
      throw new UnavailableError('The managers answered in a way that is not understood.', {
        code: 'ERR_MANAGER_ANSWER',
      });
    }),
  );
  return { ...client, close: () => agent.destroy() };
}

interface Asked {
  readonly call: ManagerCall;
  readonly request: object | null;
  readonly signal: AbortSignal;
}

async function send(
  { call, request: asked, signal }: Asked,
  { url, secret, agent }: HttpManagerClientOptions & { readonly agent: Agent },
) {
  const { method, path } = managerRouteOf(call);
  const correlationId: unknown = asked === null ? null : Reflect.get(asked, 'correlationId');
  try {
    const answer = await request(new URL(path, url), {
      method: method === 'get' ? 'GET' : 'POST',
      body: asked === null ? null : JSON.stringify(toSnakeCase(asked)),
      signal,
      dispatcher: agent,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(asked === null ? {} : { 'content-type': 'application/json' }),
        ...(typeof correlationId === 'string' ? { 'x-correlation-id': correlationId } : {}),
      },
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  } catch (cause) {
    if (VmrKitError.is(cause)) throw cause;
    throw new UnavailableError('The managers do not answer.', { code: 'ERR_MANAGER_AWAY', cause });
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
