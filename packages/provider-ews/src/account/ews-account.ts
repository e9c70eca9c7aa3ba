import { type IntegrationDeps, type PluginDeps, SharedByKey } from '@vmrkit/core';
import type { ServerHabits } from '../client/ews-session.ts';
import type { EwsSettings } from '../settings.ts';
import { StreamHub } from '../streaming/stream-hub.ts';
import { AccountBudget } from '../transport/account-budget.ts';
import { type AccountLimits, limitsOf, strictest } from './account-limits.ts';
import { AccountLine, lineKey } from './account-line.ts';
import type { EwsSignIns } from './sign-ins.ts';

/** A record's use of an account. */
export interface AccountUse {
  readonly account: EwsAccount;
  readonly line: AccountLine;
  /** Names the line, for streams. */
  readonly lineName: string;
  release(): Promise<void>;
}

/**
 * One account at one server, whatever the number of records that name it: one budget of calls, one set of streams, one
 * memory of what the server does. Where the records name different limits, the strictest holds for all.
 */
export class EwsAccount {
  readonly hub: StreamHub;
  readonly habits: ServerHabits = { severalAnswers: true, lastingKeys: true, zoneIds: true };
  readonly #budget: AccountBudget;
  readonly #lines = new SharedByKey<AccountLine>();
  readonly #limits = new Set<AccountLimits>();
  readonly #deps: PluginDeps;

  constructor(deps: PluginDeps) {
    this.#deps = deps;
    this.#budget = new AccountBudget(() => strictest(this.#limits).calls, deps.clock);
    this.hub = new StreamHub({
      clock: deps.clock,
      logger: deps.logger,
      limits: () => strictest(this.#limits),
    });
  }

  /** Begins the use of a record. Opens no connection. */
  use(settings: EwsSettings, signIns: EwsSignIns, own: IntegrationDeps | null): AccountUse {
    const limits = limitsOf(settings);
    this.#limits.add(limits);
    const lineName = lineKey(settings);
    const make = () => new AccountLine(settings, { budget: this.#budget, signIns, deps: this.#deps, own });
    const { value: line, release } = this.#lines.hold(lineName, make);
    return {
      account: this,
      line,
      lineName,
      release: async () => {
        this.#limits.delete(limits);
        await release();
      },
    };
  }

  /** Ends the streams; the lines end with their users. */
  async close(): Promise<void> {
    this.hub.close();
  }
}
