import { rootCertificates, type SecureContextOptions } from 'node:tls';
import {
  type Clock,
  type Logger,
  type ManagerClient,
  SECOND_MS,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';
import { createManagerClient, type ManagerCall, toCamelCase, toSnakeCase } from '@vmrkit/core/composition';
import { Agent, type Dispatcher, request } from 'undici';
import { errorFromProblem } from './error-from-problem.ts';
import { ManagerGroup, NotSentError } from './manager-group.ts';
import { managerRouteOf } from './manager-route.ts';

/** Where managers are and how an edge proves itself. */
export interface HttpManagerClientOptions {
  /** Origins of managers of one store. */
  readonly urls: readonly string[];
  readonly secret: string;
  /** PEM trusted besides the usual ones; null: those alone. */
  readonly caCertificates: string | null;
  /** The edge's own certificate and key; null: it has none. */
  readonly clientTls: Pick<SecureContextOptions, 'cert' | 'key'> | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

const CONNECT_TIMEOUT_MS = 2 * SECOND_MS;
const ANSWER_TIMEOUT_MS = 10 * SECOND_MS;
const MAX_BYTES = 32 * 1_024 * 1_024;
/** What a manager does once for each that asks: asked again, it would refuse. */
const ONCE: readonly string[] = ['completeSignInAtManager', 'releaseSignInAtManager', 'takeSignInAtManager'];
/** What stands in codes of connections that never were. */
const NOT_CONNECTED = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;
const CERTIFICATE = /CERT|SSL|TLS|UNABLE_TO_/;

/** Managers over HTTPS, as an edge in another process calls them. */
export interface HttpManagerClient extends ManagerClient {
  /** Lets go of the connections; running calls fail. */
  close(): Promise<void>;
}

/** See {@link HttpManagerClient}. */
export function createHttpManagerClient(options: HttpManagerClientOptions): HttpManagerClient {
  const { urls, caCertificates, clientTls, clock, logger } = options;
  const agent = new Agent({
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      ...(caCertificates === null ? {} : { ca: [...rootCertificates, caCertificates] }),
      ...clientTls,
    },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    maxResponseSize: MAX_BYTES,
  });
  const group = new ManagerGroup({ urls, clock });
  const client = createManagerClient((call, { request: asked, signal }) =>
    group.ask({
      signal,
      isRepeatable: !ONCE.includes(call.id),
      isProbe: call.request === null,
      ask: async (url, until) => {
        const sent = await send({ call, request: asked, signal: until }, { ...options, url, agent });
        return answerOf(call, { ...sent, url, logger });
      },
    }),
  );
  return { ...client, close: () => agent.destroy() };
}

interface Sent {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

function answerOf(
  call: ManagerCall,
  { status, headers, text, url, logger }: Sent & { readonly url: string; readonly logger: Logger },
) {
  if (status !== 200) {
    const error = errorFromProblem(status, { text, retryAfter: headers['retry-after'] });
    if (error.code === 'ERR_MANAGER_REFUSED') {
      const message =
        'The managers do not know this edge: compare VMRKIT_MANAGER_SECRET, and edge.client_tls with edges.ca_file.';
      logger.error(message, { manager: url });
    }
    throw error;
  }
  const answer = call.answer.safeParse(parsedJson(text));
  if (answer.success) return toCamelCase(answer.data);
  throw new UnavailableError('The managers answered in a way that is not understood.', {
    code: 'ERR_MANAGER_ANSWER',
  });
}

interface Asked {
  readonly call: ManagerCall;
  readonly request: object | null;
  readonly signal: AbortSignal;
}

async function send(
  { call, request: asked, signal }: Asked,
  { url, secret, agent, logger }: HttpManagerClientOptions & { readonly url: string; readonly agent: Agent },
): Promise<Sent> {
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
    throw notAnswered(cause, { url, logger });
  }
}

/** Why there is no answer; a certificate that does not fit is a fault of the configuration, and told as one. */
function notAnswered(
  cause: unknown,
  { url, logger }: { readonly url: string; readonly logger: Logger },
): UnavailableError {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : null;
  if (typeof code === 'string' && CERTIFICATE.test(code)) {
    const message = `The edge and the manager at ${url} do not accept each other’s certificates (${code}).`;
    logger.error(`${message} Compare edge.manager_ca_file, edge.client_tls and edges.ca_file.`, { code });
    return new NotSentError(message, { code: 'ERR_MANAGER_CERTIFICATE', cause });
  }
  const isSent = typeof code !== 'string' || !NOT_CONNECTED.test(code);
  const Kind = isSent ? UnavailableError : NotSentError;
  return new Kind('The managers do not answer.', { code: 'ERR_MANAGER_AWAY', cause });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
