import { definePlugin, instant, type Plugin, type SignedInIdentity } from '@vmrkit/core';
import type { SignInUser, SignInUsers } from '@vmrkit/core/composition';
import type { FakeSignInProvider } from '@vmrkit/testing';
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

/** Users in memory. */
export class MemoryUsers implements SignInUsers {
  readonly records = new Map<string, { user: SignInUser; identityKey: string }>();
  readonly ties: string[] = [];
  allowsNewUsers = true;

  add(id: string, identityKey: string, ...callerKeys: string[]): void {
    this.records.set(id, { identityKey, user: { id, name: id, email: `${id}@example.com`, callerKeys } });
  }

  get = async (id: string) => this.records.get(id)?.user ?? null;
  ofCaller = async (key: string) => this.#find(({ user }) => user.callerKeys.includes(key));
  ofIdentity = async ({ key }: SignedInIdentity) => this.#find(({ identityKey }) => identityKey === key);
  admit = async (identity: SignedInIdentity) => {
    const known = await this.ofIdentity(identity);
    if (known !== null || !this.allowsNewUsers) return known;
    this.add('new', identity.key);
    return this.get('new');
  };
  tie: SignInUsers['tie'] = async (id, { callerKey, confirmed }) => {
    this.ties.push(`${id} ${callerKey} ${confirmed}`);
    const record = this.records.get(id);
    if (record === undefined) return;
    this.add(id, record.identityKey, ...record.user.callerKeys, callerKey);
  };

  #find(is: (record: { user: SignInUser; identityKey: string }) => boolean): SignInUser | null {
    return [...this.records.values()].find(is)?.user ?? null;
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
