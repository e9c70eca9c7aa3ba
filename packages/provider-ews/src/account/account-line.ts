import type { HttpClient, IntegrationDeps, PluginDeps } from '@vmrkit/core';
import type { EwsSettings } from '../settings.ts';
import { type AccountBudget, pausesOf } from '../transport/account-budget.ts';
import { ConnectionPool } from '../transport/connection-pool.ts';
import { CookieJars } from '../transport/cookie-jar.ts';
import type { SharedWire } from '../transport/ews-channel.ts';
import { type EwsSignIns, signInOf } from './sign-ins.ts';

/** What a line is made with. */
interface AccountLineOptions {
  readonly budget: AccountBudget;
  readonly signIns: EwsSignIns;
  readonly deps: PluginDeps;
  /** Of the integration whose record this is; null: nobody keeps anything for it. */
  readonly own: IntegrationDeps | null;
}

/** One way of signing in and trusting: connections that are kept apart although the account is one. */
export class AccountLine {
  readonly wire: SharedWire;
  readonly #besides: HttpClient;

  constructor(settings: EwsSettings, { budget, signIns, deps, own }: AccountLineOptions) {
    const url = new URL(settings.ews_url);
    const { clock, random, http } = deps;
    const client = http.client({
      caCertificates: settings.ca_certificates,
      bypassWebProxy: settings.bypass_web_proxy,
    });
    // Whoever gives tokens out may be outside although Exchange is not.
    this.#besides = http.client({ caCertificates: settings.ca_certificates });
    this.wire = {
      budget,
      signInPauses: pausesOf('sign-in', clock),
      connections: new ConnectionPool(client, url),
      path: `${url.pathname}${url.search}`,
      jars: new CookieJars(),
      signIn: signInOf(settings, { signIns, deps: { clock, random, http: this.#besides, own } }),
    };
  }

  /** Cuts all that runs over it. */
  async close(): Promise<void> {
    await Promise.all([this.wire.connections.close(), this.#besides.close()]);
  }
}

/** Names the line that some settings want, among those of their account. Holds no secret. */
export function lineKey(settings: EwsSettings): string {
  const { ews_url, authentication, ca_certificates, bypass_web_proxy } = settings;
  return JSON.stringify([ews_url, authentication, ca_certificates, bypass_web_proxy]);
}
