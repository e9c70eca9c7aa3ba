import {
  type AdmissionDecision,
  InvalidInputError,
  instant,
  type JoinAdapter,
  type PlatformEntrance,
  type PlatformEvents,
  type PlatformRequest,
} from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { type JoinAdapterCheckOptions, joinAdapterChecks } from './join-adapter-checks.ts';

const asking = (alias: string): PlatformRequest => ({
  method: 'GET',
  path: '/rooms',
  headers: {},
  body: null,
  rawBody: new Uint8Array(),
  query: { local_alias: alias },
});

const textOf = (decision: AdmissionDecision) =>
  decision.kind === 'closed' ? `closed ${decision.reason ?? ''}` : decision.kind;

/** A small adapter that asks by its query and keeps the contract. */
const legal: JoinAdapter = {
  routes: [{ method: 'GET', path: '/rooms' }],
  question: ({ query }) => {
    const alias = Object.hasOwn(query, 'local_alias') ? query.local_alias : undefined;
    if (alias === undefined || !/^[\w@.]{1,320}$/.test(alias)) {
      throw new InvalidInputError('No alias.', { code: 'ERR_TEST' });
    }
    return { alias };
  },
  answer: (decision) => ({ status: 200, headers: {}, body: textOf(decision) }),
};

/** It and a token in its query, by which it knows its platform. */
const authenticate: JoinAdapter['authenticate'] = ({ query }, { secret }) => query.token === secret;
const askingWithToken = (alias: string): PlatformRequest => ({
  ...asking(alias),
  query: { local_alias: alias, token: 'secret' },
});

/** Titles of the checks that an adapter does not pass. */
async function failing(
  changes: Partial<JoinAdapter>,
  options: Partial<Pick<JoinAdapterCheckOptions, 'asking' | 'secret' | 'telling'>> = {},
): Promise<string> {
  const checks = joinAdapterChecks({ adapter: { ...legal, ...changes }, asking, ...options });
  const titles: string[] = [];
  for (const { title, run } of checks) {
    try {
      await run();
    } catch {
      titles.push(title);
    }
  }
  return titles.join('\n');
}

const answering =
  (text: (decision: AdmissionDecision) => string): JoinAdapter['answer'] =>
  (decision) => ({ status: 200, headers: {}, body: text(decision) });

