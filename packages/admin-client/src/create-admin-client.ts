import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './admin-api.ts';

/** How a client reaches the admin API. */
export interface AdminClientOptions {
  /** Origin of the admin listener, such as `http://localhost:8444`; by default the page's own. */
  readonly baseUrl?: string;
  /** An API token; without one the browser's session counts. */
  readonly token?: string;
  /** In the place of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** The admin API, each operation by its method and path, typed from the API's own description. */
export type AdminClient = Client<paths>;

/**
 * A client of the admin API. Its calls resolve to `data` or to `error`, a problem of RFC 9457 with a `code`; they reject
 * where nobody answers.
 *
 * @example
 * ```ts
 * const client = createAdminClient({ baseUrl: 'http://localhost:8444', token: 'vmrkit_…' });
 * const { data } = await client.GET('/api/admin/v1/integrations', { params: { query: { limit: 20 } } });
 * ```
 */
export function createAdminClient({ baseUrl = '', token, fetch }: AdminClientOptions = {}): AdminClient {
  return createClient<paths>({
    baseUrl,
    ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
    ...(fetch === undefined ? {} : { fetch }),
  });
}
