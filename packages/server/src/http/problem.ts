import {
  ConflictError,
  type InputIssue,
  InvalidInputError,
  NotAllowedError,
  NotAuthenticatedError,
  NotFoundError,
  ThrottledError,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';
import { z } from 'zod';

/** An error on the wire (RFC 9457), `application/problem+json`. */
export const problemSchema = z.strictObject({
  type: z.string().describe('`urn:vmrkit:error:` and the code.'),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('Stable; docs/errors.md lists them.'),
  detail: z.string(),
  correlation_id: z.string().describe('Found again in the server’s log.'),
  errors: z.array(
    z.strictObject({
      path: z.array(z.union([z.string(), z.number()])),
      code: z.string(),
      message: z.string(),
    }),
  ),
});

/** See {@link problemSchema}. */
export type Problem = z.output<typeof problemSchema>;

const kinds = [
  { type: InvalidInputError, status: 400, title: 'Invalid input' },
  { type: NotAuthenticatedError, status: 401, title: 'Not authenticated' },
  { type: NotAllowedError, status: 403, title: 'Not allowed' },
  { type: NotFoundError, status: 404, title: 'Not found' },
  { type: ConflictError, status: 409, title: 'Conflict' },
  { type: ThrottledError, status: 429, title: 'Too many requests' },
  { type: UnavailableError, status: 503, title: 'Unavailable' },
] as const;

/** Faults whose status says more than their class does. */
const ownHeads: Readonly<Record<string, Pick<Problem, 'status' | 'title'>>> = {
  ERR_REQUEST_VERSION_MOVED: { status: 412, title: 'Precondition failed' },
  ERR_REQUEST_KEY_REUSED: { status: 422, title: 'Unprocessable content' },
  ERR_REQUEST_VERSION_MISSING: { status: 428, title: 'Precondition required' },
};

/** The class of errors that a status stands for; undefined: none. */
export function errorClassOf(status: number) {
  return kinds.find((kind) => kind.status === status)?.type;
}

const internal = {
  status: 500,
  title: 'Internal error',
  code: 'ERR_INTERNAL',
  detail: 'Something unexpected went wrong.',
};

/** What a client is told of an error; nothing of what is not the kit's own. */
export function problemOf(error: unknown, correlationId: string): Problem {
  const kind = kinds.find(({ type }) => type.is(error));
  if (kind !== undefined && VmrKitError.is(error)) {
    const { code, message: detail, issues } = error;
    const { status, title } = (Object.hasOwn(ownHeads, code) && ownHeads[code]) || kind;
    return compose({ status, title, code, detail }, { correlationId, issues });
  }
  return compose(requestFault(error) ?? internal, { correlationId, issues: [] });
}

interface ProblemHead extends Pick<Problem, 'status' | 'title' | 'code' | 'detail'> {}

function compose(
  head: ProblemHead,
  { correlationId, issues }: { readonly correlationId: string; readonly issues: readonly InputIssue[] },
): Problem {
  const errors = issues.map(({ path, code, message }) => ({ path: [...path], code, message }));
  return { type: `urn:vmrkit:error:${head.code}`, ...head, correlation_id: correlationId, errors };
}

const faults: Readonly<Record<string, ProblemHead>> = {
  'entity.parse.failed': {
    status: 400,
    title: 'Invalid input',
    code: 'ERR_REQUEST_JSON',
    detail: 'The request’s body is no JSON.',
  },
  'entity.too.large': {
    status: 413,
    title: 'Too large',
    code: 'ERR_REQUEST_TOO_LARGE',
    detail: 'The request’s body is too large.',
  },
  'charset.unsupported': {
    status: 415,
    title: 'Unsupported media type',
    code: 'ERR_REQUEST_ENCODING',
    detail: 'The request’s body must be UTF-8.',
  },
  'encoding.unsupported': {
    status: 415,
    title: 'Unsupported media type',
    code: 'ERR_REQUEST_ENCODING',
    detail: 'The request’s body is encoded in a way that is not understood.',
  },
};

/** Faults that Express and its parsers find, by their type or their status (http-errors). */
function requestFault(error: unknown): ProblemHead | null {
  if (!(error instanceof Error)) return null;
  const type: unknown = Reflect.get(error, 'type');
  const fault = typeof type === 'string' && Object.hasOwn(faults, type) ? faults[type] : undefined;
  if (fault !== undefined) return fault;
  const status: unknown = Reflect.get(error, 'status');
  if (typeof status !== 'number' || status < 400 || status > 499) return null;
  return {
    status,
    title: 'Invalid request',
    code: 'ERR_REQUEST_INVALID',
    detail: 'The request cannot be read.',
  };
}
