import { HttpError } from '@vmrkit/core';
import { z } from 'zod';
import { GraphFailure } from '../errors/graph-failure.ts';
import type { GraphObject } from './graph-client.ts';

/** What is read of an answer: of a whole one, or of one item of a batch. */
export interface RawAnswer {
  readonly status: number;
  header(name: string): string | null;
  readonly body: unknown;
}

const objectSchema = z.record(z.string(), z.unknown());
const errorSchema = z.object({
  error: z.object({
    code: z.union([z.string(), z.number()]).nullish(),
    innerError: z.object({ code: z.string().nullish() }).nullish(),
  }),
});

/** The object of a good answer. Throws GraphFailure for any other; whatever its headers say, 2xx is good. */
export function readAnswer(answer: RawAnswer, { reads }: { readonly reads: boolean }): GraphObject {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const body = objectSchema.safeParse(answer.body);
    if (body.success) return body.data;
    if (!reads) return {};
    throw new GraphFailure('malformed', { maySent: false, status });
  }
  const parsed = errorSchema.safeParse(answer.body);
  const code = parsed.success ? parsed.data.error.code : null;
  const errorCode = code === null || code === undefined ? undefined : String(code);
  const retryAfterMs = retryAfterOf(answer.header('retry-after'));
  const facts = { status, ...(errorCode !== undefined && { errorCode }), retryAfterMs };
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    throw new GraphFailure('throttled', { ...facts, maySent: false });
  }
  if (status === 401) throw new GraphFailure('sign-in', { ...facts, maySent: false });
  const maySent = !reads && status >= 500 && status !== 501 && status !== 507;
  throw new GraphFailure('response', { ...facts, maySent, lingers: status === 504 });
}

/** Milliseconds of a Retry-After header, as seconds or as a date; undefined where there is none. */
function retryAfterOf(text: string | null): number | undefined {
  if (text === null || text.trim() === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** What a call that brought no whole answer fails with. */
export function failureOfWire(error: unknown, { reads }: { readonly reads: boolean }): unknown {
  if (error instanceof GraphFailure) return error;
  if (!HttpError.is(error)) return error;
  const sent = error.sent === 'maybe';
  const maySent = sent && !reads;
  switch (error.code) {
    case 'ERR_HTTP_TIMEOUT':
      return new GraphFailure('timeout', { maySent, lingers: sent, cause: error });
    case 'ERR_HTTP_TOO_LARGE':
      return new GraphFailure('too-large', { maySent, cause: error });
    case 'ERR_HTTP_CLOSED':
      return new GraphFailure('closed', { maySent, cause: error });
    default:
      return new GraphFailure('unreachable', { maySent, lingers: sent, cause: error });
  }
}
