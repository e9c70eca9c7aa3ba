import { randomInt } from 'node:crypto';
import { badRequest } from './graph-error.ts';
import type { GraphAnswer, GraphRequest, Json } from './graph-request.ts';
import { asJson } from './json-values.ts';

const most = 20;

interface Inner {
  readonly id: string;
  readonly request: GraphRequest;
  readonly dependsOn: readonly string[];
}

/** One answer inside the answer of a batch. */
interface InnerAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Carries out `POST /$batch`: all that depends on nothing at once, the rest after what it depends on. The answers
 * come in any order. Throws 400 for a batch that cannot be read.
 */
export async function answerBatch(
  body: unknown,
  options: {
    readonly answer: (request: GraphRequest) => Promise<GraphAnswer>;
    /** How many are carried out at a time; null for all. */
    readonly atOnce: number | null;
  },
): Promise<Json> {
  const inner = readBatch(body);
  const turns = new Turns(options.atOnce ?? most);
  const started = new Map<string, Promise<InnerAnswer>>();
  const run = async ({ id, request, dependsOn }: Inner): Promise<InnerAnswer> => {
    const before = await Promise.all(dependsOn.map((each) => started.get(each)));
    if (before.some((each) => each === undefined || each.status >= 400)) return { id, ...failedDependency };
    return turns.run(async () => ({ id, ...pick(await options.answer(request)) }));
  };
  for (const each of inner) started.set(each.id, run(each));
  const responses = await Promise.all(started.values());
  return { responses: shuffled(responses.map(written)) };
}

function pick({ status, headers, body }: GraphAnswer): GraphAnswer {
  return body === undefined ? { status, headers } : { status, headers, body };
}

/** Lets so many run at a time, the others wait. */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

const failedDependency = {
  status: 424,
  headers: {},
  body: { error: { code: 'FailedDependency', message: 'A request that this one depends on failed.' } },
};

function written({ id, status, headers, body }: InnerAnswer): Json {
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return { id, status, headers: { ...headers, ...type }, ...(body === undefined ? {} : { body }) };
}

function readBatch(body: unknown): Inner[] {
  const { requests } = asJson(body, 'body');
  if (!Array.isArray(requests)) throw badRequest("The property 'requests' is missing.", 'BadRequest');
  if (requests.length === 0 || requests.length > most)
    throw badRequest(`A batch has 1 to ${most} requests.`, 'BadRequest');
  const inner = requests.map(readInner);
  const ids = new Set<string>();
  for (const { id, dependsOn } of inner) {
    if (ids.has(id)) throw badRequest(`The id '${id}' is given twice.`, 'BadRequest');
    if (dependsOn.some((each) => !ids.has(each)))
      throw badRequest(`The request '${id}' depends on one that does not stand before it.`, 'BadRequest');
    ids.add(id);
  }
  return inner;
}

function readInner(value: unknown): Inner {
  const { id, method, url, headers = {}, body, dependsOn = [] } = asJson(value, 'requests');
  if (
    typeof id !== 'string' ||
    typeof method !== 'string' ||
    typeof url !== 'string' ||
    !Array.isArray(dependsOn)
  )
    throw badRequest('A request of a batch needs id, method and url.', 'BadRequest');
  if (/^https?:/i.test(url) || /^\/?v1\.0\//i.test(url))
    throw badRequest(`The url '${url.slice(0, 40)}' is not relative to the version.`, 'BadRequest');
  const lower = Object.entries(asJson(headers, 'headers')).map(
    ([name, text]) => [name.toLowerCase(), String(text)] as const,
  );
  const named: Readonly<Record<string, string>> = Object.fromEntries(lower);
  if (body !== undefined && named['content-type'] === undefined)
    throw badRequest('A request with a body needs a Content-Type.', 'BadRequest');
  const request = {
    method: method.toUpperCase(),
    url: url.startsWith('/') ? url : `/${url}`,
    headers: named,
    body,
  };
  return { id, request, dependsOn: dependsOn.map(String) };
}

function shuffled<T>(values: readonly T[]): T[] {
  const left = [...values];
  const taken: T[] = [];
  while (left.length > 0) taken.push(...left.splice(randomInt(left.length), 1));
  return taken;
}