describe('joinAdapterContract', () => {
  it.each<[string, Partial<JoinAdapter>]>([
    ['tells reasons and no id', {}],
    ['never tells a reason', { answer: answering(({ kind }) => kind) }],
    ['tells the id', { answer: answering((decision) => JSON.stringify(decision)) }],
    ['answers later', { answer: async (decision, request) => legal.answer(decision, request) }],
    [
      'says the alias',
      {
        answer: (decision, { query }) => ({
          status: 200,
          headers: {},
          body: `${textOf(decision)} ${query.local_alias}`,
        }),
      },
    ],
  ])('accepts an adapter that %s', async (_, changes) => {
    expect(await failing(changes)).toBe('');
  });

  it('accepts an adapter that knows its platform by a secret', async () => {
    expect(await failing({ authenticate }, { asking: askingWithToken, secret: 'secret' })).toBe('');
  });

  it.each<[string, JoinAdapter['authenticate'], string]>([
    ['knows everybody', () => true, 'has another secret'],
    ['knows nobody', () => false, 'knows its platform'],
    ['takes what is missing for right', ({ query }) => query.token !== 'wrong', 'without anything'],
    [
      'breaks on a broken escape',
      (request, credentials) =>
        decodeURIComponent(request.query.token ?? '') === credentials.secret &&
        authenticate(request, credentials),
      'a hostile query (local_alias, token): a broken escape',
    ],
    [
      'breaks on a hostile header',
      (request, credentials) => {
        decodeURIComponent(request.headers.authorization ?? '');
        return authenticate(request, credentials);
      },
      'a hostile header (authorization): a broken escape',
    ],
  ])('rejects an adapter that %s', async (_, faulty, title) => {
    expect(
      await failing(
        { ...(faulty && { authenticate: faulty }) },
        { asking: askingWithToken, secret: 'secret' },
      ),
    ).toContain(title);
  });

  it('does not let an adapter that authenticates pass without a secret to try', async () => {
    expect(await failing({ authenticate }, { asking: askingWithToken })).toContain('knows its platform');
  });

  const routed = (...routes: readonly unknown[]) => routes as JoinAdapter['routes'];
  const rooms = { method: 'GET', path: '/rooms' };
  const operation = { id: 'ask', summary: 'Asks.', answer: { type: 'object', of: () => 1 } };
  it.each<[string, JoinAdapter['routes'], string]>([
    ['no route', routed(), 'names routes'],
    ['a strange method', routed(rooms, { ...rooms, method: 'TRACE' }), 'names routes'],
    ['a path with a query', routed(rooms, { ...rooms, path: '/rooms?a=1' }), 'names routes'],
    ['a pattern of its own', routed(rooms, { ...rooms, path: '/rooms/*rest' }), 'names routes'],
    ['a route twice', routed(rooms, rooms), 'names routes'],
    [
      'a route twice under two names',
      routed(rooms, { ...rooms, path: '/rooms/{a}' }, { ...rooms, path: '/Rooms/{b}' }),
      'names routes',
    ],
    ['another route than it is asked on', routed({ ...rooms, path: '/room' }), 'on which it is asked'],
    ['a description that is code', routed({ ...rooms, operation }), 'as plain data'],
  ])('rejects an adapter that names %s', async (_, routes, title) => {
    expect(await failing({ routes })).toContain(title);
  });

  const breakOn = (isBroken: (request: PlatformRequest) => boolean): JoinAdapter['question'] => {
    return (request) => {
      if (isBroken(request)) throw new TypeError('broken');
      return legal.question(request);
    };
  };
  let kept = '';
  let last = '';
  it.each<[string, Partial<JoinAdapter>, string]>([
    [
      'takes a withheld reason for one of them',
      {
        answer: answering((decision) =>
          decision.kind === 'closed' ? (decision.reason ?? 'over') : decision.kind,
        ),
      },
      'tells no reason',
    ],
    [
      'says more where no reason was given than where one was',
      {
        answer: answering((decision) =>
          decision.kind === 'closed' ? String(decision.reason === null) : decision.kind,
        ),
      },
      'tells no reason',
    ],
    ['opens for everybody', { answer: answering(() => 'open') }, 'admits to an admitted conference only'],
    [
      'remembers the last conference',
      {
        answer: answering((decision) => {
          if (decision.kind === 'admitted') kept = decision.conference.id;
          return `${textOf(decision)} ${kept}`;
        }),
      },
      'keeps nothing of it',
    ],
    [
      'remembers the last question instead of reading the request',
      {
        question: (request) => {
          last = request.query.local_alias ?? '';
          return legal.question(request);
        },
        answer: answering((decision) => `${textOf(decision)} ${last}`),
      },
      'the request at hand',
    ],
    [
      'breaks on an empty list as a body',
      { question: breakOn(({ body }) => Array.isArray(body) && body.length === 0) },
      'a hostile body: an empty list',
    ],
    [
      'breaks on a hostile query',
      {
        question: (request) => {
          decodeURIComponent(request.query.local_alias ?? '');
          return legal.question(request);
        },
      },
      'a hostile query (local_alias): a broken escape',
    ],
    [
      'breaks without its query',
      { question: breakOn(({ query }) => query.local_alias === undefined) },
      'a request without anything',
    ],
    [
      'gives an alias that is no text',
      { question: ({ query }) => ({ alias: query.local_alias }) as { alias: string } },
      'a request without anything',
    ],
    [
      'splits its headers',
      { answer: (decision) => ({ status: 200, headers: { 'x-a': 'a\r\nb: c' }, body: textOf(decision) }) },
      'has words for each decision',
    ],
  ])('rejects an adapter that %s', async (_, changes, title) => {
    expect(await failing(changes)).toContain(title);
  });

  const origin = 'https://meet.example.com';
  const addressFor: PlatformEntrance['addressFor'] = async ({ name, role }) =>
    `${origin}/room?${new URLSearchParams({ role, name })}`;

  it('accepts an adapter that has an entrance', async () => {
    expect(await failing({ entrance: { origin, addressFor } })).toBe('');
  });

  it.each<[string, Partial<PlatformEntrance>, string]>([
    ['names a path for its origin', { origin: `${origin}/` }, 'one origin'],
    ['has no https', { origin: 'http://meet.example.com' }, 'one origin'],
    [
      'leads to another host',
      { addressFor: async ({ role }) => `https://evil.example/${role}` },
      'one origin',
    ],
    [
      'lets the name say where',
      {
        addressFor: async ({ name, role }) =>
          new URL(name, `${origin}/${role}/`).href.replace('sip:', 'sip:x'),
      },
      'as a name',
    ],
    ['makes no difference of the host', { addressFor: async () => `${origin}/room` }, 'host and guest'],
    [
      'breaks on a name',
      { addressFor: async (who, room) => addressFor({ ...who, name: decodeURIComponent(who.name) }, room) },
      'a broken escape as a name',
    ],
  ])('rejects an adapter that %s', async (_, faulty, title) => {
    expect(await failing({ entrance: { origin, addressFor, ...faulty } })).toContain(title);
  });

  const routes = [{ method: 'POST' as const, path: '/events' }];
  const telling = (room: string): PlatformRequest => ({
    ...asking(''),
    body: { room, who: 'Ada Lovelace', from: 'ada@example.com' },
  });
  const joinedAt = instant(0);
  const parse: PlatformEvents['parse'] = ({ body }) => {
    const { room } = Object(body);
    if (typeof room !== 'string') throw new InvalidInputError('No room.', { code: 'ERR_TEST' });
    return [{ kind: 'joined', run: '', key: room, at: joinedAt, room: { id: room } }];
  };

  it('accepts an adapter that has an event sink', async () => {
    expect(await failing({ events: { routes, parse } }, { telling })).toBe('');
  });

  it('does not let an adapter with an event sink pass without a request to try', async () => {
    expect(await failing({ events: { routes, parse } })).toContain('reads that somebody joined');
  });

  let count = 0;
  it.each<[string, Partial<PlatformEvents>, string]>([
    ['hears nothing', { parse: () => [] }, 'reads that somebody joined'],
    [
      'has another key each time',
      {
        parse: (request) => {
          count += 1;
          return parse(request).map((event) => ({ ...event, key: `${count}` }));
        },
      },
      'under a key of its own',
    ],
    [
      'passes names on',
      { parse: (request) => parse(request).map((event) => ({ ...event, key: Object(request.body).who })) },
      'tells of no person',
    ],
    [
      'breaks on a strange body',
      { parse: ({ body, ...more }) => parse({ ...more, body: { room: (body as { room: string }).room } }) },
      'takes or refuses events',
    ],
    ['tells where it asks', { routes: legal.routes }, 'each once'],
  ])('rejects an adapter whose sink %s', async (_, faulty, title) => {
    expect(await failing({ events: { routes, parse, ...faulty } }, { telling })).toContain(title);
  });
});
