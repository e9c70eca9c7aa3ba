import {
  type AdmissionDecision,
  type AdmittedConference,
  InvalidInputError,
  instant,
  type JoinAdapter,
  type PlatformRequest,
  type PlatformResponse,
} from '@vmrkit/core';
import { expect } from 'vitest';

/** What {@link joinAdapterChecks} are made for. */
export interface JoinAdapterCheckOptions {
  readonly adapter: JoinAdapter;
  /** The platform's request for an alias. */
  asking(alias: string): PlatformRequest;
}

/** One thing that every JoinAdapter must do; `run` throws where it does not. */
export interface JoinAdapterCheck {
  readonly title: string;
  run(): void;
}

const opensAt = instant(1_900_000_000_000);
const conference: AdmittedConference = {
  ...{ id: 'conference-1', name: 'Plan <b>&</b>', description: '', subject: 'Plan', theme: null },
  ...{ ownerEmail: null, aliases: ['55123456', '55123456@vc.example.com'], aliasDescription: 'Room of Ada' },
  ...{ closesAt: null, pins: null, allowGuests: null, lobbyUntil: null },
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
export function joinAdapterChecks({ adapter, asking }: JoinAdapterCheckOptions): readonly JoinAdapterCheck[] {
  const take = (request: PlatformRequest) => () => takesOrRefuses(adapter, request);
  const answerOf = (decision: AdmissionDecision) => JSON.stringify(adapter.answer(decision));
  const request = asking('1');
  return [
    ...['55123456', '55123456@vc.example.com'].map((alias) => ({
      title: `finds the alias ${alias} in a request`,
      run: () => expect(adapter.question(asking(alias))).toEqual({ alias }),
    })),
    ...hostileBodies.map(([name, body]) => ({
      title: `takes or refuses a hostile body, and breaks on none: ${name}`,
      run: take({ ...request, query: {}, body }),
    })),
    ...hostileTexts.flatMap(([name, text]) => [
      { title: `takes or refuses a hostile alias, and breaks on none: ${name}`, run: take(asking(text)) },
      ...hostileQueries(request, text).map((query) => ({
        title: `takes or refuses a hostile query (${Object.keys(query).join(', ')}), and breaks on none: ${name}`,
        run: take({ ...request, query }),
      })),
    ]),
    {
      title: 'takes or refuses a request without anything',
      run: take({ ...request, query: {}, headers: {}, body: null }),
    },
    ...[admitted, ...shut].map((decision) => ({
      title: `has words for each decision, the same each time: ${nameOf(decision)}`,
      run: () => {
        const response = adapter.answer(decision);
        isResponse(response);
        expect(adapter.answer(decision)).toEqual(response);
      },
    })),
    {
      // An adapter may tell no reason to anybody: then all its answers for a closed door are one.
      title: '[S5.3b] tells no reason that it was not given',
      run: () => {
        const answers = told.map(answerOf);
        const tellsNone = new Set(answers).size === 1;
        if (tellsNone) expect(answers).toContain(answerOf(silent));
        else expect(answers).not.toContain(answerOf(silent));
      },
    },
    {
      title: 'opens the door for an admitted conference only, and keeps nothing of it for later answers',
      run: () => {
        const open = answerOf(admitted);
        const others = shut.map(answerOf);
        expect(others).not.toContain(open);
        expect(others.filter((answer) => answer.includes(conference.id))).toEqual([]);
      },
    },
  ];
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
