import { type IntegrationDeps, type PluginDeps, SharedByKey } from '@vmrkit/core';
import type { EwsSettings } from '../settings.ts';
import { accountKey } from './account-key.ts';
import { type AccountUse, EwsAccount } from './ews-account.ts';
import type { EwsSignIns } from './sign-ins.ts';

/** The accounts of one kit. */
export class EwsAccounts {
  readonly #deps: PluginDeps;
  readonly #key: Uint8Array;
  readonly #accounts = new SharedByKey<EwsAccount>();

  constructor(deps: PluginDeps) {
    this.#deps = deps;
    this.#key = deps.random.bytes(32);
  }

  /** Begins a record's use of its account, which lives until the last use is released. */
  use(settings: EwsSettings, signIns: EwsSignIns, own: IntegrationDeps | null): AccountUse {
    const { value: account, release } = this.#accounts.hold(
      accountKey(settings, this.#key, own?.integration.integrationId ?? null),
      () => new EwsAccount(this.#deps),
    );
    const use = account.use(settings, signIns, own);
    return {
      ...use,
      release: async () => {
        await Promise.all([release(), use.release()]);
      },
    };
  }
}

const ofKits = new WeakMap<PluginDeps, EwsAccounts>();

/** The accounts of the kit that lends these things: kits in one process share nothing. */
export function accountsOf(deps: PluginDeps): EwsAccounts {
  const accounts = ofKits.get(deps) ?? new EwsAccounts(deps);
  ofKits.set(deps, accounts);
  return accounts;
}
