import { definePlugin, type Plugin, type SignedInIdentity, shift } from '@vmrkit/core';
import { deleteUser, findUsersByEmail, importRooms, importUsers } from '@vmrkit/core/composition';
import { systemClock, tokens } from '@vmrkit/sdk';
import type { VmrServer } from '@vmrkit/server';
import { FakeSignInProvider } from '@vmrkit/testing';
import { expect } from 'vitest';
import { z } from 'zod';
import { ask, INTEGRATION, ServerWorld } from '../server/server-world.ts';
import { CLIENT, CookieBrowser, listedCallersPlugin, type PaneSignIn } from '../server/sign-in-world.ts';

/** Two customers of one deployment, each with an identity provider of its own. */
export type Company = 'acme' | 'partner';
/** Who opens panes. */
export type Who = 'olga' | 'ben';

const integrations: Readonly<Record<Company, string>> = {
  acme: INTEGRATION,
  partner: INTEGRATION.replace(/^b/, 'c'),
};
const TEN_MINUTES = 600_000;

/** What operators' use cases work with. */
type Deps = Parameters<typeof importRooms>[1] & Parameters<typeof importUsers>[1];

interface Pane {
  readonly who: Who;
  readonly company: Company;
  /** The sign-in that it began. */
  begun: PaneSignIn | null;
  bearer: string | null;
  /** What it was told last of its sign-in. */
  told: string;
  browser: CookieBrowser;
  /** Where the identity provider sent the browser. */
  callback: string | null;
  page: Awaited<ReturnType<CookieBrowser['go']>> | null;
}

/** A deployment of two tenants, people with panes and browsers, and what an operator does. */
export class PeopleWorld {
  readonly #deployment: ServerWorld;
  readonly #providers = { acme: new FakeSignInProvider(), partner: new FakeSignInProvider() };
  readonly #panes = new Map<number, Pane>();
  #server: VmrServer | null = null;
  #takesNew = true;
  #lateMs = 0;

  private constructor(deployment: ServerWorld) {
    this.#deployment = deployment;
  }

  static async open(): Promise<PeopleWorld> {
    return new PeopleWorld(await ServerWorld.create());
  }

  /** From the beginning on, people without a record get none. */
  async takeNobodyNew(): Promise<void> {
    this.#takesNew = false;
  }

