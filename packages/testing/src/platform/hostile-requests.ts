import type { PlatformRequest } from '@vmrkit/core';

const long = 'x'.repeat(100_000);
const hostileBodies: readonly (readonly [name: string, body: unknown])[] = [
  ['null', null],
  ['an empty text', ''],
  ['a text', 'text'],
  ['a number', 7],
  ['true', true],
  ['an empty list', []],
  ['a list', [{ alias: 'x' }]],
  ['an empty object', {}],
  ['an alias null', { alias: null }],
  ['a list as alias', { alias: ['x'] }],
  ['an object as alias', { alias: { toString: 'x' } }],
  ['a long alias', { alias: long }],
  ['a prototype', JSON.parse('{"__proto__":{"alias":"x"}}')],
  ['a constructor', JSON.parse('{"constructor":{"prototype":{"alias":"x"}}}')],
];
/** Texts as nobody types them. */
export const hostileTexts: readonly (readonly [name: string, text: string])[] = [
  ['an empty text', ''],
  ['blanks', '   '],
  ['a long text', long],
  ['a NUL', '55\u0000123'],
  ['line breaks', '55\r\nSet-Cookie: x=1'],
  ['a lone surrogate', '55\ud800'],
  ['markup', '<b>"\''],
  ['a broken escape', '%E0%A4%A'],
  ['a path', '../../etc/passwd'],
  ['a scheme alone', 'sip:'],
  ['a name of a prototype', '__proto__'],
  ['digits of another script', '٥٥١٢٣'],
];

/** A request, and what is hostile in it. */
export type NamedRequest = readonly [name: string, request: PlatformRequest];

/** What a request holds at the least. */
export const bare = { query: {}, headers: {}, body: null, rawBody: new Uint8Array() };

/** Requests with hostile bodies, aliases and queries; `asking` makes a sound one about an alias. */
export function hostileRequests(asking: (alias: string) => PlatformRequest): NamedRequest[] {
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
export function hostileHeaders(request: PlatformRequest): NamedRequest[] {
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

/** The request's own query with each of its values changed, and one that holds the text under names of its own. */
function hostileQueries({ query }: PlatformRequest, text: string): PlatformRequest['query'][] {
  const changed = Object.keys(query).map((key) => ({ ...query, [key]: text }));
  const strange: Record<string, string> = JSON.parse(JSON.stringify({ alias: text, local_alias: text }));
  Object.defineProperty(strange, '__proto__', { value: text, enumerable: true });
  return [...changed, strange];
}
