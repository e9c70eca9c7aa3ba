import { z } from 'zod';
import { GraphFailure } from '../errors/graph-failure.ts';
import type { GraphCall, GraphObject, GraphOutcome } from './graph-client.ts';
import { readAnswer } from './read-answer.ts';
import { headersOf } from './request-headers.ts';

/** Requests in one batch at most. */
export const MOST_IN_BATCH = 20;
/** Of a batch, a mailbox works so many at a time. */
export const AT_A_TIME = 4;
/** A first batch shows with one request too many whether those that must wait are refused. */
export const FIRST_BATCH = AT_A_TIME + 1;
const CODES_OF_SIZE = new Set([500, 502, 504]);

/** What a batch is run with. */
export interface BatchOptions {
  /** Runs what takes several places, when it is its turn. */
  run<T>(want: number, act: (places: number) => Promise<T>): Promise<T>;
  /** Sends one request. */
  send(call: GraphCall): Promise<GraphObject>;
  /** One request of a batch was throttled. Gives how long the mailbox must stay away. */
  throttled(retryAfterMs: number | null): number;
  /** Requests in one batch at most, as this mail system takes them. */
  size(): number;
  /** Of a batch, some were worked and the others refused for being too many at a time. */
  tooMany(): void;
  /** Of a batch that is larger than what is worked at a time, none was refused. */
  allTaken(): void;
  /** Requests of a batch were refused with a 401; they are sent again when this resolves. */
  unauthorized(): Promise<void>;
}

const answersSchema = z.object({
  responses: z.array(
    z.object({
      id: z.coerce.string(),
      status: z.int(),
      headers: z.record(z.string(), z.unknown()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});

/**
 * Calls in batches, each as large as the places allow: who has fewer than the four in which a mailbox works a batch sends
 * fewer. Outcomes in the order asked. Rejects where the first batch was not taken at all.
 */
export async function runBatch(
  calls: readonly GraphCall[],
  options: BatchOptions,
): Promise<readonly GraphOutcome[]> {
  const outcomes: GraphOutcome[] = [];
  while (outcomes.length < calls.length) {
    const rest = calls.slice(outcomes.length);
    try {
      const taken = await options.run(Math.min(AT_A_TIME, rest.length), async (places) => {
        const size = places >= AT_A_TIME ? options.size() : places;
        const batch = rest.slice(0, size);
        return resendRefused(batch, await sendBatch(batch, options), options);
      });
      outcomes.push(...taken);
    } catch (error) {
      if (!(error instanceof GraphFailure) || outcomes.length === 0) throw error;
      outcomes.push(...rest.map(() => ({ ok: false as const, failure: error })));
    }
  }
  return outcomes;
}

/** What a 401 refused did nothing, so it is sent once more, with a fresh token. */
async function resendRefused(
  calls: readonly GraphCall[],
  outcomes: readonly GraphOutcome[],
  options: BatchOptions,
): Promise<readonly GraphOutcome[]> {
  const isRefused = (outcome: GraphOutcome | undefined) =>
    outcome?.ok === false && outcome.failure.kind === 'sign-in';
  const refused = calls.filter((_, place) => isRefused(outcomes[place]));
  if (refused.length === 0) return outcomes;
  await options.unauthorized();
  const again = [...(await sendBatch(refused, options))];
  return outcomes.map((outcome) => (isRefused(outcome) ? (again.shift() ?? outcome) : outcome));
}

/** One batch in the places that it has; one call alone needs no batch around it. */
async function sendBatch(
  calls: readonly GraphCall[],
  options: BatchOptions,
): Promise<readonly GraphOutcome[]> {
  const [only] = calls;
  if (only && calls.length === 1) return [await sendOne(only, options)];
  let body: GraphObject;
  try {
    body = await options.send({ method: 'POST', path: '/$batch', body: { requests: calls.map(toRequest) } });
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    if (!calls.every(({ method }) => method === 'GET')) throw error;
    if (!isTooMuch(error)) throw readOnly(error);
    const middle = Math.ceil(calls.length / 2);
    const first = await sendBatch(calls.slice(0, middle), options);
    return [...first, ...(await sendBatch(calls.slice(middle), options))];
  }
  return readAnswers(calls, { body, options });
}

async function sendOne(call: GraphCall, { send }: BatchOptions): Promise<GraphOutcome> {
  try {
    return { ok: true, body: await send(call) };
  } catch (failure) {
    // What concerns the whole mailbox or account is no outcome of this call.
    const own = failure instanceof GraphFailure && failure.kind === 'response';
    if (!own && !(failure instanceof GraphFailure && failure.kind === 'too-large')) throw failure;
    return { ok: false, failure };
  }
}

/** A batch is a POST, also when it only reads: then nothing can have been done by it. */
function readOnly(failure: GraphFailure): GraphFailure {
  if (!failure.maySent) return failure;
  return new GraphFailure(failure.kind, {
    ...(failure.status !== null && { status: failure.status }),
    ...(failure.errorCode !== null && { errorCode: failure.errorCode }),
    retryAfterMs: failure.retryAfterMs ?? undefined,
    lingers: failure.lingers,
    maySent: false,
    cause: failure.cause,
  });
}

function isTooMuch({ kind, status }: GraphFailure): boolean {
  return kind === 'too-large' || (kind === 'response' && CODES_OF_SIZE.has(status ?? 0));
}

function toRequest(call: GraphCall, place: number): GraphObject {
  return {
    id: String(place + 1),
    method: call.method,
    url: call.path,
    headers: headersOf(call),
    ...(call.body !== undefined && { body: call.body }),
  };
}

/** Answers come in any order, each with a status of its own. */
function readAnswers(
  calls: readonly GraphCall[],
  { body, options }: { readonly body: GraphObject; readonly options: BatchOptions },
): readonly GraphOutcome[] {
  const parsed = answersSchema.safeParse(body);
  const answers = new Map(parsed.success ? parsed.data.responses.map((one) => [one.id, one]) : []);
  const outcomes = calls.map((call, place): GraphOutcome => {
    const answer = answers.get(String(place + 1));
    const reads = call.method === 'GET';
    if (!answer) return { ok: false, failure: new GraphFailure('malformed', { maySent: !reads }) };
    const headers = new Map(
      Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    try {
      const header = (name: string) => headers.get(name) ?? null;
      return { ok: true, body: readAnswer({ status: answer.status, header, body: answer.body }, { reads }) };
    } catch (failure) {
      if (!(failure instanceof GraphFailure)) throw failure;
      if (failure.kind !== 'throttled') return { ok: false, failure };
      const retryAfterMs = options.throttled(failure.retryAfterMs);
      return { ok: false, failure: new GraphFailure('throttled', { maySent: false, retryAfterMs }) };
    }
  });
  const throttled = outcomes.filter((outcome) => !outcome.ok && outcome.failure.kind === 'throttled').length;
  if (calls.length > AT_A_TIME && throttled < calls.length) {
    if (throttled > 0) options.tooMany();
    else options.allTaken();
  }
  return outcomes;
}
