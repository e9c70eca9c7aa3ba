/** A request to one of the connections. */
interface Asked {
  readonly method: string;
  readonly id: string;
  readonly action: string;
  json(): Record<string, unknown>;
}

interface Connection {
  id: string | null;
  version: string | null;
  [field: string]: unknown;
}

const text = (path: string, title: string, help: string) => ({
  path,
  title,
  help,
  type: 'text',
  flat_name: null,
  placeholder: null,
  choices: null,
  minimum: null,
  maximum: null,
  output: null,
  variables: [],
  needs_manifest: false,
  operator_only: false,
});

const adapter = (name: string, title: string, fields: readonly object[]) => ({
  kind: 'join-adapter',
  name,
  title,
  documentation: 'docs/guides/platforms.md',
  fields,
});

/** The adapters that platforms are connected by. */
export const adapters = [
  adapter('json', 'Plain JSON', []),
  adapter('jitsi', 'Jitsi Meet', [
    text('server_url', 'Address', 'Where participants are sent.'),
    text('app_id', 'App id', 'Issuer of tokens; without it there are no tokens.'),
  ]),
];

const routes: Readonly<Record<string, readonly string[]>> = {
  json: ['POST /api/admission/v1/decisions'],
  jitsi: ['POST /jitsi/conference', 'POST /jitsi/events'],
};

/** What a platform is, in the words of the API, with what is left out. */
export function platform(given: Readonly<Record<string, unknown>>): Connection {
  const { username = null, adapter: name = 'json' } = given;
  return {
    id: null,
    version: null,
    adapter: name,
    settings: {},
    tenants: 'all',
    may_hear_reason: true,
    enabled: true,
    proof: username === null ? 'bearer' : 'basic',
    routes: routes[String(name)] ?? [],
    fault: null,
    created_at: '2026-11-20T09:00:00.000Z',
    ...given,
    username,
  };
}

/** What a webhook is, in the words of the API, with what is left out. */
export function webhook(given: Readonly<Record<string, unknown>>): Connection {
  return {
    id: null,
    version: null,
    tenant_id: 'default',
    description: '',
    enabled: true,
    failures: 0,
    paused_until: null,
    last_error: null,
    last_delivered_at: null,
    events: ['conference.created'],
    created_at: '2026-11-20T09:00:00.000Z',
    ...given,
  };
}

/** Webhooks or platforms in memory, as the API makes, changes and deletes them. */
export class FakeConnections {
  readonly items: Connection[] = [];
  readonly #make: (given: Readonly<Record<string, unknown>>) => Connection;
  #made = 0;

  constructor(make: (given: Readonly<Record<string, unknown>>) => Connection) {
    this.#make = make;
  }

  /** Puts one there, at version 1. */
  add(given: Readonly<Record<string, unknown>>): Connection {
    this.#made += 1;
    const made = this.#make({
      id: `70000000-0000-4000-8000-00000000000${this.#made}`,
      version: '1',
      ...given,
    });
    this.items.push(made);
    return made;
  }

  /** What is answered; undefined: there is no such thing. */
  answer({ method, id, action, json }: Asked): unknown {
    if (method === 'POST' && id === '') return { ...this.add(json()), secret: 'shown-once-0123456789' };
    const at = this.items.findIndex((each) => each.id === id);
    const found = this.items[at];
    if (found === undefined) return undefined;
    if (action === 'test') return { delivered: false, error: 'HTTP 500' };
    if (action === 'secret') return { ...found, secret: 'shown-once-9876543210' };
    if (method === 'DELETE') this.items.splice(at, 1);
    if (method === 'PATCH') Object.assign(found, json(), { version: String(Number(found.version) + 1) });
    return found;
  }
}
