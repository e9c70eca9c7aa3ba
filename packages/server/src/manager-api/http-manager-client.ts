import { rootCertificates } from 'node:tls';
import {
  type Clock,
  type Logger,
  type ManagerClient,
  SECOND_MS,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';
import { Agent, request } from 'undici';
import type { z } from 'zod';
import { Breaker } from './breaker.ts';
import { MANAGER_PATH } from './create-manager-router.ts';
import { errorFromProblem } from './error-from-problem.ts';
import {
  managerReserveAnswerSchema,
  managerSnapshotSchema,
  reserveAnswerFromJson,
  reserveRequestToJson,
  snapshotFromJson,
} from './manager-wire.ts';

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
export class HttpManagerClient implements ManagerClient {
  readonly #options: HttpManagerClientOptions;
  readonly #agent: Agent;
  readonly #breaker: Breaker;

  constructor(options: HttpManagerClientOptions) {
    this.#options = options;
    const { caCertificates, clock } = options;
    this.#agent = new Agent({
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        ...(caCertificates === null ? {} : { ca: [...rootCertificates, caCertificates] }),
      },
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
      maxResponseSize: MAX_BYTES,
    });
    this.#breaker = new Breaker({ clock, failures: FAILURES, pauseMs: PAUSE_MS });
  }

  /** See {@link ManagerClient.reserve}. */
  async reserve(
    ...[asked, { signal }]: Parameters<ManagerClient['reserve']>
  ): ReturnType<ManagerClient['reserve']> {
    const { correlationId } = asked;
    const body = JSON.stringify(reserveRequestToJson(asked));
    const call = { path: '/reservations', method: 'POST', body, correlationId, signal } as const;
    return reserveAnswerFromJson(await this.#call(managerReserveAnswerSchema, call));
  }

  /** See {@link ManagerClient.snapshot}. */
  async snapshot({ signal }: { readonly signal: AbortSignal }): ReturnType<ManagerClient['snapshot']> {
    const call = { path: '/snapshot', method: 'GET', body: null, correlationId: null, signal } as const;
    return snapshotFromJson(await this.#call(managerSnapshotSchema, call));
  }

  /** Lets go of the connections; running calls fail. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #call<Schema extends z.ZodType>(schema: Schema, call: Call): Promise<z.output<Schema>> {
    return this.#breaker.run(async () => {
      const { status, headers, text } = await this.#send(call);
      if (status !== 200) {
        const error = errorFromProblem(status, { text, retryAfter: headers['retry-after'] });
        if (error.code === 'ERR_MANAGER_REFUSED') {
          this.#options.logger.error('The managers do not know this edge: compare VMRKIT_MANAGER_SECRET.');
        }
        throw error;
      }
      const answer = schema.safeParse(parsedJson(text));
      if (answer.success) return answer.data;
      throw new UnavailableError('The managers answered in a way that is not understood.', {
        code: 'ERR_MANAGER_ANSWER',
      });
    });
  }

  async #send({ path, method, body, correlationId, signal }: Call) {
    const { url, secret } = this.#options;
    try {
      const answer = await request(new URL(`${MANAGER_PATH}${path}`, url), {
        method,
        body,
        signal,
        dispatcher: this.#agent,
        headers: {
          authorization: `Bearer ${secret}`,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...(correlationId === null ? {} : { 'x-correlation-id': correlationId }),
        },
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (cause) {
      if (VmrKitError.is(cause)) throw cause;
      throw new UnavailableError('The managers do not answer.', { code: 'ERR_MANAGER_AWAY', cause });
    }
  }
}

interface Call {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
  readonly correlationId: string | null;
  readonly signal: AbortSignal;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
