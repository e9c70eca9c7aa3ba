import {
  type AdmissionDecision,
  type AdmittedConference,
  InvalidInputError,
  instant,
  type JoinAdapter,
  type ParticipantRole,
  PLATFORM_METHODS,
  type PlatformRequest,
  type PlatformResponse,
} from '@vmrkit/core';
import { expect } from 'vitest';
import { bare, hostileHeaders, hostileRequests, hostileTexts } from './hostile-requests.ts';

/** What {@link joinAdapterChecks} are made for. */
export interface JoinAdapterCheckOptions {
  readonly adapter: JoinAdapter;
  /** The platform's request for an alias. */
  asking(alias: string): PlatformRequest;
  /** Of an adapter that authenticates: the secret with which `asking` makes its requests. */
  readonly secret?: string;
  /**
   * Of an adapter with an event sink: the platform's request that tells that somebody joined the room of this id or
   * alias. It holds the name `Ada Lovelace` and the address `ada@example.com` where its form has a place for them.
   */
  telling?(room: string): PlatformRequest;
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
  signedIn: null,
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

/** Everything that an adapter must do, as {@link joinAdapterContract} registers it. */
export function joinAdapterChecks(options: JoinAdapterCheckOptions): readonly JoinAdapterCheck[] {
  return [
    ...routeChecks(options),
    ...questionChecks(options),
    ...authenticationChecks(options),
    ...answerChecks(options),
    ...entranceChecks(options),
    ...eventChecks(options),
  ];
}

function routeChecks({ adapter, asking }: JoinAdapterCheckOptions): JoinAdapterCheck[] {
  const { routes, events } = adapter;
  const all = [...routes, ...(events?.routes ?? [])];
  return [
    {
      title: 'names routes that can be served, each once',
      run() {
        expect(routes.length).toBeGreaterThan(0);
        for (const { method, path } of all) {
          expect(PLATFORM_METHODS).toContain(method);
          expect(path).toMatch(/^(?:\/(?:[\w.~-]+|\{[a-z_]\w*\}))+$/i);
        }
        const shapes = all.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
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

/** An adapter that calls its platform is given one that answers. */
function entranceChecks({ adapter: { entrance } }: JoinAdapterCheckOptions): JoinAdapterCheck[] {
  if (entrance === undefined) return [];
  const { signal } = new AbortController();
  const addressFor = (name: string, role: ParticipantRole = 'guest') =>
    entrance.addressFor({ name, role }, { conference, signal });
  const originOf = async (name: string) => new URL(await addressFor(name)).origin;
  return [
    {
      title: '[S5.4f] leads people to one origin, over https',
      async run() {
        expect(entrance.origin).toMatch(/^https:\/\/[^/]+$/);
        expect(new URL(entrance.origin).origin).toBe(entrance.origin);
        expect(await originOf('Ada')).toBe(entrance.origin);
      },
    },
    {
      title: 'gives host and guest an address each',
      run: async () => expect(await addressFor('Ada', 'host')).not.toBe(await addressFor('Ada')),
    },
    ...hostileTexts.map(([name, text]) => ({
      title: `leads nowhere else for ${name} as a name`,
      run: async () => expect(await originOf(text)).toBe(entrance.origin),
    })),
  ];
}

function eventChecks({ adapter: { events }, telling }: JoinAdapterCheckOptions): JoinAdapterCheck[] {
  if (events === undefined) return [];
  const parse = (request: PlatformRequest) => events.parse(request);
  const tell = (room: string): PlatformRequest => {
    expect(telling, 'the option `telling`').toBeDefined();
    return telling?.(room) ?? { method: 'POST', path: '/', ...bare };
  };
  return [
    {
      title: '[S12.6f] reads that somebody joined a room, each event under a key of its own',
      run() {
        const [told, ...more] = parse(tell('55123456'));
        expect(more).toEqual([]);
        expect(told).toMatchObject({ kind: 'joined' });
        expect(Object.values(told?.room ?? {})).toEqual(['55123456']);
        expect(parse(tell('66123456'))[0]?.room).not.toEqual(told?.room);
        expect(parse(tell('55123456'))[0]?.key).toBe(told?.key);
      },
    },
    {
      title: '[S12.6f] tells of no person',
      run() {
        const request = tell('55123456');
        expect(JSON.stringify(request.body)).toMatch(/Ada Lovelace/);
        expect(JSON.stringify(parse(request))).not.toMatch(/Ada Lovelace|ada@example\.com/);
      },
    },
    ...hostileRequests((alias) => telling?.(alias) ?? { method: 'POST', path: '/', ...bare }).map(
      ([name, request]) => ({
        title: `takes or refuses events: ${name}`,
        run() {
          try {
            expect(Array.isArray(parse(request))).toBe(true);
          } catch (error) {
            if (!InvalidInputError.is(error)) throw error;
          }
        },
      }),
    ),
  ];
}

function nameOf(decision: AdmissionDecision): string {
  return decision.kind === 'closed' ? `closed, ${decision.reason ?? 'no reason'}` : decision.kind;
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
