/** Where the person is: everything of it stands in the address, so that a link opens the same. */
export interface AppRoute {
  /** `conferences`, or `integrations` and the id of one. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** The route of an address's hash; the overview for anything that is none. */
export function parseRoute(hash: string): AppRoute {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s);
  const parts = path.split('/').filter((part) => part !== '');
  return {
    path: parts.length === 0 ? ['overview'] : parts.map(decoded),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** The hash of a route; empty values of its query are left out. */
export function formatRoute(
  path: readonly string[],
  query: Readonly<Record<string, string | null | undefined>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
