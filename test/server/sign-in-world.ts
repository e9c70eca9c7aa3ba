import { definePlugin, instant, type Plugin } from '@vmrkit/core';
import { deleteUser, importRooms } from '@vmrkit/core/composition';
import { tokens } from '@vmrkit/sdk';
import type { FakeSignInProvider } from '@vmrkit/testing';
import type { Container, ServiceIdentifier } from 'inversify';
import { z } from 'zod';
import { ask, INTEGRATION } from './server-world.ts';

export const CLIENT = '/api/client/v2/msexchange_schedulers';
export const SIGN_INS = `${CLIENT}/${INTEGRATION}/sign_ins`;

/** A sign-in as the pane was told of it. */
export interface PaneSignIn {
  readonly sign_in: string;
  readonly secret: string;
  readonly digits: string;
  readonly url: string;
}

const integration = { tenantId: 'default', integrationId: INTEGRATION };

/** The users of the deployment, seen from beside its sign-ins. */
export class TestUsers {
  #container: Container | null = null;

  /** Takes the kit's parts; `configure` of a server. */
  readonly watch = (container: Container): void => {
    this.#container = container;
  };

  /** Adds somebody of this name, who has signed in by `identityKey` and has these Exchange ids. */
  async add(name: string, identityKey: string, ...callerKeys: string[]): Promise<void> {
    const users = await this.#users();
    const email = `${name}@example.com`;
    const person = { key: identityKey, email, isEmailTrusted: true, displayName: name, entra: null };
    const user = await users.admit({ ...person, firstName: null, lastName: null });
    for (const callerKey of callerKeys) await users.tie(user?.id ?? '', { callerKey, confirmed: true });
  }

  async ofCaller(callerKey: string) {
    return (await this.#users()).ofCaller(callerKey);
  }

  /** How many there are. */
  async all() {
    const { users } = await this.#get(tokens.store);
    const { items } = await users.find('default', { index: 'tenant', equals: [], limit: 100 });
    return items;
  }

  /** Saves personal rooms. */
  async addRooms(rows: readonly object[], tenantId = 'default'): Promise<void> {
    const deps = {
      store: await this.#get(tokens.store),
      sealer: await this.#get(tokens.secretBox),
      aliasGrants: { [tenantId]: { prefixes: ['*'], domains: ['*'] } },
      clock: await this.#get(tokens.clock),
      random: await this.#get(tokens.random),
      aliasRestMs: 0,
    };
    await importRooms({ tenantId, rows, actor: 'operator', dryRun: false }, deps);
  }

  async deleteAll(): Promise<void> {
    const deps = {
      store: await this.#get(tokens.store),
      clock: await this.#get(tokens.clock),
      random: await this.#get(tokens.random),
    };
    for (const { id } of await this.all()) {
      await deleteUser({ tenantId: 'default', userId: id, actor: 'operator' }, deps);
    }
  }

  async #users() {
    return (await this.#get(tokens.signInUsers))(integration, { allowsNewUsers: true });
  }

  #get<T>(token: ServiceIdentifier<T>): Promise<T> {
    if (this.#container === null) throw new Error('No server was started.');
    return this.#container.getAsync(token);
  }
}

/** An identity provider for records that name `fake`. */
export function fakeSignInPlugin(provider: FakeSignInProvider): Plugin {
  return definePlugin({
    kind: 'sign-in-provider',
    name: 'fake',
    settingsSchema: z.strictObject({}),
    description: { title: 'Of the tests', documentation: '', fields: {} },
    create: () => provider,
  });
}

/** Callers of the keys that stand beside their tokens. */
export function listedCallersPlugin(keys: ReadonlyMap<string, string>): Plugin {
  return definePlugin({
    kind: 'caller-verifier',
    name: 'listed',
    settingsSchema: z.strictObject({}),
    description: { title: 'Of the tests', documentation: '', fields: {} },
    create: () => ({
      recognises: (token) => keys.has(token),
      verify: async (token, { integration, at }) => {
        const key = keys.get(token) ?? '';
        return { ...integration, key, provider: key.split('/')[0] ?? '', expiresAt: instant(at + 1) };
      },
    }),
  });
}

/** A browser, as far as cookies go. */
export class CookieBrowser {
  readonly #origin: string;
  readonly cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** One request, without following where it leads; addresses of the add-in's server are those of `origin`. */
  async go(address: string, form?: Readonly<Record<string, string>>) {
    const { pathname, search } = new URL(address, this.#origin);
    const response = await fetch(`${this.#origin}${pathname}${search}`, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(name, value);
    }
    const html = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      location: response.headers.get('location') ?? '',
      html,
      /** What the page says of itself to its script. */
      data: Object.fromEntries(
        [...html.matchAll(/ data-([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
      ),
      code: /(ERR_[A-Z_]+)/.exec(html)?.[1] ?? null,
    };
  }
}

/** A pane: begins and asks. */
export class TestPane {
  readonly #origin: string;
  readonly #token: string | undefined;

  constructor(origin: string, token?: string) {
    this.#origin = origin;
    this.#token = token;
  }

  async begin(body: object = {}): Promise<PaneSignIn> {
    const answer = await this.tryBegin(body);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.json as PaneSignIn;
  }

  tryBegin(body: object = {}) {
    const token = this.#token === undefined ? {} : { token: this.#token };
    return ask(`${this.#origin}${SIGN_INS}`, { ...token, body });
  }

  result({ sign_in, secret }: Pick<PaneSignIn, 'sign_in' | 'secret'>, code: string | null = null) {
    return ask(`${this.#origin}${SIGN_INS}/${sign_in}/result`, { token: secret, body: { code } });
  }
}
