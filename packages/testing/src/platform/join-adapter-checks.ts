import {
  type AdmissionDecision,
  type AdmittedConference,
  InvalidInputError,
  instant,
  type JoinAdapter,
  PLATFORM_METHODS,
  type PlatformRequest,
  type PlatformResponse,
} from '@vmrkit/core';
import { expect } from 'vitest';

/** What {@link joinAdapterChecks} are made for. */
export interface JoinAdapterCheckOptions {
  readonly adapter: JoinAdapter;
  /** The platform's request for an alias. */
  asking(alias: string): PlatformRequest;
  /** Of an adapter that authenticates: the secret with which `asking` makes its requests. */
  readonly secret?: string;
}

/** One thing that every JoinAdapter must do; `run` throws where it does not. */
export interface JoinAdapterCheck {
  readonly title: string;
  run(): void | Promise<void>;
}

const opensAt = instant(1_900_000_000_000);
const conference: AdmittedConference = {
  id: 'conference-1',
  name: 'Plan <b>&</b>',
  description: '',
  subject: 'Plan',
  theme: null,
  ownerEmail: null,
  aliases: ['55123456', '55123456@vc.example.com'],
  aliasDescription: 'Room of Ada',
  closesAt: null,
  pins: null,
  allowGuests: null,
  lobbyUntil: null,
};
const admitted: AdmissionDecision = { kind: 'admitted', conference };
const silent: AdmissionDecision = { kind: 'closed', reason: null, opensAt: null };
const told: readonly AdmissionDecision[] = [
  { kind: 'closed', reason: 'not-yet', opensAt },
  { kind: 'closed', reason: 'over', opensAt: null },
  { kind: 'closed', reason: 'cancelled', opensAt: null },
];
const shut: readonly AdmissionDecision[] = [...told, silent, { kind: 'unknown' }];

const long = 'x'.repeat(100_000);
const hostileBodies: readonly (readonly [name: string, body: unknown])[] = [
  ...([
    ['null', null],
    ['an empty text', ''],
    ['a text', 'text'],
    ['a number', 7],
    ['true', true],
  ] as const),
  ...([
    ['an empty list', []],
    ['a list', [{ alias: 'x' }]],
    ['an empty object', {}],
  ] as const),
  ...([
    ['an alias null', { alias: null }],
    ['a list as alias', { alias: ['x'] }],
  ] as const),
  ...([
    ['an object as alias', { alias: { toString: 'x' } }],
    ['a long alias', { alias: long }],
  ] as const),
  ['a prototype', JSON.parse('{"__proto__":{"alias":"x"}}')],
  ['a constructor', JSON.parse('{"constructor":{"prototype":{"alias":"x"}}}')],
];
const hostileTexts: readonly (readonly [name: string, text: string])[] = [
  ...([
    ['an empty text', ''],
    ['blanks', '   '],
    ['a long text', long],
    ['a NUL', '55\u0000123'],
  ] as const),
  ...([
    ['line breaks', '55\r\nSet-Cookie: x=1'],
    ['a lone surrogate', '55\ud800'],
    ['markup', '<b>"\''],
  ] as const),
  ...([
    ['a broken escape', '%E0%A4%A'],
    ['a path', '../../etc/passwd'],
    ['a scheme alone', 'sip:'],
  ] as const),
  ...([
    ['a name of a prototype', '__proto__'],
    ['digits of another script', '٥٥١٢٣'],
  ] as const),
];

/** Everything that an adapter must do, as {@link joinAdapterContract} registers it. */
export function joinAdapterChecks(options: JoinAdapterCheckOptions): readonly JoinAdapterCheck[] {
  return [
    ...routeChecks(options),
    ...questionChecks(options),
    ...authenticationChecks(options),
    ...answerChecks(options),
  ];
}

function routeChecks({ adapter: { routes }, asking }: JoinAdapterCheckOptions): JoinAdapterCheck[] {
  return [
    {
      title: 'names routes that can be served, each once',
      run() {
        expect(routes.length).toBeGreaterThan(0);
        for (const { method, path } of routes) {
          expect(PLATFORM_METHODS).toContain(method);
          expect(path).toMatch(/^(?:\/(?:[\w.~-]+|\{[a-z_]\w*\}))+$/i);
        }
        const shapes = routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
        expect(new Set(shapes.map((shape) => shape.toLowerCase())).size).toBe(shapes.length);
      },
    },
    {
      title: 'names the route on which it is asked',
      run() {
        const { method, path } = asking('55123456');
        const fits = (pattern: string) =>
          new RegExp(`^${pattern.replace(/[.]/g, '[.]').replace(/\{\w+\}/g, '[^/]+')}$`, 'i').test(path);
        expect(
          routes.some((route) => route.method === method && fits(route.path)),
          `${method} ${path}`,
        ).toBe(true);
      },
    },
    {
      title: 'describes its routes as plain data',
      run() {
        const described = routes.map(({ operation = null }) => operation);
        expect(JSON.parse(JSON.stringify(described))).toStrictEqual(described);
      },
    },
  ];
}

function questionChecks({ adapter, asking }: JoinAdapterCheckOptions): JoinAdapterCheck[] {
  return [
    ...['55123456', '55123456@vc.example.com'].map((alias) => ({
      title: `finds the alias ${alias} in a request`,
      run: () => expect(adapter.question(asking(alias))).toEqual({ alias }),
    })),
    ...hostileRequests(asking).map(([name, request]) => ({
      title: `takes or refuses ${name}, and breaks on none`,
      run: () => takesOrRefuses(adapter, request),
    })),
  ];
}

