import { type SignedInIdentity, shift } from '@vmrkit/core';
import { systemClock, tokens } from '@vmrkit/sdk';
import type { VmrServer } from '@vmrkit/server';
import { FakeSignInProvider, recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, expect } from 'vitest';
import { ServerWorld } from './server-world.ts';
import {
  CookieBrowser,
  fakeSignInPlugin,
  listedCallersPlugin,
  type PaneSignIn,
  TestPane,
  TestUsers,
} from './sign-in-world.ts';

/** A token of Exchange's, and whom it names. */
export const EXCHANGE = 'good.exchange';
export const OLGA = 'exchange/mail.example.com/olga';
/** A name as a stranger gives it. */
export const HOSTILE = '<img src=x onerror=alert(1)>"\'';

/** The sections of the record that sign-in needs. */
export const record = {
  personal: { allow_new_users: true },
  sign_in: { provider: 'fake' },
  callers: [{ provider: 'listed' }, { provider: 'trusting' }],
};

/** The state of a callback. */
export function stateOf(callback: string): string {
  return new URL(callback).searchParams.get('state') ?? '';
}

/** A server with a sign-in provider, new for each test of a file; no log line may hold a secret that a test saw. */
export class SignInRig {
  declare deployment: ServerWorld;
  declare provider: FakeSignInProvider;
  declare users: TestUsers;
  declare logger: ReturnType<typeof recordingLogger>;
  declare server: VmrServer;
  secrets: string[] = [];
  /** By how much the servers' clock is ahead. */
  lateMs = 0;
  /** Whom the pane's tokens name. */
  callers = new Map<string, string>();

  constructor() {
    beforeEach(async () => {
      this.deployment = await ServerWorld.create();
      this.provider = new FakeSignInProvider();
      this.users = new TestUsers();
      this.logger = recordingLogger();
      this.secrets = [];
      this.lateMs = 0;
      this.callers = new Map([[EXCHANGE, OLGA]]);
      await this.deployment.importRecord(record, this.plugins());
      this.server = await this.start('all');
    });
    afterEach(async () => {
      await this.deployment.close();
      for (const secret of this.secrets) expect(JSON.stringify(this.logger.lines)).not.toContain(secret);
    });
  }

  plugins() {
    return [...this.deployment.plugins, fakeSignInPlugin(this.provider), listedCallersPlugin(this.callers)];
  }

  start(role: 'all' | 'manager' | 'edge', config: object = {}): Promise<VmrServer> {
    return this.deployment.start(role, {
      logger: this.logger,
      config,
      plugins: this.plugins(),
      configure: (container) => {
        this.users.watch(container);
        const now = () => shift(systemClock.now(), this.lateMs);
        container.rebind(tokens.clock).toConstantValue({ ...systemClock, now });
      },
    });
  }

  pane(token?: string): TestPane {
    return new TestPane(this.server.publicUrl, token);
  }

  browser(): CookieBrowser {
    return new CookieBrowser(this.server.publicUrl);
  }

  /** Opens the pane's link, and signs in at the provider; gives the callback that was not called yet. */
  async signInAt(begun: PaneSignIn, person = this.browser(), who: Partial<SignedInIdentity> = {}) {
    const opened = await person.go(begun.url);
    const callback = this.provider.approve(opened.location, who);
    this.secrets.push(new URL(callback).searchParams.get('code') ?? '', begun.secret);
    return { person, opened, callback };
  }

  /** Signs somebody in to the end; their bearer token. */
  async signedIn(): Promise<string> {
    const begun = await this.pane().begin();
    const { person, callback } = await this.signInAt(begun);
    const { json } = await this.pane().result(begun, (await person.go(callback)).data.code);
    this.secrets.push(json.bearer);
    return json.bearer;
  }
}