  async addRoom(company: Company, owner: Who, name: string, aliases: readonly string[]): Promise<void> {
    const rows = [{ name, owner_email: `${owner.toUpperCase()}@example.com`, aliases }];
    const aliasGrants = { [company]: { prefixes: ['*'], domains: ['*'] } };
    await this.#operate((deps) =>
      importRooms({ tenantId: company, rows, actor: 'operator', dryRun: false }, { ...deps, aliasGrants }),
    );
  }

  async importUser(who: Who): Promise<void> {
    const rows = [
      { email: `${who}@example.com`, msexchuid: `${who}@realm`, amurl: 'https://mail.example.com/metadata' },
    ];
    const ref = { tenantId: 'acme', integrationId: integrations.acme };
    await this.#operate((deps) => importUsers({ ...ref, rows, actor: 'operator', dryRun: false }, deps));
  }

  async deleteUser(who: Who): Promise<void> {
    const tenantId = 'acme';
    await this.#operate(async (deps) => {
      const [user] = await findUsersByEmail({ tenantId, email: `${who}@example.com` }, deps);
      return deleteUser({ tenantId, userId: user?.id ?? '', actor: 'operator' }, deps);
    });
  }

  async passTenMinutes(): Promise<void> {
    this.#lateMs += TEN_MINUTES;
  }

  /** A pane begins a sign-in where the mailbox alone is not enough. */
  async openPane(at: number, who: Who, company: Company): Promise<void> {
    const browser = new CookieBrowser((await this.#started()).publicUrl);
    const pane: Pane = {
      who,
      company,
      browser,
      begun: null,
      bearer: null,
      told: 'nothing',
      callback: null,
      page: null,
    };
    this.#panes.set(at, pane);
    const { json } = await this.#call(pane, 'personal_vmrs', { method: 'GET' });
    if (json.code === 'ERR_PERSONAL_VMRS_SIGN_IN') {
      pane.begun = (await this.#call(pane, 'sign_ins', { body: {} })).json as PaneSignIn;
    }
  }

  /** The person opens the pane's link and signs in at the identity provider, which sends them back. */
  async signIn(at: number, who: Who): Promise<void> {
    const pane = this.#pane(at);
    const opened = await pane.browser.go(begunBy(pane).url);
    pane.callback = this.#providers[pane.company].approve(opened.location, identityOf(who));
    pane.page = await pane.browser.go(pane.callback);
  }

  /** The person is at the identity provider and not back yet. */
  async openLink(at: number): Promise<void> {
    const pane = this.#pane(at);
    const opened = await pane.browser.go(begunBy(pane).url);
    pane.callback = this.#providers[pane.company].approve(opened.location, identityOf(pane.who));
  }

  async comeBack(at: number): Promise<void> {
    const pane = this.#pane(at);
    pane.page = await pane.browser.go(pane.callback ?? '');
  }

  /** The code that one sign-in was sent back with comes with the state of another one. */
  async replayCode(from: number, at: number): Promise<void> {
    const pane = this.#pane(at);
    await this.openLink(at);
    const [used, fresh] = [new URL(this.#pane(from).callback ?? ''), new URL(pane.callback ?? '')];
    used.searchParams.set('state', fresh.searchParams.get('state') ?? '');
    pane.page = await pane.browser.go(used.href);
  }

  /** The last page's message reaches the pane. */
  async tellPane(at: number): Promise<void> {
    await this.#askResult(this.#pane(at), this.#pane(at).page?.data.code ?? null);
  }

  async typeDigits(at: number, ofPane: number): Promise<void> {
    const pane = this.#pane(at);
    const state = new URL(pane.callback ?? '').searchParams.get('state') ?? '';
    const { digits } = begunBy(this.#pane(ofPane));
    await pane.browser.go(`${begunBy(pane).url}/release`, { state, digits });
  }

  /** What a pane that polls hears: `waiting`, `confirming`, `signed_in` or a code. */
  async expectTold(at: number, expected: string): Promise<void> {
    const pane = this.#pane(at);
    if (pane.told !== 'signed_in') await this.#askResult(pane, null);
    expect(pane.told).toBe(expected);
  }

  async expectAsksToSignIn(at: number): Promise<void> {
    expect(this.#pane(at).begun).not.toBeNull();
  }

  async expectOffered(at: number, rooms: readonly string[]): Promise<void> {
    const { json } = await this.#call(this.#pane(at), 'personal_vmrs', { method: 'GET' });
    expect(json.code ?? json.rooms.map(({ name }: { name: string }) => name)).toEqual(rooms);
  }

  async expectNotOffered(at: number, code: string): Promise<void> {
    const { json } = await this.#call(this.#pane(at), 'personal_vmrs', { method: 'GET' });
    expect(json.code ?? json.rooms).toBe(code);
  }

  async expectInMeeting(at: number, room: string, alias: string): Promise<void> {
    const pane = this.#pane(at);
    const { json } = await this.#call(pane, 'personal_vmrs', { method: 'GET' });
    const found = json.rooms.find(({ name }: { name: string }) => name === room);
    const texts = (await this.#call(pane, `personal_vmrs/${found?.id}`, { method: 'GET' })).json;
    expect([texts.html, texts.location]).toEqual([
      expect.stringContaining(alias),
      expect.stringContaining(alias),
    ]);
  }

  async expectLastPage(at: number, code: string | null): Promise<void> {
    expect(this.#pane(at).page?.code).toBe(code);
  }

  close(): Promise<void> {
    return this.#deployment.close();
  }

  async #askResult(pane: Pane, code: string | null): Promise<void> {
    const { sign_in, secret } = begunBy(pane);
    const { json } = await this.#call(pane, `sign_ins/${sign_in}/result`, { token: secret, body: { code } });
    pane.told = json.code ?? json.state;
    pane.bearer = json.bearer ?? pane.bearer;
  }

  async #call(
    { who, company, bearer }: Pane,
    path: string,
    { token = bearer ?? mailboxToken(who), ...request }: Parameters<typeof ask>[1] & object,
  ) {
    const url = `${(await this.#started()).publicUrl}${CLIENT}/${integrations[company]}/${path}`;
    return ask(url, { ...request, token });
  }

  #pane(at: number): Pane {
    const pane = this.#panes.get(at);
    if (pane === undefined) throw new Error(`Nobody opened pane ${at}.`);
    return pane;
  }

  #operate<T>(use: (deps: Deps) => Promise<T>): Promise<T> {
    return this.#deployment.withKit(async (kit) => use(await kit.get('people')), this.#plugins);
  }

  get #plugins(): readonly Plugin[] {
    const callers = new Map(
      (['olga', 'ben'] as const).map((who) => [mailboxToken(who), `exchange/mail.example.com/${who}`]),
    );
    const { acme, partner } = this.#providers;
    return [
      ...this.#deployment.plugins,
      listedCallersPlugin(callers),
      providerPlugin('acme', acme),
      providerPlugin('partner', partner),
    ];
  }

  async #started(): Promise<VmrServer> {
    if (this.#server !== null) return this.#server;
    for (const company of ['acme', 'partner'] as const) {
      await this.#deployment.importRecord(
        {
          id: integrations[company],
          tenant_id: company,
          general: { name: company, enable_single_use_vmrs: false, enable_personal_vmrs: true },
          mailbox: null,
          single_use: {},
          add_in: { server_fqdn: `vmr.${company}.example` },
          personal: { allow_new_users: this.#takesNew },
          sign_in: { provider: company },
          callers: [{ provider: 'listed' }],
        },
        this.#plugins,
      );
    }
    this.#server = await this.#deployment.start('all', {
      plugins: this.#plugins,
      configure: (container) => {
        const now = () => shift(systemClock.now(), this.#lateMs);
        container.rebind(tokens.clock).toConstantValue({ ...systemClock, now });
      },
    });
    return this.#server;
  }
}

function begunBy({ begun }: Pane): PaneSignIn {
  if (begun === null) throw new Error('The pane began no sign-in.');
  return begun;
}

function mailboxToken(who: Who): string {
  return `mailbox.of.${who}`;
}

function identityOf(who: Who): Partial<SignedInIdentity> {
  return { key: `directory:${who}`, email: `${who}@example.com`, displayName: who };
}

function providerPlugin(name: Company, provider: FakeSignInProvider): Plugin {
  return definePlugin({
    kind: 'sign-in-provider',
    name,
    settingsSchema: z.strictObject({}),
    description: { title: name, documentation: '', fields: {} },
    create: () => provider,
  });
}