function authenticationChecks({ adapter, asking, secret }: JoinAdapterCheckOptions): JoinAdapterCheck[] {
  if (adapter.authenticate === undefined) return [];
  const isKnown = (request: PlatformRequest, by = secret ?? '') =>
    adapter.authenticate?.(request, { secret: by });
  const request = asking('55123456');
  return [
    {
      title: 'knows its platform by the secret',
      run() {
        expect(secret, 'the option `secret`').toMatch(/./);
        expect(isKnown(request)).toBe(true);
      },
    },
    {
      title: 'does not know a platform that has another secret',
      run: () => expect(isKnown(request, `${secret}x`)).toBe(false),
    },
    {
      title: 'does not know a request without anything',
      run: () => expect(isKnown({ ...request, ...bare })).toBe(false),
    },
    ...[...hostileRequests(asking), ...hostileHeaders(request)].map(([name, hostile]) => ({
      title: `knows or does not know who sent ${name}, and breaks on none`,
      run: () => expect(typeof isKnown(hostile)).toBe('boolean'),
    })),
  ];
}

function answerChecks({ adapter, asking }: JoinAdapterCheckOptions): JoinAdapterCheck[] {
  const request = asking('55123456');
  const answerOf = async (decision: AdmissionDecision, asked = request) =>
    JSON.stringify(await adapter.answer(decision, asked));
  const answersOf = (decisions: readonly AdmissionDecision[]) =>
    Promise.all(decisions.map((decision) => answerOf(decision)));
  return [
    ...[admitted, ...shut].map((decision) => ({
      title: `has words for each decision, the same each time: ${nameOf(decision)}`,
      async run() {
        const response = await adapter.answer(decision, request);
        isResponse(response);
        expect(await adapter.answer(decision, request)).toEqual(response);
      },
    })),
    {
      title: 'answers the request at hand, whatever was asked before',
      async run() {
        adapter.question(request);
        const first = await answerOf(admitted);
        const other = asking('66123456');
        adapter.question(other);
        await answerOf(admitted, other);
        expect(await answerOf(admitted)).toBe(first);
      },
    },
    {
      // An adapter may tell no reason to anybody: then all its answers for a closed join window are one.
      title: '[S5.3b] tells no reason that it was not given',
      async run() {
        const answers = await answersOf(told);
        const tellsNone = new Set(answers).size === 1;
        if (tellsNone) expect(answers).toContain(await answerOf(silent));
        else expect(answers).not.toContain(await answerOf(silent));
      },
    },
    {
      title: 'admits to an admitted conference only, and keeps nothing of it for later answers',
      async run() {
        const open = await answerOf(admitted);
        const others = await answersOf(shut);
        expect(others).not.toContain(open);
        expect(others.filter((answer) => answer.includes(conference.id))).toEqual([]);
      },
    },
  ];
}

type NamedRequest = readonly [name: string, request: PlatformRequest];

const bare = { query: {}, headers: {}, body: null, rawBody: new Uint8Array() };

function hostileRequests(asking: JoinAdapterCheckOptions['asking']): NamedRequest[] {
  const request = asking('1');
  const bytes = (text: string) => new TextEncoder().encode(text);
  return [
    ...hostileBodies.map(
      ([name, body]): NamedRequest => [
        `a hostile body: ${name}`,
        { ...request, query: {}, body, rawBody: bytes(JSON.stringify(body)) },
      ],
    ),
    ...hostileTexts.flatMap(([name, text]): NamedRequest[] => [
      [`a hostile alias: ${name}`, asking(text)],
      ...hostileQueries(request, text).map(
        (query): NamedRequest => [
          `a hostile query (${Object.keys(query).join(', ')}): ${name}`,
          { ...request, query },
        ],
      ),
    ]),
    ['a request without anything', { ...request, ...bare }],
  ];
}

/** A request with each of its headers, and `authorization`, changed. */
function hostileHeaders(request: PlatformRequest): NamedRequest[] {
  const { headers } = request;
  const names = [...new Set([...Object.keys(headers), 'authorization'])];
  return names.flatMap((name) =>
    hostileTexts.map(
      ([what, text]): NamedRequest => [
        `a hostile header (${name}): ${what}`,
        { ...request, headers: { ...headers, [name]: text } },
      ],
    ),
  );
}

function nameOf(decision: AdmissionDecision): string {
  return decision.kind === 'closed' ? `closed, ${decision.reason ?? 'no reason'}` : decision.kind;
}

/** The request's own query with each of its values changed, and one that holds the text under names of its own. */
function hostileQueries({ query }: PlatformRequest, text: string): PlatformRequest['query'][] {
  const changed = Object.keys(query).map((key) => ({ ...query, [key]: text }));
  const strange: Record<string, string> = JSON.parse(JSON.stringify({ alias: text, local_alias: text }));
  Object.defineProperty(strange, '__proto__', { value: text, enumerable: true });
  return [...changed, strange];
}

function takesOrRefuses(adapter: JoinAdapter, request: PlatformRequest): void {
  try {
    const asked = adapter.question(request);
    if ('alias' in asked) expect(typeof asked.alias).toBe('string');
    else isResponse(asked);
  } catch (error) {
    if (!InvalidInputError.is(error)) throw error;
  }
}

function isResponse({ status, headers, body }: PlatformResponse): void {
  expect(Number.isInteger(status) && status >= 200 && status < 600, `status ${status}`).toBe(true);
  expect(typeof body).toBe('string');
  for (const [name, value] of Object.entries(headers)) {
    expect(value, `header ${name}`).toMatch(/^[^\r\n\0]*$/);
  }
}
