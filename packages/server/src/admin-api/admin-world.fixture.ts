import { silentLogger } from '@vmrkit/core';
import { createAccount, createSecretBox, openStore, type PasswordHasher } from '@vmrkit/core/composition';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { openAccess } from '../admin-accounts/open-access.ts';
import { appsOf, type FakeParts, featureParts } from '../http/features.fixture.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { Listener } from '../runtime/listener.ts';
import { createAdminFeature } from './admin-feature.ts';
import { SESSION_COOKIE } from './admin-route.ts';

/** A request to the admin API. */
export interface AdminCall {
  readonly body?: unknown;
  /** A body that is no JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where somebody calls from: a session, a token, or nothing. */
export type AdminCaller = Readonly<Record<string, string>>;

/** A password that is taken. */
export const PASSWORD = 'correct horse battery';

/** Hashes nothing, so that tests are quick. */
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (hash, password) => hash === `plain:${password}`,
};

/** The admin API, or another feature of the admin listener, over a store in memory and a clock that stands. */
export async function openAdminWorld(
  { kit = {}, ...given }: FakeParts = {},
  feature: ServerFeature = createAdminFeature(plainHasher),
) {
  const [clock, random] = [new FakeClock(), createSeededRandom(5)];
  const store = openStore(createWeakMemoryDatabase());
  const secretBox = createSecretBox({
    keys: [{ id: 'k1', key: new Uint8Array(32).fill(1) }],
    randomBytes: (count) => random.bytes(count),
  });
  const logger = given.logger ?? silentLogger;
  const parts = featureParts({ ...given, logger, kit: { store, clock, random, secretBox, ...kit } });
  const access = await openAccess(parts.kit, plainHasher);
  const { admin: app } = await appsOf([feature], parts);
  const listener = await Listener.open(app, { listen: '127.0.0.1:0', tls: null, logger });
  const origin = listener.url;

  async function call(
    caller: AdminCaller,
    asked: string,
    { body, text: plain, headers = {} }: AdminCall = {},
  ) {
    const [method = 'GET', path = ''] = asked.split(' ');
    const response = await fetch(`${origin}/api/admin/v1/${path}`, {
      method,
      redirect: 'manual',
      headers: { ...caller, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(plain === undefined ? {} : { body: plain }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    const json = isJson ? JSON.parse(text) : null;
    return { status: response.status, code: json?.code, json, headers: response.headers };
  }

  /** An account with a session of its own. */
  async function account(name: string, tenants: readonly string[] | 'all' = 'all') {
    const made = await createAccount(
      {
        name,
        email: null,
        password: null,
        tenants,
        role: tenants === 'all' ? 'operator' : 'tenant-administrator',
        by: { actor: 'test', details: {} },
        signIn: { provider: 'test', key: `test/${name}` },
      },
      access.deps,
    );
    const { secret } = await access.sessions.begin(made.id);
    const caller: AdminCaller = { Cookie: `${SESSION_COOKIE}=${secret}`, Origin: origin };
    return { id: made.id, caller };
  }

  return { origin, clock, store, access, call, account, parts, close: () => listener.close() };
}
